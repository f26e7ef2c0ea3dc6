"""What the warehouse refused row by row: noted in `rejected_rows`, and asked for by later runs."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from .arguments import PROG
from .mending import resource_states
from .patience import opened
from .warehouse import RAW

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Endpoint, Session

WAITING = f"{RAW}_staging.refused_rows"
"""Rows that Postgres refused, until the ledger has them; made by the first."""
_BY_ID = ("search", "threads", "companies", "companion")


class _Refused(NamedTuple):
    endpoint: "Endpoint"
    table: str
    row: dict[str, Any]
    reason: str
    remedy: str


def settle(pipeline: "dlt.Pipeline", session: "Session", load_ledger: Callable[[], None]) -> None:
    """Note what was refused to this run, or to one that was killed before it could note it.

    It waits in the warehouse until the ledger is loaded, so that no kill loses it.
    """
    workspace_id = session.connect().id
    with opened(pipeline) as client:
        found = _waiting(client, session)
        tables = {one.table for one in found}
        empty = {table for table in tables if not _rows(client, table, workspace_id)}
    if not found:
        return
    with pipeline.managed_state() as state:
        for one in found:
            session.put_aside(one.endpoint.name, _rejection(session, one))
            kept = resource_states(state)[one.endpoint.name]
            _ask_again(kept, one)
            if one.table in empty:  # or the next run would take it for emptied
                kept.get("rows", {}).pop(one.table, None)
    _count(session, found)
    load_ledger()
    with opened(pipeline) as client:
        for table in tables:
            client.execute_sql(
                f"delete from {WAITING} where workspace_id = %s and table_name = %s",
                workspace_id,
                table,
            )


def _waiting(client: Any, session: "Session") -> list[_Refused]:
    """What waits of the resources that take part."""
    from sources.intercom.shelf import tables_of

    fills = {model.table: one for one in session.endpoints for model in tables_of(one)}
    if client.execute_sql("select to_regclass(%s)", WAITING)[0][0] is None:
        return []
    rows = client.execute_sql(
        f'select table_name, "row", reason, remedy from {WAITING} where workspace_id = %s',
        session.connect().id,
    )
    return [
        _Refused(fills[table], table, json.loads(row), reason, remedy)
        for table, row, reason, remedy in rows
        if table in fills
    ]


def _rows(client: Any, table: str, workspace_id: str) -> int:
    query = f"select count(*) from {RAW}.{table} where workspace_id = %s"
    return int(client.execute_sql(query, workspace_id)[0][0])


def _object(one: _Refused) -> str:
    """Id of what is asked for to get the row: its own, or of what it came in or along with."""
    inside = {child.table.table: child.parent for child in one.endpoint.children}
    name = one.endpoint.parent_key if one.endpoint.parent else inside.get(one.table, "id")
    return str(one.row.get(name) or "")


def _is_list(endpoint: "Endpoint") -> bool:
    """Whether every run reads all of it."""
    return endpoint.read in ("one", "list") and not endpoint.newest_first


def _has_ids(endpoint: "Endpoint") -> bool:
    """Whether it can be asked for by an id."""
    return endpoint.read in _BY_ID or bool(endpoint.newest_first and endpoint.single)


def _ask_again(state: dict[str, Any], one: _Refused) -> None:
    """Let the next run read the row, whatever the cursor says."""
    state.pop("digest", None)  # a list that did not change is written once more
    if _has_ids(one.endpoint) and (name := _object(one)):
        state["pending"] = list(dict.fromkeys((*(state.get("pending") or ()), name)))


def _next(endpoint: "Endpoint") -> str:
    if _is_list(endpoint) or _has_ids(endpoint):
        return "asked for again by every run"
    return f"read again by `{PROG} sync {endpoint.name} --full-refresh`"


def _rejection(session: "Session", one: _Refused) -> dict[str, Any]:
    """The row for `rejected_rows`, one for each row however often it is refused."""
    from sources.intercom.rows import Stamp, row_hash
    from sources.intercom.shelf import tables_of

    model = next(model for model in tables_of(one.endpoint) if model.table == one.table)
    return {
        "id": row_hash({"table": one.table, **{k: one.row.get(k) for k in model.primary_key()}}),
        "table": one.table,
        "object_id": one.row.get("id") or _object(one),
        "error": f"{one.reason} refuses it; it is {_next(one.endpoint)}",
        "raw": {name: value for name, value in one.row.items() if not name.startswith("_dlt")},
        "stamp": Stamp(session.connect().id, datetime.fromtimestamp(session.now(), UTC)),
    }


def _count(session: "Session", found: list[_Refused]) -> None:
    """Correct what was counted as loaded, and say what refuses how many rows."""
    for one in found:
        tally = session.tallies[one.endpoint.name]
        tally.loaded[one.table] = max(0, tally.loaded[one.table] - 1)
        tally.read_kind = "incremental"  # what did not come need not be gone
    kinds = Counter((o.endpoint.name, o.table, o.reason, o.remedy) for o in found)
    endpoints = {one.endpoint.name: one.endpoint for one in found}
    for (name, table, reason, remedy), count in kinds.items():
        rows = "a row" if count == 1 else f"{count:,} rows"
        session.tallies[name].complaints.append(
            f"{reason} refuses {rows} of {RAW}.{table}: kept in {RAW}.rejected_rows, and"
            f" {_next(endpoints[name])}" + (f"; `{remedy}` lets in what comes" if remedy else "")
        )
