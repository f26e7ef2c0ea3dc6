"""Raw tables written by hand, and reporting tables read back in a form that a test can state."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dlt
import duckdb

import transforms
from pipelines import rawtables
from sources.intercom import tables
from sources.intercom.rows import Row
from transforms.render import column_type, quoted

DECLARED = rawtables.declared()
KEYS = {model.table: model.keys for model in rawtables.models()}
ALWAYS = {
    model.table
    for model in vars(tables).values()
    if isinstance(model, type) and issubclass(model, Row) and model is not Row
}
"""Made by every load, like those that it has rows for."""
Rows = dict[str, list[dict[str, Any]]]


class Warehouse:
    """One open warehouse on one engine."""

    def __init__(self, client: Any, dialect: str) -> None:
        self.client = client
        self.dialect = dialect

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.client.execute_sql(statement) or []]

    def clear(self) -> None:
        for dataset in ("intercom_reporting", "intercom"):
            self.sql(f"drop schema if exists {dataset} cascade")

    def load(self, rows: Rows, load_id: str = "1700000000.1") -> None:
        """Merge rows into the raw tables, as one load."""
        self.sql("create schema if not exists intercom")
        self.sql(
            "create table if not exists intercom._dlt_loads"
            " (load_id text, schema_name text, status bigint, inserted_at timestamptz)"
        )
        for table in sorted({*ALWAYS, *rows}):
            self._create(table)
        for table, found in rows.items():
            self._merge(table, found, load_id)
        self.sql(f"insert into intercom._dlt_loads values ('{load_id}', 'intercom', 0, now())")

    def transform(self, **options: Any) -> list[transforms.ModelRun]:
        return transforms.run(self.client, dialect=self.dialect, declared=DECLARED, **options)

    def check(self, **options: Any) -> list[transforms.CheckResult]:
        return transforms.check(self.client, dialect=self.dialect, declared=DECLARED, **options)

    def table(self, name: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Columns of a reporting table, in their own order; moments as `Mon 09:00`."""
        places = ", ".join(str(place + 1) for place in range(columns.count(",") + 1))
        found = self.sql(
            f"select {columns} from intercom_reporting.{name} where {where} order by {places}"
        )
        return [tuple(map(plain, row)) for row in found]

    def _create(self, table: str) -> None:
        columns = [
            f"{quoted(name)} {column_type(kind, self.dialect)}"
            for name, kind in DECLARED[table].items()
        ]
        self.sql(
            f"create table if not exists intercom.{table} ({', '.join(columns)}, _dlt_load_id text)"
        )

    def _merge(self, table: str, rows: list[dict[str, Any]], load_id: str) -> None:
        kinds = DECLARED[table]
        keys = ["workspace_id", *KEYS[table]]
        known = {tuple(row[key] for key in keys): row for row in rows}
        found = ", ".join(f"({', '.join(_value(part, 'text') for part in key)})" for key in known)
        self.sql(f"delete from intercom.{table} where ({', '.join(keys)}) in ({found})")
        values = ", ".join(
            "("
            + ", ".join(
                f"cast({_value(row.get(name), kind)} as {column_type(kind, self.dialect)})"
                for name, kind in kinds.items()
            )
            + f", '{load_id}')"
            for row in known.values()
        )
        self.sql(f"insert into intercom.{table} values {values}")


def plain(value: Any) -> Any:
    """A value as a test writes it: moments as weekday and UTC clock, seconds only if any."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
        return value.strftime("%a %H:%M:%S" if value.second else "%a %H:%M")
    return value


def _value(value: Any, kind: str) -> str:
    if value is None:
        return "null"
    if kind == "json":
        value = json.dumps(value)
    if isinstance(value, datetime):
        value = value.isoformat()
    return "'" + str(value).replace("'", "''") + "'"


@contextmanager
def open_warehouse(dialect: str, folder: Path, url: str | None = None) -> Iterator[Warehouse]:
    destination = (
        # one thread: with a handful of rows a second one only waits
        dlt.destinations.duckdb(duckdb.connect(":memory:", config={"threads": 1}))
        if dialect == "duckdb"
        else dlt.destinations.postgres(url)
    )
    pipeline = dlt.pipeline(
        "golden", pipelines_dir=str(folder), destination=destination, dataset_name="intercom"
    )
    with pipeline.sql_client() as client:
        warehouse = Warehouse(client, dialect)
        warehouse.clear()
        yield warehouse


def new_rows() -> Rows:
    return defaultdict(list)
