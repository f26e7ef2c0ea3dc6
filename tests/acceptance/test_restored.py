"""What others did to a warehouse is noticed, told and healed: tables emptied, dropped, restored."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from pipelines.mending import Stock, reconcile
from pipelines.warehouse import RAW
from sandbox import Sandbox
from sources.intercom import choose
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import SettableClock

HOUR = 3_600
WANTED = choose(("tags", "conversations"))


@pytest.fixture
def api(clock: SettableClock) -> Iterator[Sandbox]:
    with Sandbox(8, now=clock.glance, wall_clock=clock.glance) as api:
        yield api


def execute(raw: RawDataset, *statements: str) -> None:
    if raw.warehouse.kind == "duckdb":
        with closing(duckdb.connect(raw.warehouse.address)) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with closing(psycopg2.connect(raw.warehouse.address)) as connection:
        for statement in statements:
            connection.cursor().execute(statement)
        connection.commit()


def contents(raw: RawDataset) -> dict[str, Any]:
    """All rows but for when and in which load they came."""
    own = {"synced_at", "_dlt_load_id", "_fingerprint"}
    found = {}
    with raw.kept_open():
        for table in raw.tables():
            if table not in ("sync_runs", "rejected_rows", "gone_objects"):
                rows = raw._query(f"select * from {RAW}.{table}")
                kept = [sorted((k, v) for k, v in row.items() if k not in own) for row in rows]
                found[table] = sorted(map(str, kept))
    return found


def stock(raw: RawDataset) -> Stock:
    return reconcile(raw.warehouse.pipeline(), raw.warehouse)


def back_up(raw: RawDataset) -> None:
    if raw.warehouse.kind == "duckdb":
        shutil.copy(raw.warehouse.address, f"{raw.warehouse.address}.backup")
        return
    execute(raw, "create schema backup", *[_copied("backup", RAW, one) for one in everything(raw)])


def restore(raw: RawDataset) -> None:
    if raw.warehouse.kind == "duckdb":
        Path(f"{raw.warehouse.address}.backup").replace(raw.warehouse.address)
        return
    emptied = [f"drop schema {RAW} cascade", f"create schema {RAW}"]
    execute(raw, *emptied, *[_copied(RAW, "backup", one) for one in everything(raw)])


def _copied(to: str, source: str, table: str) -> str:
    return f"create table {to}.{table} as table {source}.{table}"


def everything(raw: RawDataset) -> list[str]:
    return [*raw.tables(), "_dlt_loads", "_dlt_pipeline_state", "_dlt_version"]


OURS = (
    ("delete from", ("tags", "conversation_parts")),
    ("drop table", ("conversations", "rejected_rows", "tags")),
    ("alter table", ("tags drop column name", "conversation_parts drop column body")),
    ("drop table", ("sync_runs", "gone_objects")),
)
DLTS = (
    ("drop table", ("tags", "_dlt_pipeline_state")),
    ("drop table", ("_dlt_loads",)),
    ("drop table", ("_dlt_version",)),
)


# Dies when a table that lost all its rows is taken for one that never had any, or is not made.
@pytest.mark.parametrize("damage", [OURS, DLTS], ids=["ours", "those of dlt"])
def test_a_table_that_somebody_emptied_or_dropped_is_filled_again(
    raw: RawDataset, api: Sandbox, clock: SettableClock, damage: tuple[Any, ...]
) -> None:
    raw.sync(api, clock, WANTED)
    before = contents(raw)
    for verb, tables in damage:
        clock.advance(HOUR)
        execute(raw, *[f"{verb} {RAW}.{table}" for table in tables])

        session = raw.sync(api, clock, WANTED)

        kept = "incremental" if tables == ("_dlt_version",) else "complete"
        assert (tables, session.failure()) == (tables, None)
        assert (tables, contents(raw)) == (tables, before)
        assert (tables, session.tallies["tags"].read_kind) == (tables, kept)


# Dies when the state of this machine goes before that of the warehouse.
def test_a_backup_that_is_restored_is_read_on_from_where_it_stands(
    raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    raw.sync(api, clock, WANTED)
    back_up(raw)
    for tag in ("A month", "of changes"):
        clock.advance(24 * HOUR)
        api.workspace.add_tag(tag)
        api.workspace.change(3, seed=len(tag))
        raw.sync(api, clock, WANTED)
    expected = contents(raw)
    restore(raw)
    clock.advance(24 * HOUR)

    found = stock(raw)
    session = raw.sync(api, clock, WANTED)

    assert (found.is_restored, found.emptied) == (True, {})
    assert session.failure() is None
    assert contents(raw) == expected
    assert stock(raw).is_whole


# Dies when only tables that are empty are looked at, or when a large one is read again for a row.
def test_rows_that_somebody_deleted_are_told_and_lists_are_written_again(
    raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    raw.sync(api, clock, WANTED)
    before = contents(raw)
    clock.advance(HOUR)
    raw.sync(api, clock, WANTED)
    for table in ("tags", "conversation_parts"):
        execute(raw, f"delete from {RAW}.{table} where id = (select min(id) from {RAW}.{table})")
    clock.advance(HOUR)

    found = stock(raw)
    session = raw.sync(api, clock, WANTED)

    assert (found.emptied, found.fewer) == ({}, {"conversation_parts": 1})
    assert contents(raw)["tags"] == before["tags"]
    assert session.tallies["conversations"].loaded == {}
