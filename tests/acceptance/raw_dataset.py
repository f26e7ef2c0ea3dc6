"""A warehouse under test: what goes in by the pipeline, what comes out by the bare driver."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import UTC, datetime
from typing import Any

import duckdb
import orjson
import psycopg2

from pipelines.sync import load, prepare
from pipelines.warehouse import RAW, Warehouse
from sandbox import Sandbox
from sources.intercom import Endpoint, Session, Settings, Slice, choose
from sources.intercom.clock import Clock
from sources.intercom.rows import JSON, Row

Rows = list[dict[str, Any]]
CHANGING = choose(
    (
        *("admins", "teams", "tags", "companies", "contacts", "tickets"),
        *("conversation_handling_events", "deleted_conversations"),
    )
)
"""What most tests read; the others are lists and the like, see `test_resources.py`."""


class RawDataset:
    """The raw tables of one warehouse."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse

    def sync(
        self,
        api: Sandbox,
        clock: Clock,
        endpoints: Sequence[Endpoint] = CHANGING,
        *,
        workspace: str | None = None,
        settings: Settings | None = None,
        slices: Slice | None = None,
        full_refresh: bool = False,
        make: type[Session] = Session,
    ) -> Session:
        """Load what is new, as the command line does; the session tells what it did."""
        pipeline = self.warehouse.pipeline(workspace)
        session = make(
            settings or settings_of(api),
            endpoints,
            full_refresh=full_refresh,
            slices=slices or Slice(),
            clock=clock,
        )
        try:
            prepare(pipeline, session, self.warehouse)
            load(pipeline, session, self.warehouse)
        finally:
            session.close()
        return session

    def rows(self, model: type[Row], *, of: str | None = None) -> Rows:
        """Every row of a table, or those of one workspace; JSON parsed, times in UTC."""
        where = f" where workspace_id = '{of}'" if of else ""
        found = self._query(f"select * from {RAW}.{model.table}{where}")
        jsons = [column.name for column in model.columns if column.kind is JSON]
        for row in found if self.warehouse.kind == "duckdb" else []:
            row.update({name: orjson.loads(row[name]) for name in jsons if row[name] is not None})
        return sorted(found, key=lambda row: key_of(model, row))

    def kept_open(self) -> AbstractContextManager[object]:
        """While it lasts the many tables of a DuckDB file are looked into without opening it."""
        if self.warehouse.kind != "duckdb":
            return nullcontext()
        return closing(duckdb.connect(self.warehouse.address, read_only=True))

    def everything(self) -> dict[str, list[str]]:
        """All rows of all tables, dlt's own left out, as text that can be compared."""
        with self.kept_open():
            return {
                table: sorted(map(str, self._query(f"select * from {RAW}.{table}")))
                for table in self.tables()
            }

    def tables(self) -> list[str]:
        """Tables of the dataset, dlt's own left out."""
        found = self._query(
            "select table_name from information_schema.tables"
            f" where table_schema = '{RAW}' and table_name not like '\\_dlt%' escape '\\'"
        )
        return sorted(row["table_name"] for row in found)

    def _query(self, query: str) -> Rows:
        if self.warehouse.kind == "duckdb":
            with closing(duckdb.connect(self.warehouse.address, read_only=True)) as connection:
                found = connection.execute(query).to_arrow_table().to_pylist()
        else:
            with closing(psycopg2.connect(self.warehouse.address)) as connection:
                cursor = connection.cursor()
                cursor.execute(query)
                names = [column.name for column in cursor.description or ()]
                found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return [{name: _in_utc(value) for name, value in row.items()} for row in found]


def settings_of(api: Sandbox, **more: Any) -> Settings:
    return Settings(access_token=api.token, base_url=api.base_url, **more)


def key_of(model: type[Row], row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in model.primary_key())


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
