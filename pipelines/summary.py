"""What a sync did, at its end: for people on stdout, or as one JSON object."""

import shlex
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import PROG
from .errors import Stop
from .failures import explain
from .mending import LEDGER
from .screen import Column, counted, line, listed, numbers, shown, span, table
from .sync import Outcome
from .warehouse import RAW, REPORTING, Warehouse, configured

if TYPE_CHECKING:
    from sources.intercom import Endpoint

_MOST_KEYS = 8
_MOST_PARTS = 500
_MOST_CUT = 5
_LEDGER = ("sync_runs", "rejected_rows")
_QUERY = (
    "select channel_started, count(*), avg(first_response_seconds)"
    " from {dataset}.conversations group by 1"
)
_RAW_QUERY = f"select state, count(*), max(updated_at) from {RAW}.conversations group by 1"


def show(outcome: Outcome, *, dataset: str = REPORTING, with_place: bool = True) -> None:
    """Print the summary for people."""
    tables = changes(outcome)
    table(
        "",
        [Column("table"), *numbers("new", "updated", "rows now")],
        [
            (one["table"], one["new"] or None, one["changed"] or None, one["rows"])
            for one in tables
            if one["loaded"]
        ],
    )
    if same := [one for one in tables if one["rows"] and not one["loaded"]]:
        rows = counted(sum(one["rows"] for one in same), "row")
        line(f"unchanged  {counted(len(same), 'table')} with {rows}", "dim")
    line()
    for text in _remarks(outcome):
        line(text)
    line(_effort(outcome))
    if with_place:
        line(f"warehouse  {outcome.warehouse.place}")
        reports = dataset if outcome.models else None
        line(f"try        {example(outcome.warehouse, reports)}")


def facts(outcome: Outcome) -> dict[str, Any]:
    """The summary for programs."""
    session = outcome.session
    workspace = session.workspace
    return {
        "run_id": session.run_id,
        "workspace_id": workspace.id if workspace else None,
        "warehouse": outcome.warehouse.place,
        "seconds": round(outcome.seconds, 1),
        "requests": _total(outcome, "requests"),
        "retries": _total(outcome, "retries"),
        "throttled": _total(outcome, "throttled"),
        "transform_error": (
            explain(outcome.transform_failure).sentence if outcome.transform_failure else None
        ),
        "restored": outcome.stock.is_restored,
        "emptied": {name: list(tables) for name, tables in outcome.stock.emptied.items()},
        "deleted_rows": dict(outcome.stock.fewer),
        "truncated_threads": [vars(cut) for cut in outcome.cut],
        "tables": {one.pop("table"): one for one in changes(outcome)},
        "resources": {
            name: {**tally.row(session.run_id), "run_id": session.run_id}
            for name, tally in session.tallies.items()
        },
        "models": {model.name: model.rows for model in outcome.models if model.kind == "table"},
    }


def changes(outcome: Outcome) -> list[dict[str, Any]]:
    """New and changed rows of each table."""
    loaded, names = outcome.loaded, {**outcome.after, **outcome.loaded}
    return [
        {
            "table": name,
            "new": (new := max(0, outcome.after.get(name, 0) - outcome.stock.rows.get(name, 0))),
            "changed": max(0, loaded[name] - new),
            "loaded": loaded[name],
            "rows": outcome.after.get(name, 0),
        }
        for name in sorted(names)
        if name not in _LEDGER
    ]


def failures(outcome: Outcome) -> list[str]:
    """A sentence for each reason why resources failed or were not read, though they should be."""
    session, reasons = outcome.session, dict[str, list[str]]()
    for name, tally in session.tallies.items():
        asked = name in outcome.asked_for and tally.status == "unavailable"
        if tally.error is not None and (tally.status == "failed" or asked):
            sentence = _permission(outcome, name) if asked else explain(tally.error).sentence
            reasons.setdefault(sentence, []).append(name)
    failed = [f"{listed(names)}: {sentence}" for sentence, names in reasons.items()]
    unknown = [f"{name}: {reason}" for name, reason in outcome.unknown_names.items()]
    refused = [f"{n}: {told}" for n, tally in session.tallies.items() for told in tally.complaints]
    return failed + list(_refusals(outcome)) + refused + unknown


