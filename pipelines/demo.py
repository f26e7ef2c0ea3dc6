"""`intercom-elt demo`: a simulated workspace, synced twice, and what the reports say about it.

Uses none of the user's settings and leaves nothing behind but `demo.duckdb`, or what the workspace
said if it failed.
"""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from . import config, reporting, summary
from .cli.progress import watcher
from .cli.simulated import workspace
from .patience import opened
from .screen import Column, line, numbers, table
from .sync import Options, exit_code, read
from .warehouse import REPORTING, Warehouse

if TYPE_CHECKING:
    import dlt

FILE = "demo.duckdb"
LOG = "demo-workspace.log"
_CHANGES = 120
_TOKEN = "demo-token"


def demo(conversations: int) -> int:
    """Sync, change, sync again, report."""
    config.prepare()
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"  # all that is asked is on this machine
    file = Path(FILE).absolute()
    for old in (file, Path(f"{file}.wal"), Path(f"{file}.lock")):
        old.unlink(missing_ok=True)
    line(f"starting a simulated workspace with {conversations:,} conversations", "dim")
    with (
        workspace(conversations, _TOKEN, Path(LOG).absolute()) as url,
        TemporaryDirectory(prefix="intercom-elt-") as folder,
    ):
        warehouse = Warehouse("duckdb", str(file), Path(folder))
        line(f"first sync, from {url}", "dim")
        code = _sync(url, warehouse, is_last=False)
        changes = _change(url)
        line()
        line(f"{changes} things happen in the workspace; second sync", "dim")
        code = code or _sync(url, warehouse, is_last=True)
    if code:
        return code
    line(f"warehouse  {warehouse.place}")
    line(f"try        {summary.example(warehouse, REPORTING)}")
    return code


def _sync(url: str, warehouse: Warehouse, *, is_last: bool) -> int:
    from sources.intercom import choose
    from sources.intercom.settings import check
    from transforms import Settings

    settings = check(access_token=_TOKEN, base_url=url)
    with warehouse.lock():
        pipeline = warehouse.pipeline()
        outcome = read(settings, warehouse, pipeline, choose(), Options(), watcher())
        if outcome.failure is not None:
            raise outcome.failure
        if outcome.session.stop_requested:
            raise KeyboardInterrupt
        if is_last and outcome.is_loaded:
            outcome.models = reporting.transform(pipeline, warehouse, Settings())
            summary.show(outcome, with_place=False)
            _reports(pipeline)
        else:
            summary.show(outcome, with_place=False)
    return exit_code(outcome)


def _change(url: str) -> int:
    """Let an ordinary hour happen to the workspace."""
    body = json.dumps({"n": _CHANGES, "seed": 1}).encode()
    with urlopen(Request(f"{url}/_sandbox/change", body, method="POST")) as answer:
        return len(json.load(answer)["changes"])


def _reports(pipeline: "dlt.Pipeline") -> None:
    """What somebody who runs support would ask first."""
    with opened(pipeline) as client:
        for title, columns, query in _REPORTS:
            table(title, columns, client.execute_sql(query) or [])
    line()
    line(f"trust      {reporting.agreement(pipeline, REPORTING).sentence}")
    line("           with the simulation; `check` says it of your own workspace", "dim")


def _durations(*names: str) -> list[Column]:
    return [Column(name, right=True, is_seconds=True) for name in names]


_REPORTS = (
    (
        "conversations by channel",
        [
            Column("channel"),
            *numbers("conversations", "closed", "reopened"),
            *_durations("first response p50", "p90"),
        ],
        f"""
        select channel_started, count(*), count(*) filter (where closes > 0),
            count(*) filter (where reopens > 0),
            quantile_cont(first_response_seconds, 0.5), quantile_cont(first_response_seconds, 0.9)
        from {REPORTING}.conversations
        group by channel_started
        order by 2 desc
        """,
    ),
    (
        "by week, last six",
        [
            Column("week"),
            *numbers("new", "closed", "reopened"),
            *_durations("first response p50", "p90"),
        ],
        f"""
        select cast(period_start as date), new_conversations, closed_conversations, reopened,
            first_response_p50_seconds, first_response_p90_seconds
        from {REPORTING}.metrics_by_period
        where period = 'week' and dimension = 'all'
        order by period_start desc
        limit 6
        """,
    ),
    (
        "teammates, last four weeks",
        [
            Column("teammate"),
            *numbers("replies"),
            *_durations("customers waited p50", "p90"),
        ],
        f"""
        select name, count(*), quantile_cont(seconds, 0.5), quantile_cont(seconds, 0.9)
        from {REPORTING}.customer_waits
        inner join {REPORTING}.stg_admins on answered_by_admin_id = admin_id
        where ended_at >= current_date - interval 28 day
        group by name
        order by 2 desc
        limit 8
        """,
    ),
    (
        "health of the sync",
        [
            Column("status of the last run"),
            *numbers("resources", "rows written", "rejected"),
            *_durations("age"),
        ],
        f"""
        select status, count(*), cast(sum(loaded_ever) as bigint),
            cast(sum(rejected_rows) as bigint), max(lag_seconds)
        from {REPORTING}.sync_health
        where is_newest
        group by status
        order by 2 desc
        """,
    ),
)
