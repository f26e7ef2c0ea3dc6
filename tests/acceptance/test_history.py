"""Where the history begins: what the setting `start_date` asks for is what the warehouse gets."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from sandbox import Sandbox
from sources.intercom import Slice, tables
from sources.intercom.errors import SettingsInvalid
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock

DAY = 86_400
DATED = ("conversations", "contacts", "tickets", "admin_activity_logs")
FAMILY = ("conversations", "conversation_handling_events")


def sandbox(clock: SettableClock) -> Sandbox:
    return Sandbox(60, now=clock.glance, wall_clock=clock.glance)


def since(api: Sandbox, days: float) -> object:
    return settings_of(api, start_date=datetime.fromtimestamp(NOW - days * DAY, UTC))


def held(reader: Reader) -> dict[str, int]:
    """Rows of what a start date cuts, and of what is read along with it."""
    names = (*DATED, "conversation_parts", "conversation_handling_events", "events")
    return {name: len(reader.tables[name]) for name in names}


def told(api: Sandbox) -> Counter[str]:
    """How often each conversation was asked for."""
    paths = (request.path for request in api.requests if request.method == "GET")
    return Counter(path for path in paths if re.fullmatch(r"/conversations/\d+", path))


# Dies without the earlier windows, of `windows` or of `log`, or where lists do not begin anew.
@pytest.mark.parametrize("back_to", [None, 400], ids=["removed", "moved back"])
def test_the_gap_is_read_when_the_start_date_moves_back(clock, back_to):
    with sandbox(clock) as api:
        wanted = endpoints(*DATED, "conversation_handling_events", "events")
        whole, reader = Reader(api, clock, wanted), Reader(api, clock, wanted)
        settings = since(api, back_to) if back_to else settings_of(api)
        whole.run(settings=settings)
        reader.run(settings=since(api, 5))
        few, begun = held(reader), told(api)
        clock.advance(60)

        reader.run(settings=settings)

        assert held(reader) == held(whole)
        assert [name for name, count in held(whole).items() if few[name] == count] == []
        twice = told(api) - begun - Counter(dict.fromkeys(told(api), 1))
        assert twice == Counter()  # what was held is not read again
        before = len(api.requests)
        reader.run(settings=settings)
        assert len(api.requests) - before < 20  # nor is the gap
        start = NOW - back_to * DAY if back_to else 0
        assert {reader.states[name]["history_from"] for name in (*DATED, *FAMILY)} == {start}


# Dies when a history that is broken off counts as read.
def test_a_gap_that_is_read_in_part_is_read_by_the_next_run(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(*FAMILY))
        reader.run(settings=since(api, 5))
        clock.advance(60)
        reader.run(slices=Slice(weight=50), only=1)
        unfinished = reader.states["conversations"]["history_from"]

        reader.run()

        assert unfinished == NOW - 5 * DAY
        assert reader.ids(tables.Conversation) == {one["id"] for one in api.truth("conversations")}


# Dies when a companion takes over the history of its parent.
def test_a_companion_that_was_left_out_catches_up_with_the_gap(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(*FAMILY))
        reader.run(settings=since(api, 5))
        alone = Reader(api, clock, endpoints("conversations"))
        alone.states, alone.tables = reader.states, reader.tables
        alone.run()
        whole = Reader(api, clock, endpoints(*FAMILY))
        whole.run()

        reader.run()

        assert held(reader) == held(whole)


# Dies when narrowing moves the beginning that is remembered.
def test_a_narrower_date_takes_nothing_away_and_is_no_gap_later(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(*FAMILY))
        reader.run()
        reader.run(settings=since(api, 5))
        before = len(api.requests)

        reader.run()

        assert reader.ids(tables.Conversation) == {one["id"] for one in api.truth("conversations")}
        assert reader.states["conversations"]["history_from"] == 0
        assert len(api.requests) - before == 3  # who we are, what is new in two windows


# Dies when the ledger is not asked where nothing is remembered.
def test_what_an_older_version_loaded_begins_where_its_ledger_says(clock, raw):
    with sandbox(clock) as api:
        raw.sync(api, clock, endpoints("conversations"), settings=since(api, 5))
        forget(raw)
        clock.advance(60)

        session = raw.sync(api, clock, endpoints("conversations"))

        assert session.tallies["conversations"].earlier_until == NOW - 5 * DAY
        rows = raw.rows(tables.Conversation)
        assert {row["id"] for row in rows} == {one["id"] for one in api.truth("conversations")}
        runs = [(row["run_id"], row["history_from"]) for row in raw.rows(tables.SyncRun)]
        assert (session.run_id, None) in runs
        assert {row[1] for row in runs} == {None, datetime.fromtimestamp(NOW - 5 * DAY, UTC)}


def forget(raw) -> None:
    """Leave the state as a version left it that did not remember beginnings."""
    with raw.warehouse.pipeline().managed_state() as state:
        del state["sources"]["intercom"]["resources"]["conversations"]["history_from"]


# Dies when `History.check` is not asked.
def test_a_date_in_the_future_is_refused_and_moves_no_cursor(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("conversations"))

        with pytest.raises(SettingsInvalid, match="is in the future"):
            reader.run(settings=since(api, -1))

        assert reader.states["conversations"] == {}


# Dies when what is redacted late is taken for redacted, or a full refresh does not heal it.
def test_what_is_redacted_later_is_told_until_all_is_read_again(clock, raw):
    with sandbox(clock) as api:
        wanted = endpoints("contacts", "tags")
        late = settings_of(api, redact=("contacts.email", "tags.name"))
        raw.sync(api, clock, wanted)
        clock.advance(60)

        told = raw.sync(api, clock, wanted, settings=late).tallies
        again = raw.sync(api, clock, wanted, settings=late).tallies
        clear = [row["email"] for row in raw.rows(tables.Contact) if row["email"]]
        raw.sync(api, clock, wanted, settings=late, full_refresh=True)
        healed = raw.sync(api, clock, wanted, settings=late).tallies

        assert [one["contacts"].unredacted for one in (told, again, healed)] == [
            ("contacts.email",),
            ("contacts.email",),
            (),
        ]
        assert clear
        assert told["tags"].unredacted == ()
        assert {row["email"] for row in raw.rows(tables.Contact)} == {None}
        assert {row["name"] for row in raw.rows(tables.Tag)} == {None}