def example(warehouse: Warehouse, dataset: str | None) -> str:
    """A query to try, as it is typed into a shell; without a dataset of reports, of raw tables."""
    query = _QUERY.format(dataset=dataset) if dataset else _RAW_QUERY
    return f'{PROG} query{_named(warehouse)} "{query}"'


def _named(warehouse: Warehouse) -> str:
    """The option that leads to this warehouse, where it is not the configured one."""
    with suppress(Stop):  # a configuration that cannot be read is told where it is needed
        if warehouse.place == configured().place:
            return ""
    if warehouse.kind == "postgres":
        return " --destination postgres"
    file = Path(warehouse.address)
    name = file.name if file.parent == Path.cwd() else str(file)
    return f" --warehouse {shlex.quote(name)}"


def _remarks(outcome: Outcome) -> Iterator[str]:
    """What somebody should know, each in a sentence; nothing when all was as it should be."""
    tallies = outcome.session.tallies
    yield from _remarks_on_stock(outcome)
    yield from _beginnings(outcome)
    yield from _unredacted(outcome)
    for name in tallies:
        yield from _remarks_on(outcome, name)
    if rejected := _total(outcome, "rejected"):
        what = f"{counted(rejected, 'row')} did not fit or could not be read"
        yield f"rejected   {what}; see {RAW}.rejected_rows"
    if short := {name: tally.short for name, tally in tallies.items() if tally.short}:
        names = listed([f"{name} ({shown(count)})" for name, count in short.items()])
        yield (
            f"short      {names}: so many rows that Intercom claims did not come, though asked for"
            " twice; `intercom-elt verify` looks for what is missing"
        )
    for cut in outcome.cut[:_MOST_CUT]:
        is_cut = cut.received >= _MOST_PARTS
        why = "Intercom sends the newest 500" if is_cut else "more did not come, asked for twice"
        yield (
            f"{'cut  ' if is_cut else 'short'}      {cut.table} {cut.id}: {shown(cut.received)} of"
            f" {shown(cut.total)} parts; {why}, parts loaded earlier are kept"
        )
    if len(outcome.cut) > _MOST_CUT:
        more = len(outcome.cut) - _MOST_CUT
        yield f"           and {more:,} more: parts_truncated in {RAW}.{outcome.cut[0].table}"
    if gone := sum(tally.not_found for tally in tallies.values() if not tally.reason):
        yield f"gone       {shown(gone)} were deleted between search and read (404)"
    if replaced := sum(tally.findings.replaced_characters for tally in tallies.values()):
        yield f"replaced   {shown(replaced)} characters that no database can hold, now U+FFFD"
    unknown = sum((tally.findings.unknown for tally in tallies.values()), Counter[str]())
    if unknown:
        keys = [f"{key} ({shown(count)})" for key, count in unknown.most_common(_MOST_KEYS)]
        more = len(unknown) - len(keys)
        rest = f" and {more} more" if more else ""
        yield f"new fields {', '.join(keys)}{rest}; kept in the column _extra"


def _remarks_on_stock(outcome: Outcome) -> Iterator[str]:
    """What others have done to the warehouse since the last sync."""
    stock, taking_part = outcome.stock, {*outcome.session.tallies, LEDGER}
    if stock.is_restored:
        yield (
            "restored   the warehouse is older than the last sync, as a backup is: read on from"
            " where it stands"
        )
    for name, tables in stock.emptied.items():
        found = f"{listed(list(tables))}: emptied or dropped by somebody;"
        if name in taking_part:
            yield f"refilled   {found} read again from the beginning"
        else:
            yield f"emptied    {found} `{PROG} sync {name}` reads all of it again"
    if stock.fewer:
        names = listed([f"{name} ({shown(count)})" for name, count in stock.fewer.items()])
        yield (
            f"fewer      {names}: so many rows were deleted by somebody; `{PROG} sync"
            " --full-refresh` reads everything again"
        )


