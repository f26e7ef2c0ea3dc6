"""The few things the runner asks of a database, the same on DuckDB and Postgres.

Speaks through dlt's SQL client; knows nothing of models.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from dlt.destinations.exceptions import DatabaseException

from .errors import QueryFailed
from .render import Dialect, literal, quoted

_TUNING: dict[Dialect, tuple[str, ...]] = {
    # Rows need no order; what does not fit goes to a file beside the database. Percentiles and
    # Python come on top of the limit: 1.1 GB for 200,000 conversations. With 450 MB there are no
    # fewer, and a build takes half as long again. To look for common parts of texts is an eighth of
    # a build, and makes the file a sixth smaller.
    "duckdb": (
        "preserve_insertion_order = false",
        "memory_limit = '700MB'",
        "disabled_compression_methods = 'fsst'",
    ),
    # A plan of a hundred columns takes longer to compile than to run. What a crash of the server
    # could lose is built again: the ledger is written in the same transactions.
    # Statistics of 30,000 rows of each table were a tenth of a build; 3,000 tell what plans need.
    "postgres": (
        "jit = off",
        "work_mem = '64MB'",
        "synchronous_commit = off",
        "default_statistics_target = 10",
    ),
}

# Statistics of fifty tables took a fifth of a run that changed 1 % of 20,000 conversations.
_STALE = """
    select now.n_tup_ins + now.n_tup_del + before.n_mod_since_analyze >= pg_class.reltuples / 10
    from pg_class
    inner join pg_stat_xact_user_tables as now on pg_class.oid = now.relid
    inner join pg_stat_user_tables as before on pg_class.oid = before.relid
    where pg_class.oid = to_regclass({table})
"""

_HOLDERS = """
    select distinct format(
        'process %s, user %s, application %s, since %s UTC',
        activity.pid, activity.usename, coalesce(nullif(activity.application_name, ''), 'unnamed'),
        coalesce(to_char(activity.xact_start at time zone 'UTC', 'HH24:MI'), 'unknown')
    )
    from pg_locks as locks
    inner join pg_class on locks.relation = pg_class.oid
    inner join pg_stat_activity as activity on locks.pid = activity.pid
    where locks.granted and locks.pid != pg_backend_pid()
        and locks.database = (select oid from pg_database where datname = current_database())
        and pg_class.relnamespace = to_regnamespace({dataset})
"""


class SqlClient(Protocol):
    """The part of dlt's `SqlClientBase` that is used; the connection is open already."""

    def execute_sql(self, sql: Any, *args: Any, **kwargs: Any) -> Sequence[Sequence[Any]] | None:
        """Run one statement; its rows, or None."""

    def begin_transaction(self) -> AbstractContextManager[Any]:
        """Commit at the end, roll back on an error."""


