"""The dlt source `intercom`: an Intercom workspace as raw tables.

    warehouse = dlt.destinations.duckdb("warehouse.duckdb")  # not intercom.duckdb: see below
    pipeline = dlt.pipeline("intercom", destination=warehouse, dataset_name="intercom")
    pipeline.run(intercom())

Settings stand in `[sources.intercom]`. DuckDB cannot tell a file from a dataset of its name.
This is the only module here that knows dlt.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dlt
import pyarrow as pa
from dlt.common.destination import DestinationCapabilitiesContext
from dlt.extract import DltResource
from dlt.extract.decorators import get_resource

from .choosing import choose
from .endpoints import ENDPOINTS, Endpoint
from .history import Known
from .readers import Mark
from .rows import Builder, Findings, Row, Stamp
from .session import Session, Slice, Turn
from .settings import Settings, check
from .shelf import Shelf, columns_digest, tables_of
from .tables import GoneObject, RejectedRow, SyncRun

__all__ = [
    "ENDPOINTS",
    "Endpoint",
    "Known",
    "Session",
    "Settings",
    "Slice",
    "choose",
    "intercom",
    "ledger_of",
    "resources_of",
]

_STRATEGIES = ("delete-insert", "upsert")
"""The best first: upsert fails on a key that comes twice in one package; insert-only keeps both."""
_UNSET = "<configure me>"
"""What `dlt init` writes for every secret, also for one that nobody needs."""
_Names = str | Sequence[str] | None
"""dlt hands on a text as it stands only to a type that begins with one and has no default."""
_LEDGER = "sync_runs, rejected_rows, gone_objects"
"""Tables that are declared once, so that SQL never misses one."""


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Whether dlt tells of more than that JSON travels as text: it says so for each table."""
    return "when merging arrow schema with dlt schema" not in record.getMessage()


@dlt.source(name="intercom")
def intercom(
    access_token: str = dlt.secrets.value,
    region: str = "us",
    base_url: str | None = None,
    api_version: str = "Preview",
    start_date: str | None = None,
    rate_limit_share: float = 1.0,
    refresh_days: int = 30,
    export_days: int = 30,
    custom_object_types: _Names = None,
    lookups: str | Mapping[str, Sequence[str]] | None = None,
    redact: _Names = None,
    redact_salt: dlt.TSecretStrValue | None = None,
    resources: _Names = None,
) -> list[DltResource]:
    """Everything new and changed in an Intercom workspace, in one load package.

    Without `resources` all that cost few requests; by name also those that cost one request per
    conversation. Set `loader_file_format="csv"` on Postgres, or JSON columns are not `jsonb`.
    """
    logging.getLogger("dlt").addFilter(_is_unexpected)
    settings = check(
        access_token=access_token,
        region=region,
        base_url=base_url,
        api_version=api_version,
        start_date=start_date,
        rate_limit_share=rate_limit_share,
        refresh_days=refresh_days,
        export_days=export_days,
        custom_object_types=custom_object_types,
        lookups=lookups,
        redact=redact,
        redact_salt=None if redact_salt == _UNSET else redact_salt,
        resources=resources,
    )
    return resources_of(Session(settings, choose(settings.resources, settings=settings)))


def resources_of(session: Session) -> list[DltResource]:
    """What is left to read of a session, and its ledger."""
    made = [dlt.resource(_rows, name=e.name)(session, e) for e in session.open_endpoints]
    return [*made, *ledger_of(session)]


def ledger_of(session: Session) -> list[DltResource]:
    """What there is to say of a session since the last slice, and nothing else."""
    return [dlt.resource(_ledger, name=SyncRun.table)(session)]


def _rows(session: Session, endpoint: Endpoint) -> Iterator[Any]:
    """Arrow tables of one resource; None passes the turn to the other resources."""
    with session.taking_part(endpoint.name):
        yield from _turns(session, endpoint)


def _turns(session: Session, endpoint: Endpoint) -> Iterator[Any]:
    state = dlt.current.resource_state()
    if is_new := state.get("columns") != columns_digest(endpoint):
        state.pop("digest", None)  # rows that did not change have new columns to fill
    session.enlist(endpoint.name, state)
    yield None
    marked = _Marked()
    workspace = session.connect()
    shelf = Shelf(endpoint, workspace.id, session.tallies[endpoint.name])
    if is_new:
        for model in tables_of(endpoint):
            yield marked(model, model.schema.empty_table())  # so that SQL never misses a table
        state["columns"] = columns_digest(endpoint)
    while (turn := session.turn(endpoint.name)) is not Turn.OVER:
        if turn is Turn.WAIT:
            yield None
        elif isinstance(turn, Mark):
            _remember(state, turn)
            session.tallies[endpoint.name].history_from = state.get("history_from")
            if not session.tallies[endpoint.name].is_unreadable:
                session.tallies[endpoint.name].cursor = state["cursor"]
        elif not isinstance(turn, Turn):
            yield from (marked(model, table) for model, table in shelf.put(turn))
    yield from (marked(model, table) for model, table in shelf.take())
    _note_rows(session, state, session.tallies[endpoint.name].loaded)


