"""Rows that Postgres refuses one by one are found by halving, and all others are loaded.

Somebody's constraint or trigger, or a type that somebody changed, refuses a row of a package. dlt
would give up the package, and all later ones: they hold the same row. What is refused waits in a
table beside the staged rows, in the transaction that loads the others; see `quarantine.py`.
"""

import re
from typing import Any

import psycopg2
from dlt.common.schema.utils import get_columns_names_with_prop
from dlt.destinations import postgres
from dlt.destinations.exceptions import DatabaseException
from dlt.destinations.impl.postgres.postgres import PostgresClient
from dlt.destinations.job_client_impl import SqlLoadJob

from .discretion import without_values
from .quarantine import WAITING
from .warehouse import RAW

MOST_REFUSED = 100
"""More rows than these, of one table in one run, are no matter of single rows."""
_NOT_OF_A_ROW = ("08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55", "57", "58", "XX")
"""Classes of SQLSTATE that tell of connections, rights, locks, space: of all rows or of none."""
_OURS = ("sync_runs", "rejected_rows", "gone_objects")
_FUNCTION = re.compile(r"PL/pgSQL function ([\w.]+)\(")
_MAKE = (
    f"create table if not exists {WAITING} (workspace_id text, load_id text, table_name text,"
    ' "row" text, reason text, remedy text)'
)


class Destination(postgres):
    """Postgres as dlt knows it, but for the merging of rows."""

    @property
    def destination_type(self) -> str:
        """The name by which older states know it."""
        return "dlt.destinations.postgres"

    @property
    def client_class(self) -> type[PostgresClient]:
        """What dlt loads by."""
        return _Client


class _Client(PostgresClient):
    def create_load_job(self, table: Any, file_path: str, *args: Any, **options: Any) -> Any:
        if SqlLoadJob.is_sql_job(file_path):
            return _Merge(file_path)
        return super().create_load_job(table, file_path, *args, **options)


class _TooMany(Exception):
    """The table as a whole refuses what comes."""


class _Merge(SqlLoadJob):
    """Staged rows on their way into their table."""

    def run(self) -> None:
        try:
            super().run()
        except DatabaseException as error:
            is_of_a_row = _is_of_a_row(error.dbapi_exception) and self._is_of_single_rows
            if not (is_of_a_row and self._is_merged_without_refused_rows()):
                raise

    @property
    def _is_of_single_rows(self) -> bool:
        groups = self._columns_with("merge_key")
        return bool(self._keys) and not groups and self.load_table_name not in _OURS

    @property
    def _keys(self) -> list[str]:
        return self._columns_with("primary_key")

    def _columns_with(self, hint: Any) -> list[str]:
        table: Any = self._load_table
        return get_columns_names_with_prop(table, hint)

    def _is_merged_without_refused_rows(self) -> bool:
        try:
            self._merge_by_halves()
        except _TooMany:
            return False
        return True

    def _merge_by_halves(self) -> None:
        """Try all at once, then halves of what was refused, until single rows are left."""
        client: Any = self._job_client.sql_client
        with client.begin_transaction(), client.native_connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            todo, left = [self._places(cursor)], self._most(cursor)
            while todo:
                some = todo.pop()
                cursor.execute("savepoint halving")
                try:
                    self._put(cursor, some)
                except psycopg2.Error as error:
                    if not _is_of_a_row(error):
                        raise
                    cursor.execute("rollback to savepoint halving")
                    middle = len(some) // 2
                    if middle:
                        todo += [some[middle:], some[:middle]]
                        continue
                    if not left:
                        raise _TooMany from None
                    left -= 1
                    self._put_aside(cursor, some, error)
                cursor.execute("release savepoint halving")

    def _places(self, cursor: Any) -> list[str]:
        """Where the staged rows are; of a row that came twice, where the newest is."""
        cursor.execute(
            "select ctid::text from (select ctid, row_number() over"
            f" (partition by {', '.join(self._keys)} order by synced_at desc) as place"
            f" from {self._staged}) as staged where place = 1"
        )
        return [place for (place,) in cursor.fetchall()]

    def _most(self, cursor: Any) -> int:
        """How many rows of this table may still be put aside."""
        cursor.execute("select to_regclass(%s)", (WAITING,))
        if cursor.fetchone()[0] is None:
            return MOST_REFUSED
        query = f"select count(*) from {WAITING} where table_name = %s"
        cursor.execute(query, (self.load_table_name,))
        return max(0, MOST_REFUSED - int(cursor.fetchone()[0]))

    def _put(self, cursor: Any, places: list[str]) -> None:
        """New rows in the place of old ones; where they are refused the old ones stay."""
        same = " and ".join(f'held."{key}" = staged."{key}"' for key in self._keys)
        columns = ", ".join(f'"{name}"' for name in self._load_table["columns"])
        cursor.execute(
            f"delete from {self._table} as held using {self._staged} as staged"
            f" where staged.ctid = any(%s::tid[]) and {same}",
            (places,),
        )
        cursor.execute(
            f"insert into {self._table} ({columns}) select {columns} from {self._staged}"
            " where ctid = any(%s::tid[])",
            (places,),
        )

    def _put_aside(self, cursor: Any, places: list[str], error: psycopg2.Error) -> None:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", (WAITING,))
        cursor.execute(_MAKE)
        cursor.execute(
            f"insert into {WAITING} select workspace_id, %s, %s,"
            f" jsonb_strip_nulls(to_jsonb(staged))::text, %s, %s from {self._staged} as staged"
            " where ctid = any(%s::tid[])",
            (self._load_id, self.load_table_name, *_told(error, self.load_table_name), places),
        )

    @property
    def _table(self) -> str:
        return f"{RAW}.{self.load_table_name}"

    @property
    def _staged(self) -> str:
        return f"{RAW}_staging.{self.load_table_name}"


def _is_of_a_row(error: Any) -> bool:
    """Whether another row might be let in."""
    code = str(getattr(error, "pgcode", None) or "")
    return bool(code) and not code.startswith(_NOT_OF_A_ROW)


def _told(error: psycopg2.Error, table: str) -> tuple[str, str]:
    """What refuses a row, without a value of it, and the SQL that lets it in."""
    if name := error.diag.constraint_name:
        holder = f"{error.diag.schema_name or RAW}.{error.diag.table_name or table}"
        return f"the constraint {name}", f'alter table {holder} drop constraint "{name}"'
    if found := _FUNCTION.search(error.diag.context or ""):
        remedy = f"alter table {RAW}.{table} disable trigger user"
        return f"a trigger that calls {found[1]}", remedy
    return f"Postgres ({without_values(error.diag.message_primary or type(error).__name__)})", ""
