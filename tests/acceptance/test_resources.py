"""Every resource is read whole, and read again: row for row what the sandbox has."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import orjson
import pytest

from sandbox import Sandbox
from sources.intercom import ENDPOINTS, Endpoint, Session, choose
from sources.intercom.rows import JSON
from sources.intercom.shelf import tables_of
from tests.acceptance import comparing, everything
from tests.acceptance.raw_dataset import RawDataset, Rows
from tests.acceptance.reader import Reader
from tests.acceptance.settable_clock import SettableClock

DAY = 86_400
TABLES = [model.table for endpoint in ENDPOINTS for model in tables_of(endpoint)]


class Two(NamedTuple):
    """Two reads of one workspace with a day between them."""

    api: Sandbox
    first: dict[str, Rows]
    """Rows that the first read made of each table, and those that the sandbox had then."""
    truth: dict[str, Rows]
    reader: Reader
    began: datetime
    sessions: tuple[Session, Session]


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    clock = SettableClock()
    with Sandbox(60, now=clock.glance, wall_clock=clock.glance) as api:
        settings = everything.everything(api)
        reader = Reader(api, clock, choose(everything=True, settings=settings))
        one = reader.run(settings=settings)
        first = {table: held(reader, table) for table in TABLES}
        truth = {table: everything.rows(api, table) for table in TABLES}
        clock.advance(DAY)
        everything.change(api.workspace)
        clock.advance(DAY)
        began = datetime.fromtimestamp(clock.now(), UTC)
        yield Two(api, first, truth, reader, began, (one, reader.run(settings=settings)))


def held(reader: Reader, table: str, since: datetime | None = None) -> Rows:
    """Rows as the tables hold them; with `since` only those that were seen since then."""
    model = everything.MODELS[table]
    jsons = [column.name for column in model.columns if column.kind is JSON]
    found = []
    for row in reader.tables[table].values():
        if since is None or row["synced_at"] >= since:
            whole = {name: orjson.loads(row[name]) for name in jsons if row[name] is not None}
            found.append(comparing.comparable(model, row | whole))
    return everything.known(model, found)


@pytest.mark.parametrize("table", TABLES)
def test_a_first_read_brings_every_row_as_it_is(two: Two, table: str) -> None:
    assert two.first[table] == two.truth[table]


@pytest.mark.parametrize("table", TABLES)
def test_a_second_read_brings_what_changed_meanwhile(two: Two, table: str) -> None:
    now = everything.rows(two.api, table)

    assert everything.missing(now, held(two.reader, table)) == []


@pytest.mark.parametrize(
    "table",
    [
        *(e.name for e in ENDPOINTS if e.complete and e.name not in ("workspaces", "tags")),
        "ticket_type_attributes",
    ],
)
def test_what_is_gone_was_not_seen_by_the_last_complete_read(two: Two, table: str) -> None:
    resource = "ticket_types" if table == "ticket_type_attributes" else table
    is_written = two.sessions[1].tallies[resource].read_kind == "complete"

    seen = held(two.reader, table, since=two.began if is_written else None)

    assert seen == everything.rows(two.api, table)


def test_all_of_it_lands_in_duckdb(duckdb_raw: RawDataset, clock: SettableClock) -> None:
    assert _differing(duckdb_raw, clock, choose(everything=True)) == []


def test_every_kind_of_read_lands_in_postgres(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    kinds = (
        *("articles", "article_drafts", "admin_activity_logs", "contact_activities", "events"),
        *("team_metrics", "side_conversations", "call_transcripts", "ticket_types", "macros"),
        *("data_attributes", "data_connector_execution_results"),
    )

    assert _differing(postgres_raw, clock, choose(kinds)) == []


def _differing(raw: RawDataset, clock: SettableClock, wanted: list[Endpoint]) -> list[str]:
    """Tables that are not as the sandbox is, after a day on which much changed."""
    with Sandbox(30, now=clock.glance, wall_clock=clock.glance) as api:
        raw.sync(api, clock, wanted)
        clock.advance(DAY)
        everything.change(api.workspace)
        clock.advance(DAY)
        raw.sync(api, clock, wanted)
        found = []
        with raw.kept_open():
            for model in (model for endpoint in wanted for model in tables_of(endpoint)):
                rows = everything.known(
                    model, [comparing.comparable(model, row) for row in raw.rows(model)]
                )
                if everything.missing(everything.rows(api, model.table), rows):
                    found.append(model.table)
        return found
