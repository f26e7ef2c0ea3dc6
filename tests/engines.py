"""The reports of one workspace on both engines, row by row: `python -m tests.engines`.

Rows are synced into DuckDB once and copied to Postgres as they are, so that whatever differs was
made by the SQL of a report.
"""

import argparse
import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

import transforms
from pipelines import config, rawtables
from pipelines.sync import load as load_rows
from pipelines.warehouse import Warehouse
from sandbox import Sandbox
from sources.intercom import Session, Slice, choose
from sources.intercom.settings import check
from tests.postgres import running_server
from transforms.models import load
from transforms.render import column_type, quoted

SETTINGS = transforms.Settings(as_of=datetime(2026, 12, 1, tzinfo=UTC))
Row = tuple[Any, ...]


def both(conversations: int, folder: Path, url: str) -> tuple[Warehouse, Warehouse]:
    """A workspace of so many conversations with its reports, in DuckDB and in Postgres."""
    local = Warehouse("duckdb", str(folder / "local.duckdb"), folder / "state")
    server = Warehouse("postgres", url, folder / "state_of_server")
    with Sandbox(conversations, seed=5, token="t") as api:
        settings = check(access_token="t", base_url=api.base_url)
        names = [endpoint.name for endpoint in choose()]
        wanted = choose([*names, "conversation_handling_events"])
        with closing(Session(settings, wanted, slices=Slice())) as session:
            load_rows(local.pipeline(), session, local)
    copy(local, server)
    for warehouse in (local, server):
        with warehouse.pipeline().sql_client() as client:
            transforms.run(
                client,
                dialect=warehouse.kind,
                declared=rawtables.declared(),
                settings=SETTINGS,
            )
    return local, server


def compared(local: Warehouse, server: Warehouse) -> Iterator[tuple[str, int, list[str]]]:
    """Of every report and step: its name, how many rows it has, the first rows that differ."""
    with (
        closing(duckdb.connect(local.address)) as one,
        closing(psycopg2.connect(server.address)) as other,
    ):
        one.execute("set timezone = 'UTC'")
        for name, model in load().items():
            table = quoted(SETTINGS.dataset, name)
            columns = [column for column, *_ in one.execute(f"describe {table}").fetchall()]
            query = f"select {', '.join(map(quoted, columns))} from {table} order by "
            key = model.key or columns
            local_rows = _fetched(one.execute(query + ", ".join(key)))
            with other.cursor(name="rows") as cursor:
                cursor.execute(query + ", ".join(_sorted_alike(other, name, key)))
                pairs = list(_pairs(columns, local_rows, _fetched(cursor)))
            yield name, len(pairs), [told for told in pairs if told]


def _pairs(columns: list[str], left: Iterator[Row], right: Iterator[Row]) -> Iterator[str]:
    """For each pair of rows what differs, or nothing."""
    for one, other in zip_longest(left, right):
        if one is None or other is None:
            yield f"only in {'Postgres' if one is None else 'DuckDB'}: {one or other}"
            continue
        values = zip(columns, one, other, strict=True)
        unlike = [f"{name}: {a!r} != {b!r}" for name, a, b in values if not _same(a, b)]
        yield f"{one[:4]}: {'; '.join(unlike)}" if unlike else ""


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other) or _parsed(one) == _parsed(other)


def _parsed(value: Any) -> Any:
    """JSON as what it says: `jsonb` spells it in its own way, and arrives parsed."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _fetched(cursor: Any) -> Iterator[Row]:
    while rows := cursor.fetchmany(10_000):
        yield from rows


def _sorted_alike(server: Any, table: str, key: list[str]) -> list[str]:
    """Postgres sorts text by the rules of a language, unless it is told to go by code points."""
    with server.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where data_type = 'text'"
            f" and table_schema = '{SETTINGS.dataset}' and table_name = '{table}'"
        )
        texts = {name for (name,) in cursor.fetchall()}
    return [f'{name} collate "C"' if name in texts else name for name in key]


def copy(local: Warehouse, server: Warehouse) -> None:
    """All raw tables, with the list of loads."""
    kinds = {"_dlt_loads": {"load_id": "text", "status": "count"}, **rawtables.declared()}
    file = Path(local.address).with_suffix(".csv")
    with (
        closing(duckdb.connect(local.address)) as one,
        closing(psycopg2.connect(server.address)) as other,
        other.cursor() as cursor,
    ):
        cursor.execute("create schema intercom")
        tables = one.execute("select table_name from duckdb_tables() where schema_name='intercom'")
        for name in kinds.keys() & {name for (name,) in tables.fetchall()}:
            columns = {**kinds[name], **({} if name == "_dlt_loads" else {"_dlt_load_id": "text"})}
            typed = [f"{quoted(c)} {column_type(kind, 'postgres')}" for c, kind in columns.items()]
            cursor.execute(f"create table intercom.{name} ({', '.join(typed)})")
            listed = ", ".join(map(quoted, columns))
            one.execute(f"copy (select {listed} from intercom.{name}) to '{file}' (header false)")
            with file.open() as rows:
                cursor.copy_expert(f"copy intercom.{name} from stdin with (format csv)", rows)
        other.commit()
        cursor.execute("analyze")
    file.unlink()


def main() -> int:
    """Compare at full size; the exit code says whether all rows are equal."""
    parser = argparse.ArgumentParser(prog="engines", description=main.__doc__)
    parser.add_argument("--conversations", type=int, default=20_000)
    asked = parser.parse_args()
    config.prepare()
    unequal = 0
    with tempfile.TemporaryDirectory() as folder, running_server() as url:
        for name, rows, found in compared(*both(asked.conversations, Path(folder), url)):
            print(f"{name:40} {rows:>9,} rows  {len(found) or 'equal'}")
            print("".join(f"    {told}\n" for told in found[:3]), end="")
            unequal += len(found)
    print("every row is equal" if not unequal else f"{unequal:,} rows differ")
    return 1 if unequal else 0


if __name__ == "__main__":
    raise SystemExit(main())
