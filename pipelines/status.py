"""`intercom-elt status`: what the warehouse knows about itself, without token or network."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import config, freshness, rawtables
from .arguments import PROG
from .cli import answers
from .commands import existing, wait_for
from .errors import FAILED, OK
from .freshness import Read
from .patience import opened
from .screen import Column, line, numbers, table
from .warehouse import RAW, Warehouse, configured

if TYPE_CHECKING:
    import dlt

_AGE = Column("age", is_seconds=True)
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
    complete_at: datetime | None
    """When a read was complete for the last time."""
    history_from: datetime | None
    """Rows updated before that were not asked for; null: all were."""
    is_begun: bool
    """Whether the ledger tells where the history begins: an older version did not."""

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
    limit = freshness.age(asked.fail_if_older_than) if asked.fail_if_older_than else None
    plain = _plain()
    warehouse = existing(configured(asked.destination, asked.warehouse)).for_reading()
    wait_for(warehouse)
    pipeline = warehouse.pipeline(config.workspace_name())
    with opened(pipeline) as client:
        tables, reads, runs = _freshness(client), _reads(client), _runs(client, asked.runs)
    found = [Read(one.workspace_id, one.resource, one.status, one.complete_at) for one in reads]
    standing = freshness.standing(found, plain, datetime.now(UTC))
    problem = standing.problem(limit) if limit else ""
    code = FAILED if problem else OK
    if asked.json:
        facts = {
            "warehouse": warehouse.place,
            "standing": standing.facts(limit),
            "tables": [asdict(one) for one in tables],
            "resources": [asdict(one) for one in reads],
            "runs": [asdict(one) for one in runs],
        }
        plain_facts = json.loads(json.dumps(facts, default=_utc))
        answers.show(plain_facts, code=code, errors=[problem] if problem else [])
    elif not reads:
        line(f"nothing has been loaded into {warehouse.place} yet; `intercom-elt sync` does it")
    else:
        line(standing.sentence(limit))
        _show(tables, reads, runs)
        _place(warehouse, pipeline)
    if problem:
        print(f"{PROG}: {problem}", file=sys.stderr)
    return code


def _plain() -> set[str]:
    """What a sync reads that is not told what to read."""
    from sources.intercom import choose
    from sources.intercom.forms import names

    return {one.name for one in choose(names(config.source_setting("resources") or ()))}


def _show(tables: list[Freshness], reads: list[LastRead], runs: list[Run]) -> None:
    """Tables that fit a terminal of 80 columns; the workspace is only told where there are two."""
    now, is_one = datetime.now(UTC), len({one.workspace_id for one in reads}) == 1
    where = [] if is_one else _names("workspace")

    def place(one: Freshness | LastRead | Run) -> tuple[str, ...]:
        return () if is_one else (one.workspace_id,)

    table(
        "tables",
        [*where, *_names("table"), *numbers("rows"), *_names("newest change"), _AGE],
        [
            (*place(one), one.table, one.rows, _moment(one.newest),
             (now - one.synced_at).total_seconds() if one.synced_at else None)
            for one in tables
        ],
    )  # fmt: skip
    table(
        "last read of each resource",
        [*where, *_names("resource", "status", "history from", "up to (UTC)")],
        [(*place(one), one.resource, one.status, _day(one), _moment(one.cursor)) for one in reads],
    )
    remarks = [(*place(one), one.resource, one.remark) for one in reads if one.remark]
    table("remarks", [*where, *_names("resource", "remark")], remarks)
    table(
        "last runs",
        [
            *where,
            *_names("started (UTC)", "status"),
            *numbers("requests", "rows written", "rejected"),
            Column("took", is_seconds=True),
        ],
        [
            (*place(one), _moment(one.started_at), one.status, one.requests, one.loaded,
             one.rejected or None, one.seconds)
            for one in runs
        ],
    )  # fmt: skip


def _day(one: LastRead) -> str:
    """Where the history of a resource begins, if it is one that a start date cuts."""
    from sources.intercom import ENDPOINTS

    if one.history_from is None:
        is_dated = any(e.name == one.resource and e.is_dated for e in ENDPOINTS)
        return "all" if is_dated and one.is_begun else ""
    return one.history_from.astimezone(UTC).strftime("%Y-%m-%d") if one.history_from else ""


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
    began = "history_from" if "history_from" in columns else "cast(null as timestamptz)"
    rows = client.execute_sql(
        "select workspace_id, resource, status, reason, newest_cursor, requests, loaded,"
        f" started_at, {', '.join(counts)}, complete_at, {began},"
        f" {str('history_from' in columns).lower()}"
        " from (select *, row_number() over (partition by workspace_id, resource"
        " order by started_at desc, run_id desc) as place,"
        " max(cursor) over (partition by workspace_id, resource) as newest_cursor,"
        " max(case when status = 'complete' then finished_at end)"
        " over (partition by workspace_id, resource) as complete_at"
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
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if value else ""


def _utc(value: Any) -> str:
    return str(value.astimezone(UTC).isoformat()) if isinstance(value, datetime) else str(value)