class Warehouse:
    """One dataset to write to, in one open connection."""

    def __init__(self, client: SqlClient, dialect: Dialect, dataset: str) -> None:
        self.client = client
        self.dialect = dialect
        self.dataset = dataset
        self._look()

    def _look(self) -> None:
        """Read once what is there: asking the catalogue costs more than many a model."""
        self._shapes = self.columns(self.dataset)
        self._is_table = {
            name: kind == "BASE TABLE"
            for name, kind in self.rows(
                "select table_name, table_type from information_schema.tables"
                " where table_catalog = current_database()"
                f" and table_schema = {literal(self.dataset)}"
            )
        }

    def tune(self) -> None:
        """Set up the connection for a few large statements, within a gigabyte of memory."""
        for setting in _TUNING[self.dialect]:
            self.rows(f"set {setting}")

    def rows(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a statement and give back its rows."""
        return self.client.execute_sql(sql) or []

    @contextmanager
    def blaming(self, file: str) -> Iterator[None]:
        """Turn what the database says against a statement into a `QueryFailed` naming the file."""
        try:
            yield
        except DatabaseException as error:
            if "lock timeout" in str(error):
                raise QueryFailed(f"{file}: {self._who_is_in_the_way()}") from error
            raise QueryFailed(f"{file}: {str(error).strip()}") from error

    def _who_is_in_the_way(self) -> str:
        """Who has an open transaction on tables of the dataset, so that they cannot change."""
        found = self.rows(_HOLDERS.format(dataset=literal(self.dataset)))
        holders = "; ".join(str(holder) for (holder,) in found) or "it has ended meanwhile"
        return (
            f"an open transaction reads what is to be built anew ({holders}); end it and run again"
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self.client.begin_transaction():
            yield

    def create_dataset(self) -> None:
        """Make the dataset if it is not there: `if not exists` would take the right to make it."""
        there = "select 1 from information_schema.schemata where catalog_name = current_database()"
        if not self.rows(f"{there} and schema_name = {literal(self.dataset)}"):
            self.rows(f"create schema {quoted(self.dataset)}")

    def columns(self, dataset: str, table: str | None = None) -> dict[str, dict[str, str]]:
        """Tables and views of a dataset: their columns, in order, with the database's types."""
        found: dict[str, dict[str, str]] = {}
        for name, column, kind in self.rows(
            "select table_name, column_name, data_type from information_schema.columns"
            f" where table_catalog = current_database() and table_schema = {literal(dataset)}"
            + (f" and table_name = {literal(table)}" if table else "")
            + " order by table_name, ordinal_position"
        ):
            found.setdefault(name, {})[column] = kind
        return found

    def shape(self, name: str) -> dict[str, str]:
        """Columns and types of one table or view of the dataset; empty if there is none."""
        if name not in self._shapes:
            self._shapes[name] = self.columns(self.dataset, name).get(name, {})
        return self._shapes[name]

    def is_table(self, name: str) -> bool | None:
        """True for a table, False for a view, None if neither exists."""
        return self._is_table.get(name)

    def drop(self, name: str) -> None:
        """Drop a table or view; on Postgres with the views that stand on it."""
        kinds = {True: "table", False: "view"}
        if kind := kinds.get(self.is_table(name)):  # type: ignore[arg-type]
            cascade = " cascade" if self.dialect == "postgres" else ""
            self.rows(f"drop {kind} {quoted(self.dataset, name)}{cascade}")
            self._look()

    def count(self, name: str) -> int:
        """Rows of a table."""
        return int(self.rows(f"select count(*) from {quoted(self.dataset, name)}")[0][0])

    def contents(self, name: str) -> str:
        """A hash of all rows of a small table."""
        found = self.rows(
            "select md5(string_agg(cast(found as text), '|' order by cast(found as text)))"
            f" from {quoted(self.dataset, name)} as found"
        )
        return str(found[0][0])

    def create_temporary(self, name: str, select: str) -> None:
        """A table that lives as long as the connection."""
        self.rows(f"drop table if exists {quoted(name)}")
        self.rows(f"create temporary table {quoted(name)} as {select}")
        if self.dialect == "postgres":
            self.rows(f"analyze {quoted(name)}")

    def replace_rows(self, name: str, select: str, condition: str) -> None:
        """Put the rows of a select in place of those that fulfil a condition.

        Postgres takes statistics again once a tenth of the rows are other ones.
        """
        target = quoted(self.dataset, name)
        self.rows(f"delete from {target} where {condition}")
        self.rows(f"insert into {target} {select}")
        if self.dialect == "postgres" and self.rows(_STALE.format(table=literal(target)))[0][0]:
            self.rows(f"analyze {target}")

    def create_view(self, name: str, select: str) -> None:
        """Create or replace a view; dropped first only if its columns changed."""
        target = quoted(self.dataset, name)
        if self.dialect == "postgres" and self.is_table(name) is not None:
            probe = f"{name}__probe"
            self.rows(f"create view {quoted(self.dataset, probe)} as {select}")
            same = self.columns(self.dataset, probe)[probe] == self.shape(name)
            self.rows(f"drop view {quoted(self.dataset, probe)}")
            if self.is_table(name) or not same:
                self.drop(name)
        elif self.is_table(name):
            self.drop(name)
        self.rows(f"create or replace view {target} as {select}")
        self._made(name, is_table=False)

    def create_table(self, name: str, select: str, key: list[str]) -> None:
        """Fill a table anew.

        On Postgres the table stays if its columns did, so that users' views, grants and open
        readers stay too; DuckDB swaps the table in one statement.
        """
        target = quoted(self.dataset, name)
        if self.dialect == "duckdb":
            if self.is_table(name) is False:
                self.drop(name)
            self.rows(f"create or replace table {target} as {select}")
        elif self._keeps_shape(name, select):
            self.rows(f"delete from {target}")
            self.rows(f"insert into {target} {select}")
            self.rows(f"analyze {target}")
        else:
            self.drop(name)
            self.rows(f"create table {target} as {select}")
            self.rows(f"create index on {target} ({', '.join(map(quoted, key))})")
            self.rows(f"analyze {target}")
        self._made(name, is_table=True)

    def _keeps_shape(self, name: str, select: str) -> bool:
        if not self.is_table(name):
            return False
        probe = f"{name}__probe"
        self.rows(f"create table {quoted(self.dataset, probe)} as {select} with no data")
        same = self.columns(self.dataset, probe)[probe] == self.shape(name)
        self.rows(f"drop table {quoted(self.dataset, probe)}")
        return same

    def _made(self, name: str, *, is_table: bool) -> None:
        self._is_table[name] = is_table
        self._shapes.pop(name, None)
