"""Wrong rules on purpose: a model with another text, and what then agrees with Intercom no more."""

from dataclasses import dataclass
from typing import Any

from pipelines import rawtables
from transforms.models import load, parse, selected
from transforms.render import Scene, render

_PAIRS = "statistics_reconciliation"


@dataclass(frozen=True)
class Mutant:
    """A rule of Intercom's statistics, and a way to get it wrong."""

    rule: str
    model: str
    right: str
    wrong: str


MUTANTS = (
    Mutant("S1", "int_statistics", "profiles.parts_loaded + 1", "profiles.parts_loaded"),
    Mutant(
        "S2",
        "int_conversation_things",
        "when source_delivered_as = 'customer_initiated' then",
        "when coalesce(source_delivered_as, 'customer_initiated') = 'customer_initiated' then",
    ),
    Mutant(
        "S3",
        "int_statistics",
        "customer_messages_before > 0 as is_counted",
        "sum(case when is_customer_message then 1 else 0 end) over"
        " (partition by workspace_id, conversation_id order by happened_at) > 0 as is_counted",
    ),
    Mutant(
        "S4",
        "int_customer_waits",
        "max(office_clock_seconds) filter (where is_customer_message) as last_message_clock",
        "min(office_clock_seconds) filter (where is_customer_message) as last_message_clock",
    ),
    Mutant("S5", "int_statistics", "starts.start_clock, 0)", "starts.start_clock, -1)"),
    Mutant(
        "S5 of assignments",
        "int_statistic_pairs",
        "'time_to_assignment', sides.office_clock",
        "'time_to_assignment', 'wall'",
    ),
    Mutant("S6", "int_statistics", "end as delay_seconds", "end * 0 as delay_seconds"),
    Mutant("S7 by a click", "part_types", "('open', 'state', 'open')", "('open', 'state', null)"),
    Mutant(
        "S7",
        "int_conversation_acts",
        "case when is_reply and is_contact then 'open' end",
        "null",
    ),
    Mutant(
        "S8",
        "int_statistics",
        "where is_human_reply and event_order >= assigned_order",
        "where is_human_reply and event_order > assigned_order",
    ),
)


def found_by(client: Any, dialect: str, mutant: Mutant) -> set[tuple[str, str]]:
    """Conversations and statistics of which one more verdict than without the mutant is bad."""
    right, wrong = _verdicts(client), _with(client, dialect, mutant)
    return {pair for pair, verdict in wrong.items() if right[pair] != verdict}


def _with(client: Any, dialect: str, mutant: Mutant) -> dict[tuple[str, str], str]:
    """The verdicts of a wrong model: it and its readers are made anew, and never kept."""
    models = selected(load(), [f"+{_PAIRS}"])
    readers = selected(load(), [f"{mutant.model}+"])
    scene = Scene(dialect=dialect, declared=rawtables.declared())
    client.execute_sql("begin transaction")
    try:
        for name, model in models.items():
            if name not in readers:
                continue
            text = model.text
            if name == mutant.model:
                assert mutant.right in text, mutant
                text = text.replace(mutant.right, mutant.wrong)
            kind = "view" if model.is_view else "table"
            sql = render(parse(model.file, text), scene)
            client.execute_sql(f"create or replace {kind} intercom_reporting.{name} as {sql}")
        return _verdicts(client)
    finally:
        client.execute_sql("rollback")


def _verdicts(client: Any) -> dict[tuple[str, str], str]:
    rows = client.execute_sql(
        f"select conversation_id, statistic, verdict from intercom_reporting.{_PAIRS}"
    )
    return {(conversation, statistic): verdict for conversation, statistic, verdict in rows}
