"""Intercom sends the newest 500 parts of a thread: what was loaded before stays, and it is told."""

import copy
from typing import Any

import pytest

from sandbox import Knobs, Sandbox
from sources.intercom import tables
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock


def set_thread(api: Sandbox, name: str, length: int) -> list[str]:
    """Give a conversation so many parts; their ids."""
    found = next(one for one in api.truth("conversations", complete=True) if one["id"] == name)
    sample: dict[str, Any] = found["conversation_parts"]["conversation_parts"][0]
    parts = [copy.deepcopy(sample) for _ in range(length)]
    for number, part in enumerate(parts):
        moment = NOW - 10_000 + number
        part |= {"id": str(9_000_000_000 + number), "created_at": moment, "updated_at": moment}
    listing = {"conversation_parts": parts, "total_count": length}
    api.workspace.put("conversations", name, {"conversation_parts": listing})
    return [part["id"] for part in parts]


def some_thread(api: Sandbox) -> str:
    return str(next(one["id"] for one in api.truth("conversations")))


def test_parts_loaded_before_a_thread_was_cut_stay(
    duckdb_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = endpoints("conversations")
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        name = some_thread(api)
        set_thread(api, name, 450)
        first = duckdb_raw.sync(api, clock, wanted)
        clock.advance(7_200)
        every = set_thread(api, name, 620)

        second = duckdb_raw.sync(api, clock, wanted)

        thread = next(row for row in duckdb_raw.rows(tables.Conversation) if row["id"] == name)
        parts = [
            row
            for row in duckdb_raw.rows(tables.ConversationPart)
            if row["conversation_id"] == name
        ]
        seen_last = {row["id"]: row["synced_at"] == thread["synced_at"] for row in parts}
        old = set(every[:120])
        assert (thread["parts_received"], thread["parts_total_count"]) == (500, 620)
        assert thread["parts_truncated"] is True
        assert seen_last.keys() >= set(every)
        assert {part for part in every if not seen_last[part]} == old
        told = {row["run_id"]: row["truncated_threads"] for row in duckdb_raw.rows(tables.SyncRun)}
        assert told == {first.run_id: 0, second.run_id: 1}


@pytest.mark.parametrize("total", ["true_total", "500"])
def test_a_cut_thread_is_told_whatever_its_total_says(clock: SettableClock, total: Any) -> None:
    knobs = Knobs(parts_total_past_500=total)
    with Sandbox(20, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        name = some_thread(api)
        every = set_thread(api, name, 620)
        reader = Reader(api, clock, endpoints("conversations"))

        session = reader.run()

        assert session.tallies["conversations"].truncated_threads == 1
        flags = reader.column(tables.Conversation, "parts_truncated")
        assert {one for one, is_cut in flags.items() if is_cut} == {name}
        held = reader.column(tables.ConversationPart, "conversation_id")
        assert {part for part, of in held.items() if of == name} == set(every[-500:])


def test_a_part_that_is_gone_stays_with_the_time_at_which_it_was_seen(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = endpoints("conversations")
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        name = some_thread(api)
        every = set_thread(api, name, 7)
        postgres_raw.sync(api, clock, wanted)
        clock.advance(7_200)
        left = set_thread(api, name, 6)

        session = postgres_raw.sync(api, clock, wanted)

        thread = next(row for row in postgres_raw.rows(tables.Conversation) if row["id"] == name)
        parts = {row["id"]: row["synced_at"] for row in postgres_raw.rows(tables.ConversationPart)}
        assert thread["parts_truncated"] is False
        assert [parts[part] == thread["synced_at"] for part in left] == [True] * 6
        assert parts[every[-1]] < thread["synced_at"]
        assert session.tallies["conversations"].truncated_threads == 0
