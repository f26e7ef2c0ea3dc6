"""Writes `metrics.md` and a page per reporting table from the SQL, its header and catalogue."""

import re
from collections.abc import Iterator, Mapping

from transforms.definitions import Definition, definitions
from transforms.models import GIVEN, RAW, Model, load

_MADE = "<!-- Made by `python -m docs` from transforms/; edit there. -->"
_INDEX = """\
# Reports and metrics

The dataset `intercom_reporting` holds tables that people query; each has a page of its own. Staging
views (`stg_...`) and steps (`int_...`) stand beside them and may change from one release to the
next.

What hangs on something that is gone, as a note on a deleted contact, is marked as deleted in its
staging view: `deleted_at` tells that the row or what it hangs on is gone, `removed_at` the row
alone. Histories stay: events, calls, merges and results tell what happened, whatever is gone now.

Durations are whole seconds and end in `_seconds`, moments are UTC and end in `_at`, days are those
of the report's time zone, rates lie between 0 and 1. What did not happen is null and never 0. The
same definitions are in the warehouse: in comments on columns and in `metric_catalogue`.

Who spoke is a customer (a contact of any kind), a teammate, Fin, another bot, a team or the system,
as Intercom says of each author; a teammate's seat with an `operator+` address is Operator's, a bot.
Three settings know better: contacts with an address of `our_domains` are teammates, seats named by
`bot_admins` are bots, and so is what apps named by `bot_apps` write in a teammate's name. Where a
contact has the address of a seat, that teammate wrote. This holds for events, waits, assignments,
closes, ratings and teammates alike; what a colleague writes as a contact still opens a closed
conversation, as in Intercom. Its own statistics know nothing of these settings."""
_HELD = """\
Each metric was held against one of three things. *Recorded*: threads as Intercom recorded them,
with its own statistics; the tests read them through the whole pipeline, and every number agrees.
*Documents*: what Intercom writes of the metric. *Nothing yet*: SLA, Fin, ratings, handling and team
response times were recorded nowhere in public; ours follow the documents, and
`statistics_reconciliation` shows in your workspace what it can. Metrics of our own have nothing to
be held against but the tests.

A conversation that became a ticket has two states. Intercom's is `conversations.state`; what counts
for backlog, waits and stretches is `counted_state`: closed once the ticket was resolved. Merged
conversations and previews count nowhere."""
_RECORDED = frozenset(
    {
        *("first_contact_reply_at", "first_assignment_at", "first_admin_reply_at"),
        *("first_close_at", "last_assignment_at", "last_assignment_admin_reply_at"),
        *("last_contact_reply_at", "last_admin_reply_at", "last_close_at", "last_closed_by_id"),
        *("time_to_assignment", "time_to_admin_reply", "time_to_first_close"),
        *("time_to_last_close", "median_time_to_reply", "count_reopens", "count_assignments"),
        "count_conversation_parts",
    }
)
_NEVER_RECORDED = re.compile(r"sla|fin_|rating|csat|handling|team_response|resolution_rate|deflect")
_OF_THEIR_OWN = ("sla_targets", "fin_conversations", "ratings", "handling_sessions")
_DIFFERS = """\
`statistics_reconciliation` holds Intercom's own number and ours for every conversation, and
`intercom-elt check` tells how many agree."""


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    models = load()
    marts = {name: models[name] for name in sorted(definitions())}
    tables = {f"reports/{name}.md": _page(mart, models) for name, mart in marts.items()}
    return {"metrics.md": _index(marts, models), **tables}


