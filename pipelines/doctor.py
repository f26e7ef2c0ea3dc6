"""`intercom-elt doctor`: looks at everything a sync needs and says what to do about it.

Changes nothing in Intercom. In the warehouse it opens the file, or rehearses a sync in the database
and rolls it back.
"""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import disk_usage

from sources.intercom import Endpoint

from . import config, reporting
from .diagnosis import Finding, Intercom
from .errors import CHANGE_FIRST, FAILED, OK, Stop
from .failures import explain, scrub
from .screen import console, line
from .warehouse import RAW, Warehouse, configured

_MARKS = {OK: ("ok     ", "green"), FAILED: ("failed ", "red"), CHANGE_FIRST: ("change ", "yellow")}
_NOTED = ("note   ", "yellow")
_PASSED_BY = ("skip   ", "dim")
_LITTLE_GB = 1.0
_WIDTH = 24
_NEEDED = "conversations"
"""Whatever else a token may not read is passed by: the sync is whole without it."""


def doctor(asked: Namespace) -> int:
    """Print a finding a line; 0 all well, 2 something must be changed, 1 the network failed.

    A resource that may not be read has to be changed only if the reports cannot do without it, or
    if it was read before.
    """
    config.prepare()
    worst, passed_by = OK, list[Endpoint]()
    needed = {_NEEDED, *_read_before(asked.destination, asked.warehouse)}
    for finding in (*_intercom(), *_warehouse(asked.destination, asked.warehouse)):
        mark, style = _MARKS[finding.code]
        if finding.refused is not None and finding.refused.name not in needed:
            passed_by.append(finding.refused)
            mark, style = _PASSED_BY
        elif finding.is_note:
            mark, style = _NOTED
        else:
            worst = max(worst, finding.code)
        console().print(mark, style=style, end="")
        line(scrub(f"{f'{finding.subject} ':<{_WIDTH}}{finding.text}"))
    line()
    if passed_by:
        line(_optional(passed_by))
    line(_VERDICTS[worst])
    return worst


def _optional(passed_by: list[Endpoint]) -> str:
    """One line for all that a sync passes by, with what to tick."""
    names = ", ".join(endpoint.name for endpoint in passed_by)
    scopes = sorted({repr(endpoint.scope) for endpoint in passed_by if endpoint.scope})
    tick = f"tick {', '.join(scopes)} in the Developer Hub" if scopes else "ask Intercom"
    return f"optional: a sync passes by {names}; to read them, too, {tick}"


def _read_before(kind: str | None, file: str | None) -> set[str]:
    """The resources that the ledger knows as complete; none where it cannot be asked."""
    try:
        warehouse = configured(kind, file)
        if not warehouse.exists():
            return set()
        with warehouse.pipeline(config.workspace_name()).sql_client() as client:
            rows = client.execute_sql(
                f"select distinct resource from {RAW}.sync_runs where status = 'complete'"
            )
        return {str(name) for (name,) in rows or ()}
    except Exception:  # what is wrong with the warehouse is a finding of its own
        return set()


_VERDICTS = {
    OK: "all well: `intercom-elt sync` can start",
    FAILED: "the network or a server failed; nothing has to be changed here, try again later",
    CHANGE_FIRST: "change what is marked, then run `intercom-elt doctor` again",
}


def _intercom() -> Iterator[Finding]:
    """Settings, then everything that can be asked with them."""
    yield from _sources_of_settings()
    try:
        settings = config.source_settings()
        name = config.workspace_name()
    except Stop as stop:
        yield Finding("settings", str(stop), stop.code)
        return
    since = f", history from {settings.start_date:%Y-%m-%d}" if settings.start_date else ""
    called = f", workspace name {name}" if name else ""
    yield Finding("settings", f"{settings.url}, version {settings.api_version}{since}{called}")
    yield Finding("redacted", ", ".join(settings.redact) or "nothing, by the setting redact")
    if lost := reporting.redacted_away():
        yield Finding("reports", lost, is_note=True)
    yield from Intercom(settings).findings()


def _sources_of_settings() -> Iterator[Finding]:
    """Where the token comes from; never the token."""
    where = config.origin("sources.intercom.access_token")
    if where:
        yield Finding("access token", f"set in {where}")


def _warehouse(kind: str | None, file: str | None) -> Iterable[Finding]:
    try:
        warehouse = configured(kind, file)
        is_new = not warehouse.exists()
        if is_new:
            warehouse.check_folder()
        else:
            with warehouse.lock():
                pass
    except Exception as error:
        stop = explain(error)
        return [Finding("warehouse", stop.sentence, stop.code)]
    state = "will be made by the first sync" if is_new else "can be written"
    return [
        Finding("warehouse", f"{warehouse.place} {state}"),
        *_rehearsed(warehouse),
        *_pending(warehouse),
        *_disk(warehouse),
    ]


def _rehearsed(warehouse: Warehouse) -> Iterable[Finding]:
    """Every right that a sync needs; a DuckDB file that opens for writing takes everything."""
    if warehouse.kind == "duckdb":
        return []
    from .rehearsal import rehearse

    try:
        return list(
            rehearse(warehouse.address, (RAW, f"{RAW}_staging", reporting.settings().dataset))
        )
    except Exception as error:
        stop = explain(error)
        return [Finding("rehearsal", stop.sentence, stop.code)]


def _pending(warehouse: Warehouse) -> Iterator[Finding]:
    """What an earlier run left: no trouble, but good to know."""
    if warehouse.pipeline(config.workspace_name()).has_pending_data:
        yield Finding(
            "pending package", "an earlier run was interrupted; the next sync loads it first"
        )


def _disk(warehouse: Warehouse) -> Iterator[Finding]:
    """Room for the file, or for the packages on their way to the database."""
    folder = Path(warehouse.address).parent if warehouse.kind == "duckdb" else config.data_folder()
    free_gb = disk_usage(folder).free / 1e9
    if free_gb < _LITTLE_GB:
        yield Finding("disk", f"{free_gb:.1f} GB free in {folder}; make room", CHANGE_FIRST)
    else:
        yield Finding("disk", f"{free_gb:,.0f} GB free in {folder}")
