"""Whatever ends a sync half-way, the rows that are loaded are whole and the next sync goes on."""

import subprocess
import sys

import pytest

from sandbox import Fault, Sandbox
from sources.intercom import Slice, tables
from sources.intercom.errors import Unavailable, Unreachable
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import differences

THREAD = (tables.Conversation, tables.ConversationPart, tables.ConversationCustomAttribute)
WANTED = endpoints("conversations")
VICTIM = """
import os, signal, sys
from pathlib import Path
from pipelines.warehouse import Warehouse
from sources.intercom import Session, Settings, Slice
from sources.intercom.readers import Delivery
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import Reader, endpoints
from types import SimpleNamespace

class Doomed(Session):
    left = 33
    def turn(self, name):
        item = super().turn(name)
        self.left -= isinstance(item, Delivery)
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

kind, address, state, url, token = sys.argv[1:]
raw = RawDataset(Warehouse(kind, address, Path(state)))
settings = Settings(access_token=token, base_url=url)
raw.sync(None, None, endpoints("conversations"), settings=settings, slices=Slice(120), make=Doomed)
"""


# Defect 3 of the peers. Dies when slices share a package, or the cursor waits for the last one.
def test_a_killed_process_loses_at_most_the_slice_in_flight(
    raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(50) as api:
        where = raw.warehouse
        arguments = (where.kind, where.address, str(where.state), api.base_url, api.token)

        done = subprocess.run([sys.executable, "-c", VICTIM, *arguments], timeout=100)
        kept = loaded(raw)
        api.requests.clear()
        session = raw.sync(api, clock, WANTED)

        assert done.returncode == -9
        assert len(kept) >= 24  # two slices of twelve
        assert session.failure() is None
        assert session.tallies["conversations"].loaded["conversations"] == 50 - len(kept)
        assert differences(api, raw, *THREAD) == {}


# Dies when a failed read moves the cursor, or when the package of its last slice is dropped.
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", "GET /conversations/.*", after=20, times=999, status=503), Unavailable),
        (Fault("reset", "* /.*", after=20, times=999), Unavailable),
    ],
    ids=["503", "resets"],
)
def test_a_server_that_goes_down_costs_no_row(
    postgres_raw: RawDataset, clock: SettableClock, fault: Fault, error: type[Exception]
) -> None:
    with Sandbox(40, now=clock.glance, wall_clock=clock.glance) as api:
        api.fail(fault)

        first = postgres_raw.sync(api, clock, WANTED, slices=Slice(100))
        kept = loaded(postgres_raw)
        api.api.faults.faults.clear()
        second = postgres_raw.sync(api, clock, WANTED)

        assert isinstance(first.failure(), error)
        assert not isinstance(first.failure(), Unreachable)
        assert first.tallies["conversations"].cursor is None  # one window holds them all
        statuses = {row["run_id"]: row["status"] for row in postgres_raw.rows(tables.SyncRun)}
        assert statuses == {first.run_id: "failed", second.run_id: "complete"}
        assert 0 < len(kept) < 40
        assert second.tallies["conversations"].loaded["conversations"] == 40 - len(kept)
        assert differences(api, postgres_raw, *THREAD) == {}


# Dies when `companions` delivers a parent before what belongs to it.
def test_a_parent_that_is_loaded_has_its_companions(clock: SettableClock) -> None:
    with Sandbox(14, now=clock.glance, wall_clock=clock.glance) as api:
        wanted = endpoints("conversations", "conversation_handling_events")
        events = {
            one["conversation_id"] for one in api.truth("handling_events") if one["handling_events"]
        }
        reader = Reader(api, clock, wanted)
        for _ in range(24):  # killed after every single delivery
            reader.run(slices=Slice(weight=1), only=1)

        session = reader.run()

        assert session.failure() is None
        assert len(reader.ids(tables.Conversation)) == 14
        held = reader.tables["conversation_handling_events"].values()
        assert {row["conversation_id"] for row in held} == events
        assert events != set()


def loaded(raw: RawDataset) -> set[str]:
    """Conversations in the warehouse, each with all the parts that it came with."""
    parts = [row["conversation_id"] for row in raw.rows(tables.ConversationPart)]
    talks = {row["id"]: row["parts_received"] for row in raw.rows(tables.Conversation)}
    assert {name: parts.count(name) for name in talks} == talks
    assert set(parts) <= set(talks)
    return set(talks)