def _index(marts: Mapping[str, Model], models: Mapping[str, Model]) -> str:
    every = [one for name in marts for one in definitions()[name]]
    metrics = [one for one in every if one.date]
    differing = [one for one in every if one.differs]
    parts = [
        _MADE,
        _INDEX,
        "## Tables",
        _lines("table", "what it holds", rows=((_link(n), m.summary) for n, m in marts.items())),
        "## How they hang together",
        _diagram((a, b) for b in marts for a in _nearest(models, b, marts)),
        "## Metrics",
        _lines(
            *(
                "metric",
                "table",
                "meaning",
                "unit",
                "counts on the day of",
                "counts for",
                "Intercom",
                "held against",
            ),
            rows=(
                (
                    *(f"`{m.column}`", _link(m.table), m.definition, m.unit, f"`{m.date}`"),
                    *(m.whose or "", _name(m), _held_against(m)),
                )
                for m in metrics
            ),
        ),
        "## What the metrics were held against",
        _HELD,
        "## Where our numbers differ from Intercom's",
        _DIFFERS,
        _lines(
            *("column", "table", "Intercom", "what differs, and why"),
            rows=((f"`{d.column}`", _link(d.table), _name(d), d.differs or "") for d in differing),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _page(mart: Model, models: Mapping[str, Model]) -> str:
    parts = [
        _MADE,
        f"# {mart.name}",
        f"{mart.summary[:1].upper()}{mart.summary[1:]}",
        *_notes(mart),
        _lines(
            *("", ""),
            rows=(
                ("kind", mart.header["kind"]),
                ("key", ", ".join(f"`{name}`" for name in mart.key)),
                *((name, mart.header[name]) for name in ("units", "nulls", "excludes")),
            ),
        ),
        "## Columns",
        _lines(
            *("column", "unit", "meaning", "Intercom"),
            rows=(
                (f"`{c.column}`", c.unit, _meaning(c), _name(c)) for c in definitions()[mart.name]
            ),
        ),
        "## Made from",
        _diagram(_lineage(mart, models)),
        f"[All tables](../metrics.md) · [SQL](../../transforms/marts/{mart.file})",
    ]
    return "\n\n".join(parts).replace("](reports/", "](") + "\n"


def _notes(mart: Model) -> Iterator[str]:
    """What the header says for people, below its fields."""
    header, _, _ = mart.text.partition("\n\n")
    paragraphs = header.split("\n--\n")[2:]
    yield from (
        "\n".join(line.removeprefix("--").strip() for line in paragraph.splitlines())
        for paragraph in paragraphs
    )


def _meaning(one: Definition) -> str:
    parts = [one.definition]
    parts += [f"{one.numerator} / {one.denominator}."] if one.numerator else []
    parts += [f"Counts on the day of `{one.date}`."] if one.date else []
    parts += [f"Counts for {one.whose}."] if one.whose else []
    parts += [f"*Differs:* {one.differs}"] if one.differs else []
    return " ".join(parts)


def _held_against(one: Definition) -> str:
    """By what truth a metric was checked, in a word."""
    if one.intercom in _RECORDED:
        return "recorded"
    if one.table in _OF_THEIR_OWN or _NEVER_RECORDED.search(one.column):
        return "nothing yet"
    return "documents" if one.intercom else "our own"


def _name(one: Definition) -> str:
    return f"`{one.intercom}`" if one.intercom else ""


def _link(table: str) -> str:
    return f"[`{table}`](reports/{table}.md)"


def _lines(*titles: str, rows: Iterator[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> str:
    found = [titles, ("---",) * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in found)


def _diagram(edges: Iterator[tuple[str, str]]) -> str:
    lines = [f"    {source} --> {target}" for source, target in sorted(set(edges))]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def _lineage(mart: Model, models: Mapping[str, Model]) -> Iterator[tuple[str, str]]:
    """Arrows from staging views and settings to the mart, through every step."""
    for name in sorted(mart.inputs):
        yield name, mart.name
        if not name.startswith("stg_"):
            yield from _lineage(models[name], models)
    given = {ref.name for ref in mart.references if not ref.is_raw} & GIVEN.keys()
    yield from ((name, mart.name) for name in sorted(given))
    yield from ((f"{RAW}.{ref.name}", mart.name) for ref in mart.references if ref.is_raw)


def _nearest(models: Mapping[str, Model], name: str, marts: Mapping[str, Model]) -> set[str]:
    """Marts that a mart is made from, directly or through steps that are none."""
    found = set()
    for source in models[name].inputs:
        found |= {source} if source in marts else _nearest(models, source, marts)
    return found
