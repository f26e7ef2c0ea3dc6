"""A synced workspace against what its owner knows: statistics, SLA, backlog, and a wrong number."""

from datetime import UTC, datetime

import pytest

import transforms
from pipelines import rawtables
from sandbox import Sandbox
from sources.intercom import choose
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import SettableClock
from transforms import Settings

NAMES = [
    *("workspaces", "admins", "teams", "conversations", "conversation_handling_events"),
    *("office_hours_schedules", "office_hours_exceptions", "admin_activity_logs"),
]
VERDICTS = """
    select statistic, verdict from intercom_reporting.statistics_reconciliation
    where conversation_id = '{}' and reason = 'unexplained' order by 1
"""
UNEXPLAINED = """
    select statistic, count(*) from intercom_reporting.statistics_reconciliation
    where reason = 'unexplained' group by statistic order by 1
"""
TARGETS = """
    select outcome, agrees, count(*) > 4 from intercom_reporting.sla_targets
    where met_at is not null group by outcome, agrees order by 1, 2
"""
OPEN = "select sum(open) from intercom_reporting.backlog_daily where local_date = ({})"
LISTED = "select count(*) from intercom_reporting.conversations where state = 'open'"
LAST = "select max(local_date) from intercom_reporting.backlog_daily"


class Reports:
    """A warehouse that is synced with a sandbox and transformed."""

    def __init__(self, raw: RawDataset, api: Sandbox, clock: SettableClock) -> None:
        self.raw = raw
        self.api = api
        self.clock = clock

    def build(self, *names: str) -> None:
        self.raw.sync(self.api, self.clock, choose(NAMES))
        as_of = datetime.fromtimestamp(self.clock.glance(), UTC)
        with self.raw.warehouse.pipeline().sql_client() as client:
            transforms.run(
                client,
                dialect="duckdb",
                declared=rawtables.declared(),
                select=[f"+{name}" for name in names] or None,
                settings=Settings(as_of=as_of),
            )

    def query(self, sql: str) -> list[tuple]:
        with self.raw.warehouse.pipeline().sql_client() as client:
            return [tuple(row) for row in client.execute_sql(sql) or []]


@pytest.fixture
def reports(duckdb_raw: RawDataset, clock: SettableClock):
    with Sandbox(150, seed=11, now=clock.glance, wall_clock=clock.glance) as api:
        found = Reports(duckdb_raw, api, clock)
        found.build()
        yield found


def test_what_intercom_counts_is_found_again_and_a_wrong_number_is_found_out(
    reports: Reports,
) -> None:
    unexplained, targets = reports.query(UNEXPLAINED), reports.query(TARGETS)
    backlog, listed = reports.query(OPEN.format(LAST)), reports.query(LISTED)
    [[chosen]] = reports.query(
        "select min(conversation_id) from intercom_reporting.conversations"
        " where state = 'closed' and stat_handling_time > 600 and numbers_from = 'parts'"
    )
    reports.api.workspace.put("conversations", chosen, {"statistics": {"handling_time": 7}})
    reports.clock.advance(600)
    reports.build("statistics_reconciliation")

    assert unexplained == []
    assert targets == [("met", True, True), ("missed", True, True)]
    assert backlog == listed
    assert reports.query(VERDICTS.format(chosen)) == [("handling_time", "differs")]
