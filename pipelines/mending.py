"""Before anything is read: what dlt remembers and what the warehouse holds are made to agree.

The warehouse is the truth. A backup may have been restored, or tables emptied or dropped: dlt would
go on from where the last sync ended, and what is gone would never come back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from . import rawtables
from .patience import opened, patiently
from .warehouse import RAW, Warehouse

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Endpoint

_ANCHOR = "loaded"
"""The newest load that this machine has seen through; dlt keeps it beside the state."""
LEDGER = "sync_runs"
_KEPT = "workspace_id"


@dataclass(frozen=True)
class Stock:
    """What the warehouse holds, and what was found to be gone from it."""

    rows: Mapping[str, int] = field(default_factory=dict)
    """Of all workspaces, by table."""
    own: Mapping[str, int] = field(default_factory=dict)
    """Of this pipeline's workspace."""
    is_restored: bool = False
    """Whether the warehouse is older than the last sync."""
    emptied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Tables that somebody emptied, dropped or took columns from, by the resource that is read
    again from its beginning."""
    fewer: Mapping[str, int] = field(default_factory=dict)
    """How many rows somebody deleted, by table."""

    @property
    def tables(self) -> list[str]:
        """All tables that are read again."""
        return sorted({one for tables in self.emptied.values() for one in tables})

    @property
    def is_whole(self) -> bool:
        """Whether all is there that was loaded."""
        return not (self.is_restored or self.emptied)


def reconcile(pipeline: "dlt.Pipeline", warehouse: Warehouse) -> Stock:
    """Load what a crash left, make missing tables, and forget what is no longer true."""
    damaged = _remake(pipeline)
    is_restored = _is_restored(pipeline)
    if is_restored:
        pipeline.drop()  # only here; the state of the warehouse takes its place
    drain(pipeline, warehouse)
    damaged |= _remake(pipeline)  # now by the schema of the warehouse, if that was taken over
    with opened(pipeline) as client:
        rows, own = rawtables.counts_with_own(client, _workspace(pipeline))
    emptied, fewer = _mend(pipeline, own, damaged)
    return Stock(rows, own, is_restored, emptied, fewer)


def drain(pipeline: "dlt.Pipeline", warehouse: Warehouse) -> None:
    """Load what a crash left; `run(data)` would ignore its data while there is any.

    The first run takes over the state of the warehouse where that is newer.
    """
    run = partial(pipeline.run, loader_file_format=warehouse.file_format)
    anchor(pipeline, patiently(run))
    while pipeline.has_pending_data:
        anchor(pipeline, patiently(run))


def anchor(pipeline: "dlt.Pipeline", loaded: Any) -> None:
    """Remember a load that the warehouse holds from now on, unless an older one is restored."""
    if loaded is not None and loaded.loads_ids:
        pipeline.set_local_state_val(_ANCHOR, loaded.loads_ids[-1])


def _is_restored(pipeline: "dlt.Pipeline") -> bool:
    """Whether the warehouse has never seen the newest load; one that is empty is simply new."""
    loaded = pipeline.state["_local"].get(_ANCHOR)
    if loaded is None:
        return False
    with opened(pipeline) as client:
        there = rawtables.every_column(client)
        if not there:
            return False
        if "_dlt_loads" not in there:
            return True
        query = f"select count(*) from {RAW}._dlt_loads where load_id = %s and status = 0"
        return not (client.execute_sql(query, loaded) or [[0]])[0][0]


def _remake(pipeline: "dlt.Pipeline") -> set[str]:
    """Make the tables and columns that dlt believes to be there; names of the tables."""
    if pipeline.default_schema_name is None:
        return set()
    with opened(pipeline) as client:
        there = rawtables.every_column(client)
    if "_dlt_version" not in there:  # dlt starts over by itself
        return set()
    schema = pipeline.default_schema
    damaged = {
        name
        for name in schema.tables
        if schema.get_table_columns(name).keys() - there.get(name, set())
    }
    if damaged:
        with pipeline.destination_client() as client:
            client.update_stored_schema(force=True)
    return damaged


def _mend(
    pipeline: "dlt.Pipeline", own: Mapping[str, int], damaged: set[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Forget how far was read what is gone; a list that lacks rows is written once more."""
    from sources.intercom import ENDPOINTS

    endpoints = {endpoint.name: endpoint for endpoint in ENDPOINTS}
    emptied: dict[str, tuple[str, ...]] = {}
    fewer: dict[str, int] = {}
    with pipeline.managed_state() as state:
        resources = resource_states(state)
        for name, found in resources.items():
            rows = found.get("rows", {})
            tables = {*rows, *_tables(endpoints.get(name))}
            gone = {one for one in rows if rows[one] and not own.get(one)}
            lost = sorted(gone | (tables & damaged))
            if lost:
                emptied[name] = tuple(lost)
                _unprint(pipeline, endpoints.get(name), own)
                _forget(found)
                continue
            lacking = {one: rows[one] - own.get(one, 0) for one in rows if _only_grows(one)}
            lacking = {one: count for one, count in lacking.items() if count > 0}
            if lacking and not found.pop("digest", None):
                fewer |= lacking
        if LEDGER in emptied:  # what a whole list lacks is gone: no other read proves it
            for found in resources.values():
                found.pop("digest", None)
                found.pop("completed_at", None)
    return emptied, fewer


def _only_grows(table: str) -> bool:
    """Whether nobody but a stranger deletes rows: exports of reports replace whole months, and a
    ledger may be cut short."""
    return table != LEDGER and not table.startswith("report_")


def _forget(state: dict[str, Any]) -> None:
    for key in state.keys() - {_KEPT}:
        del state[key]


def _unprint(pipeline: "dlt.Pipeline", endpoint: "Endpoint | None", own: Mapping[str, int]) -> None:
    """Let no row pass for known whose parts may be gone, also where the next read breaks off."""
    if endpoint is None or not (endpoint.table.fingerprinted and own.get(endpoint.table.table)):
        return
    with opened(pipeline) as client:
        client.execute_sql(
            f"update {RAW}.{endpoint.table.table} set _fingerprint = null"
            " where workspace_id = %s and _fingerprint is not null",
            _workspace(pipeline),
        )


def _tables(endpoint: "Endpoint | None") -> set[str]:
    from sources.intercom.shelf import tables_of

    return {model.table for model in tables_of(endpoint)} if endpoint else {LEDGER}


def _workspace(pipeline: "dlt.Pipeline") -> str:
    """Whose rows this pipeline loads; nobody's before its first sync."""
    known = (found.get(_KEPT) for found in resource_states(pipeline.state).values())
    return next(filter(None, known), "")


def resource_states(state: Any) -> dict[str, Any]:
    """What each resource keeps between runs."""
    found: dict[str, Any] = state.get("sources", {}).get("intercom", {}).get("resources", {})
    return found