def _beginnings(outcome: Outcome) -> Iterator[str]:
    """Where the history begins, when that moved, or is not where the setting has it."""
    session, wanted = outcome.session, outcome.session.history.begins
    dated = [one for one in session.tallies.values() if one.history_from is not None]
    if earlier := [one.resource for one in dated if one.earlier_until]:
        start = f"from {_day(wanted)} on" if wanted else "from the beginning"
        yield f"history    {listed(earlier)}: read {start}, as start_date moved back"
    if session.history.start_over_from is None:
        kept = [one.history_from or 0 for one in dated if (one.history_from or 0) < wanted]
        if kept:
            start = f"from {_day(min(kept))} on" if min(kept) else "from the beginning"
            yield f"history    kept {start}: start_date {_day(wanted)} deletes nothing"
    elif any(one.history_from == wanted for one in dated):
        yield (
            f"history    begins at {_day(wanted)}; a sync without --start-date also reads what is"
            " before, unless the setting start_date says the same"
        )


def _unredacted(outcome: Outcome) -> Iterator[str]:
    """What `redact` came too late for, and what to do."""
    is_full = outcome.session.history.full_refresh
    late = [one for one in outcome.session.tallies.values() if one.unredacted]
    late = [one for one in late if not (is_full and one.status == "complete")]
    if late:
        entries = dict.fromkeys(entry for one in late for entry in one.unredacted)
        names = " ".join(one.resource for one in late)
        yield (
            f"redact     {listed(list(entries))}: rows loaded before keep their values; `{PROG}"
            f" sync {names} --full-refresh` replaces them, but for what Intercom no longer sends"
        )


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def _remarks_on(outcome: Outcome, name: str) -> Iterator[str]:
    """What somebody should know of one resource."""
    tally = outcome.session.tallies[name]
    if tally.status == "unavailable" and name not in outcome.asked_for:
        yield f"not read   {name}: {_permission(outcome, name)}"
    if tally.status == "complete" and tally.reason and name not in outcome.unknown_names:
        yield f"note       {name}: {tally.reason}"
    if tally.status == "interrupted" and not outcome.session.stop_requested:
        yield f"waiting    {name}: {tally.reason}"


def _refusals(outcome: Outcome) -> Iterator[str]:
    """What was read before and is refused now, in a sentence for each answer that it got."""
    found: dict[str, list[Endpoint]] = {}
    for endpoint in outcome.session.endpoints:
        tally = outcome.session.tallies[endpoint.name]
        if tally.status == "refused":
            status, code = (getattr(tally.error, name, "") for name in ("status", "code"))
            found.setdefault(f"{status} {code}".strip(), []).append(endpoint)
    for answer, endpoints in found.items():
        names = listed([endpoint.name for endpoint in endpoints])
        scopes = sorted({endpoint.scope for endpoint in endpoints if endpoint.scope})
        tick = (
            f"tick {listed([repr(one) for one in scopes])} in the Developer Hub" if scopes else ""
        )
        advice = tick or "ask whoever looks after the workspace what was changed"
        yield (
            f"{names}: read before, and refused now with {answer}; {advice}."
            " What was loaded is kept, and is no longer up to date"
        )


def _effort(outcome: Outcome) -> str:
    text = counted(_total(outcome, "requests"), "request")
    if retries := _total(outcome, "retries"):
        text += f", {shown(retries)} of them repeated"
    if throttled := _total(outcome, "throttled"):
        text += f", {shown(throttled)} throttled by Intercom"
    text = f"done in    {span(outcome.seconds)}: {text}"
    if outcome.models:
        seconds = span(sum(model.seconds for model in outcome.models))
        text += f"; reports built in {seconds}"
    return text


def _permission(outcome: Outcome, name: str) -> str:
    """Why a resource could not be read, and what to tick."""
    tally = outcome.session.tallies[name]
    scope = next(e.scope for e in outcome.session.endpoints if e.name == name)
    status = getattr(tally.error, "status", None)
    if scope and status in (401, 403):
        return f"{tally.reason}; tick the permission '{scope}' in the Developer Hub"
    return tally.reason


def _total(outcome: Outcome, name: str) -> int:
    return sum(getattr(tally, name) for tally in outcome.session.tallies.values())
