"""`intercom-elt status`: what the warehouse knows about itself, without token or network."""

import json
import time
from argparse import Namespace
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import config, rawtables
from .commands import existing
from .errors import OK
from .opening import Busy
from .patience import opened
from .screen import Column, line, numbers, table
from .warehouse import RAW, Warehouse, configured

if TYPE_CHECKING:
    import dlt

_PATIENCE_S = 5.0
_LEDGER = ("sync_runs", "rejected_rows")


@dataclass(frozen=True)
class Freshness:
    """One raw table of one workspace."""

    workspace_id: str
    table: str
    rows: int
    newest: datetime | None
    """Newest change in it, as Intercom dates it."""
    synced_at: datetime | None


@dataclass(frozen=True)
class LastRead:
    """How the last read of a resource went."""

    workspace_id: str
    resource: str
    status: str
    reason: str | None
    cursor: datetime | None
    requests: int
    loaded: int
    started_at: datetime
    short: int
    """Rows that Intercom claimed and did not send."""
    short_threads: int
    missing: int
    stale: int
    unlisted: int
    """What a verification found to differ."""

    @property
    def remark(self) -> str:
        """Why it was not complete, or what did not come."""
        told = [self.reason] if self.reason else []
        told += [f"{self.short:,} rows claimed that did not come"] if self.short else []
        told += [f"{self.short_threads:,} threads lack parts"] if self.short_threads else []
        counts = {"missing": self.missing, "stale": self.stale, "not listed": self.unlisted}
        found = [f"{count:,} {name}" for name, count in counts.items() if count]
        return "; ".join([*told, *([f"found {', '.join(found)}"] if found else [])])


@dataclass(frozen=True)
class Run:
    """One sync."""

    workspace_id: str
    run_id: str
    started_at: datetime
    seconds: float | None
    status: str
    resources: int
    requests: int
    loaded: int
    rejected: int


def status(asked: Namespace) -> int:
    """Print freshness by table, the last read of each resource, and the last runs."""
    config.prepare()
    warehouse = existing(configured(asked.destination, asked.warehouse))
    _wait_for(warehouse)
    pipeline = warehouse.pipeline(config.workspace_name())
    with opened(pipeline) as client:
        freshness, reads, runs = _freshness(client), _reads(client), _runs(client, asked.runs)
    if asked.json:
        found = {
            "warehouse": warehouse.place,
            "tables": [asdict(one) for one in freshness],
            "resources": [asdict(one) for one in reads],
            "runs": [asdict(one) for one in runs],
        }
        print(json.dumps(found, indent=2, default=_utc))
        return OK
    if not reads:
        line(f"nothing has been loaded into {warehouse.place} yet; `intercom-elt sync` does it")
        return OK
    _show(freshness, reads, runs)
    _place(warehouse, pipeline)
    return OK


def _wait_for(warehouse: Warehouse) -> None:
    """A sync has the file open while it loads a slice, for a second or so."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return warehouse.check()
        except Busy:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _show(freshness: list[Freshness], reads: list[LastRead], runs: list[Run]) -> None:
    now = datetime.now(UTC)
    table(
        "tables",
        [
            *_names("workspace", "table"),
            *numbers("rows"),
            *_names("newest change", "read"),
            Column("age", is_seconds=True),
        ],
        [
            (one.workspace_id, one.table, one.rows, _moment(one.newest), _moment(one.synced_at),
             (now - one.synced_at).total_seconds() if one.synced_at else None)
            for one in freshness
        ],
    )  # fmt: skip
    table(
        "last read of each resource",
        [
            *_names("workspace", "resource", "status", "loaded up to"),
            *numbers("requests", "rows written"),
            Column("remark"),
        ],
        [
            (one.workspace_id, one.resource, one.status, _moment(one.cursor), one.requests,
             one.loaded, one.remark)
            for one in reads
        ],
    )  # fmt: skip
    _show_runs(runs)


def _show_runs(runs: list[Run]) -> None:
    table(
        "last runs",
        [
            *_names("workspace", "started", "status"),
            *numbers("resources", "requests", "rows written", "rejected"),
            Column("took", is_seconds=True),
        ],
        [
            (one.workspace_id, _moment(one.started_at), one.status, one.resources, one.requests,
             one.loaded, one.rejected or None, one.seconds)
            for one in runs
        ],
    )  # fmt: skip


def _names(*names: str) -> list[Column]:
    return [Column(name) for name in names]


def _place(warehouse: Warehouse, pipeline: "dlt.Pipeline") -> None:
    line()
    if pipeline.has_pending_data:
        line("pending    an earlier run was interrupted; the next sync loads what it left first")
    line(f"warehouse  {warehouse.place}")


def _freshness(client: Any) -> list[Freshness]:
    """Rows and moments of each raw table."""
    each = []
    for name, columns in sorted(rawtables.columns(client).items()):
        if name in _LEDGER:
            continue
        newest = next((c for c in ("updated_at", "created_at") if c in columns), None)
        moment = f"max({newest})" if newest else "cast(null as timestamptz)"
        each.append(
            f"select workspace_id, '{name}' as name, count(*) as rows, {moment} as newest,"
            f" max(synced_at) as synced from {RAW}.{name} group by workspace_id"
        )
    if not each:
        return []
    rows = client.execute_sql(f"{' union all '.join(each)} order by workspace_id, name")
    return [Freshness(*row) for row in rows]


def _reads(client: Any) -> list[LastRead]:
    """The newest row of the ledger for each resource; a cursor is that of the last good read."""
    columns = rawtables.columns(client).get("sync_runs")
    if not columns:
        return []
    counts = [  # an older version may have made the table
        f"coalesce({name}, 0)" if name in columns else "0"
        for name in ("short", "short_threads", "missing", "stale", "unlisted")
    ]
    rows = client.execute_sql(
        "select workspace_id, resource, status, reason, newest_cursor, requests, loaded,"
        f" started_at, {', '.join(counts)}"
        " from (select *, row_number() over (partition by workspace_id, resource"
        " order by started_at desc, run_id desc) as place,"
        " max(cursor) over (partition by workspace_id, resource) as newest_cursor"
        f" from {RAW}.sync_runs) as runs where place = 1 order by workspace_id, resource"
    )
    return [LastRead(*row) for row in rows]


def _runs(client: Any, count: int) -> list[Run]:
    """The last syncs, each over all of its resources; the worst of their ends is its own."""
    if "sync_runs" not in rawtables.columns(client):
        return []
    worst = " ".join(
        f"when count(*) filter (where status = '{one}') > 0 then '{one}'"
        for one in ("failed", "interrupted", "running", "refused", "unavailable")
    )
    rows = client.execute_sql(
        "select workspace_id, run_id, min(started_at),"
        " cast(extract(epoch from max(finished_at) - min(started_at)) as double precision),"
        f" case {worst} else 'complete' end, count(*), cast(sum(requests) as bigint),"
        f" cast(sum(loaded) as bigint), cast(sum(rejected) as bigint) from {RAW}.sync_runs"
        f" group by workspace_id, run_id order by 3 desc limit {int(count)}"
    )
    return [Run(*row) for row in rows]


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if value else ""


def _utc(value: Any) -> str:
    return str(value.astimezone(UTC).isoformat()) if isinstance(value, datetime) else str(value)