def _note_rows(session: Session, state: Any, loaded: Mapping[str, int]) -> None:
    """Note how many rows the warehouse holds at least once this package is loaded, by table.

    Rows are never deleted: where there are fewer one day, somebody else deleted them.
    """
    stored = session.history.stored_rows
    if stored is not None:
        names = {*state.get("rows", {}), *(name for name, rows in loaded.items() if rows)}
        state["rows"] = {
            name: max(stored.get(name, 0), int(loaded.get(name, 0) > 0)) for name in sorted(names)
        }


def _remember(state: Any, mark: Mark) -> None:
    """Move the cursor, never back: a clock that jumped does not undo what is loaded."""
    state["cursor"] = max(mark.cursor, state.get("cursor") or 0)
    told = {
        "digest": mark.digest or None,
        "exports": None if mark.exports is None else dict(mark.exports),
        "position": mark.position or None,
        "completed_at": mark.cursor if mark.complete else None,
        "refreshed_at": mark.cursor if mark.is_fresh else None,
        "doubted_until": mark.doubted_until,
        "pending": None if mark.pending is None else list(mark.pending),
        "witness": mark.witness or None,
        "was_read": mark.was_read or None,
        "history_from": mark.history_from,
        "redacted": None if mark.redacted is None else list(mark.redacted),
        "refused": mark.refused,
    }
    state.update({name: value for name, value in told.items() if value is not None})


class _Marked:
    """Tells dlt which table an Arrow table goes to; the hints of each are sent once per run.

    The resource itself carries no hints: dlt would copy them to each of its tables.
    """

    def __init__(self) -> None:
        self._sent: set[str] = set()
        self._merge = _merge()

    def __call__(self, model: type[Row], table: pa.Table) -> Any:
        if model.table in self._sent:
            return dlt.mark.with_table_name(table, model.table)
        self._sent.add(model.table)
        hints = dlt.mark.make_hints(
            table_name=model.table,
            primary_key=None if model.cleared_by else model.primary_key(),
            merge_key=model.primary_key() if model.cleared_by else None,
            columns=model.hints(),
            write_disposition=self._merge,
        )
        return dlt.mark.with_hints(table, hints, create_table_variant=True)


def _merge() -> Any:
    """How rows of the same key take each other's place, by what the destination can do."""
    destination = dlt.current.pipeline().destination
    able = destination.capabilities() if destination else DestinationCapabilitiesContext()
    strategies = able.supported_merge_strategies or ()
    if choose_for := able.merge_strategies_selector:
        kind: Any = {"table_format": get_resource().table_format}
        strategies = choose_for(strategies, table_schema=kind)
    if destination and not strategies:
        warnings.warn(
            f"{destination.destination_name} cannot put a new row in the place of an old one: each"
            " run adds what it reads, and a row that changed is there several times; the one with"
            ' the newest `synced_at` counts. With table_format="delta" rows are merged',
            stacklevel=1,
        )
    best = next((one for one in _STRATEGIES if one in strategies), None)
    return {"disposition": "merge", **({"strategy": best} if best else {})}


def _ledger(session: Session) -> Iterator[Any]:
    """`sync_runs`, `rejected_rows` and `gone_objects`, in the same package as what they tell of."""
    with session.taking_part(SyncRun.table):
        yield from _closed_books(session)


def _closed_books(session: Session) -> Iterator[Any]:
    state = dlt.current.resource_state()
    while not session.is_slice_over:
        yield None
    yield None  # the others have a turn to take what is left on their shelves
    if session.stop_requested:
        session.interrupt()
    rejected, runs = Builder(RejectedRow, Findings()), Builder(SyncRun, Findings())
    gone = Builder(GoneObject, Findings())
    now = datetime.fromtimestamp(session.now(), UTC)
    for tally in session.touched():
        for row in tally.take_rejected():
            stamp = row.pop("stamp")
            rejected.add(session.redaction.row(RejectedRow, row), stamp)
        for row in tally.take_gone():
            gone.add(row, Stamp(session.connect().id, now))
        runs.add(tally.row(session.run_id), Stamp(session.connect().id, now))
    marked = _Marked()
    yield marked(SyncRun, runs.take())
    is_new = state.get("declared") != _LEDGER
    state["declared"] = _LEDGER
    for builder in (rejected, gone):
        if len(builder) or is_new:
            yield marked(builder.model, builder.take())
    _note_rows(session, state, {SyncRun.table: 1})
