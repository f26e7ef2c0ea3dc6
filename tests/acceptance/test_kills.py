"""Killed at any moment, the next run goes on: nothing lost, nothing twice, little asked again."""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from pipelines import config
from sandbox import Sandbox
from sources.intercom import tables
from sources.intercom.clock import Clock
from tests.acceptance import victim
from tests.acceptance.raw_dataset import RawDataset, key_of
from tests.acceptance.reader import endpoints
from tests.acceptance.source_tables import differences
from tests.acceptance.victim import Orders

THREAD = (tables.Conversation, tables.ConversationPart, tables.ConversationCustomAttribute)
CONVERSATIONS = 36
MOMENTS = (
    ("Extract", 2, 36),
    ("Delivery", 17, 24),
    ("Extract over", 2, 36),
    ("Normalize", 1, 36),
    ("Normalize over", 2, 12),
    ("Load", 2, 12),
    ("Jobs", 3, 24),
    ("Jobs", 9, 24),
    ("Load over", 2, 12),
)
"""When to die, and how many are asked for again: those that had been read ahead for later slices,
and of the slice in flight all or none, since the next run loads a package that was written.
"""
CASES = [
    *(("duckdb", *moment) for moment in MOMENTS),
    *(
        ("postgres", *moment)
        for moment in MOMENTS
        if moment[:2] in (("Normalize over", 2), ("Jobs", 9), ("Load over", 2))
    ),
]
LOST = [*(("duckdb", jobs) for jobs in (3, 9, 15)), ("postgres", 9)]
RANDOM_KILLS = int(os.environ.get("PYTEST_KILLS", "4"))
"""`make prove` asks for more."""


def orders(raw: RawDataset, api: Sandbox, folder: Path, **more: object) -> Orders:
    found = victim.settings(folder, config.DLT)
    return Orders(raw.warehouse, api.base_url, api.token, settings=found, **more)


def asked(api: Sandbox) -> Counter[str]:
    """How often each conversation was asked for."""
    found = (request.path.rpartition("/") for request in api.requests if request.status == 200)
    return Counter(
        name for folder, _, name in found if folder == "/conversations" and name != "search"
    )


def held(raw: RawDataset) -> set[str]:
    """Conversations in the warehouse; one whose load was cut off may lack parts until the next."""
    has_any = "conversations" in raw.tables()
    return {row["id"] for row in raw.rows(tables.Conversation)} if has_any else set()


def duplicates(raw: RawDataset) -> list[object]:
    """Keys that a table holds twice."""
    found: list[object] = []
    for model in THREAD:
        keys = Counter(key_of(model, row) for row in raw.rows(model))
        found += [(model.table, key) for key, times in keys.items() if times > 1]
    return found


# Dies when a slice's cursor is kept before its rows, or when what a kill left is not finished.
@pytest.mark.parametrize(("kind", "moment", "nth", "repeated"), CASES)
def test_a_sync_that_is_killed_is_gone_on_with(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    kind: str,
    moment: str,
    nth: int,
    repeated: int,
) -> None:
    raw: RawDataset = request.getfixturevalue(f"{kind}_raw")
    with Sandbox(CONVERSATIONS) as api:
        process = victim.start(orders(raw, api, tmp_path, moment=moment, nth=nth))
        process.join(60)
        kept = held(raw)
        first = asked(api)
        api.requests.clear()

        session = raw.sync(api, Clock(), endpoints("conversations"))

        again = asked(api)
        assert process.exitcode == -9
        assert session.failure() is None
        assert differences(api, raw, *THREAD) == {}
        assert duplicates(raw) == []
        assert again.total() == repeated
        assert max((first + again).values()) <= 2
        assert set(again) <= {one["id"] for one in api.truth("conversations")} - kept


# Dies when a row of a package that was never finished counts as known: its parts may be missing.
@pytest.mark.parametrize(("kind", "jobs"), LOST)
def test_a_kill_while_loading_costs_no_part_even_if_the_state_folder_is_lost(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, jobs: int
) -> None:
    raw: RawDataset = request.getfixturevalue(f"{kind}_raw")
    with Sandbox(CONVERSATIONS) as api:
        process = victim.start(orders(raw, api, tmp_path, moment="Jobs", nth=jobs))
        process.join(60)
        shutil.rmtree(raw.warehouse.state)

        session = raw.sync(api, Clock(), endpoints("conversations"))

        assert process.exitcode == -9
        assert session.failure() is None
        assert differences(api, raw, *THREAD) == {}
        assert duplicates(raw) == []


@pytest.mark.parametrize("path", ["/conversations/search", "/conversations/.*7"])
def test_a_sync_that_is_killed_while_it_asks_is_gone_on_with(
    duckdb_raw: RawDataset, tmp_path: Path, path: str
) -> None:
    with Sandbox(CONVERSATIONS) as api:
        process = victim.start(orders(duckdb_raw, api, tmp_path))

        def kill(request, _) -> None:
            if path == request.path or request.path.endswith(path[-1]):
                process.kill()

        api.on_request(kill)
        process.join(60)
        api.api.hooks.clear()
        session = duckdb_raw.sync(api, Clock(), endpoints("conversations"))

        assert process.exitcode == -9
        assert session.failure() is None
        assert differences(api, duckdb_raw, *THREAD) == {}
        assert duplicates(duckdb_raw) == []


# Random, but the same each time: what a machine's pace makes of it differs all the same.
def test_kills_at_random_moments_cost_no_row(duckdb_raw: RawDataset, tmp_path: Path) -> None:
    chance = random.Random(4)
    with Sandbox(CONVERSATIONS) as api:
        for number in range(RANDOM_KILLS):
            process = victim.start(orders(duckdb_raw, api, tmp_path, transform=True))
            process.join(chance.uniform(0.05, 2.5))
            process.kill()
            process.join()
            api.workspace.change(6, seed=number)
        session = duckdb_raw.sync(api, Clock(), endpoints("conversations"))

        assert session.failure() is None
        assert differences(api, duckdb_raw, *THREAD) == {}
        assert duplicates(duckdb_raw) == []


def test_a_transform_that_is_killed_is_done_by_the_next_one(
    duckdb_raw: RawDataset, tmp_path: Path
) -> None:
    with Sandbox(CONVERSATIONS) as api:
        whole = orders(duckdb_raw, api, tmp_path, transform=True)
        process = victim.start(orders(duckdb_raw, api, tmp_path))
        process.join(60)
        for seconds in (0.4, 0.9):  # all is loaded: what is left to do is to transform
            process = victim.start(whole)
            process.join(seconds)
            process.kill()
            process.join()
        process = victim.start(whole)
        process.join(60)

        assert process.exitcode == 0
        reports = duckdb_raw._query("select conversation_id from intercom_reporting.conversations")
        names = {one["id"] for one in api.truth("conversations")}
        assert {row["conversation_id"] for row in reports} == names
        assert len(reports) == len(names)
