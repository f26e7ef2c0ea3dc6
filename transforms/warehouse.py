"""The few things the runner asks of a database, the same on DuckDB and Postgres.

Speaks through dlt's SQL client; knows nothing of models.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from dlt.destinations.exceptions import DatabaseException

from .dependents import Dependents
from .errors import Blocked, QueryFailed
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

# Postgres spells arrays and lengths, too, as `alter table` takes them.
_COLUMNS: dict[Dialect, str] = {
    "duckdb": """
        select table_name, column_name, data_type, ordinal_position as place
        from information_schema.columns
        where table_catalog = current_database() and table_schema = {dataset}
    """,
    "postgres": """
        select pg_class.relname as table_name, attname as column_name,
            format_type(atttypid, atttypmod) as data_type, attnum as place
        from pg_attribute
        inner join pg_class on attrelid = pg_class.oid
        where pg_class.relnamespace = (select oid from pg_namespace where nspname = {dataset})
            and pg_class.relkind in ('r', 'v', 'p', 'f') and attnum > 0 and not attisdropped
    """,
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
        self.dependents: Dependents | None = None
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

    def recover(self) -> None:
        """After a statement that failed: dlt has rolled back, and reset what was set."""
        self.tune()
        self._look()

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
                raise Blocked(f"{file}: {self._who_is_in_the_way()}") from error
            raise QueryFailed(f"{file}: {str(error).strip()}") from error

    def _who_is_in_the_way(self) -> str:
        """Who has an open transaction on tables of the dataset, so that they cannot change."""
        found = self.rows(_HOLDERS.format(dataset=literal(self.dataset)))
        holders = "; ".join(str(holder) for (holder,) in found) or "it has ended meanwhile"
        return (
            f"an open transaction reads what is to be built anew ({holders}): end it, or run again"
            " later"
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
        query = _COLUMNS[self.dialect].format(dataset=literal(dataset))
        only = f" and table_name = {literal(table)}" if table else ""
        for name, column, kind, _ in self.rows(
            f"select * from ({query}) as found where true{only} order by table_name, place"
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
        """Drop a table or view; on Postgres what stands on it goes too, and is noted before."""
        kinds = {True: "table", False: "view"}
        if kind := kinds.get(self.is_table(name)):  # type: ignore[arg-type]
            if self.dependents:
                self.dependents.save(name)
            cascade = " cascade" if self.dialect == "postgres" else ""
            self.rows(f"drop {kind} {quoted(self.dataset, name)}{cascade}")
            self._look()

    def keep_dependents(self, models: Iterable[str]) -> None:
        """From now on note what goes with a drop; DuckDB drops nothing but what it is told to."""
        if self.dialect == "postgres":
            self.dependents = Dependents(self, models)

    def restore(self) -> None:
        """Make again what others built and had to go, as far as it is possible by now."""
        if self.dependents and self.dependents.is_waiting:
            self.dependents.restore()
            self._look()

    def forget(self, name: str) -> None:
        """A model is none any more: it is not made again."""
        if self.dependents:
            self.dependents.forget(name)

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
        self._insert(name, select)
        if self.dialect == "postgres" and self.rows(_STALE.format(table=literal(target)))[0][0]:
            self.rows(f"analyze {target}")

    def create_view(self, name: str, select: str) -> None:
        """Create or replace a view.

        On Postgres new columns come last, so that what stands on the view can stay; dropped first
        is one that lost a column, or has one of another type.
        """
        target = quoted(self.dataset, name)
        if self.is_table(name):
            self.drop(name)
        elif self.dialect == "postgres" and self.is_table(name) is False:
            found, wanted = self.shape(name), self._probe("view", name, select)
            if found.items() <= wanted.items():
                select = _ordered({**found, **wanted}, select)
            else:
                self.drop(name)
        self.rows(f"create or replace view {target} as {select}")
        self._made(name, is_table=False)

    def create_table(self, name: str, select: str, key: list[str]) -> None:
        """Fill a table anew.

        On Postgres the table stays, so that users' views, grants and open readers stay too, and
        only columns come and go; DuckDB swaps the table in one statement.
        """
        target = quoted(self.dataset, name)
        if self.is_table(name) is False:
            self.drop(name)
        if self.dialect == "duckdb":
            self.rows(f"create or replace table {target} as {select}")
        elif self.is_table(name):
            self._reshape(name, self._probe("table", name, select), key)
            self.rows(f"delete from {target}")
            self._insert(name, select)
            self.rows(f"analyze {target}")
        else:
            self.rows(f"create table {target} as {select}")
            self._index(name, key)
            self.rows(f"analyze {target}")
        self._made(name, is_table=True)

    def _insert(self, name: str, select: str) -> None:
        """Columns that came later stand last in the table, and elsewhere in the select."""
        if self.dialect == "postgres":
            select = _ordered(self.shape(name), select)
        self.rows(f"insert into {quoted(self.dataset, name)} {select}")

    def _reshape(self, name: str, wanted: dict[str, str], key: list[str]) -> None:
        """Take columns from a table and add others; what uses none of them is not touched."""
        found = self.shape(name)
        if found == wanted:
            return
        kept = {column for column in found if wanted.get(column) == found[column]}
        gone = [column for column in found if column not in kept]
        if gone and self.dependents:
            self.dependents.save(name, gone)
        target = quoted(self.dataset, name)
        actions = [f"drop column {quoted(column)} cascade" for column in gone]
        actions += [f"add column {quoted(c)} {kind}" for c, kind in wanted.items() if c not in kept]
        if actions:
            self.rows(f"alter table {target} {', '.join(actions)}")
            self._look()
        if not kept.issuperset(key):
            self._index(name, key)

    def _index(self, name: str, key: list[str]) -> None:
        columns = ", ".join(map(quoted, key))
        self.rows(f"create index on {quoted(self.dataset, name)} ({columns})")

    def _probe(self, kind: str, name: str, select: str) -> dict[str, str]:
        """The columns that a select would make: only the database knows their types."""
        probe = f"{name}__probe"
        no_data = " with no data" if kind == "table" else ""
        self.rows(f"create {kind} {quoted(self.dataset, probe)} as {select}{no_data}")
        found = self.columns(self.dataset, probe)[probe]
        self.rows(f"drop {kind} {quoted(self.dataset, probe)}")
        return found

    def _made(self, name: str, *, is_table: bool) -> None:
        self._is_table[name] = is_table
        self._shapes.pop(name, None)
        self.restore()


def _ordered(columns: Iterable[str], select: str) -> str:
    """A select with its columns in the order of a table."""
    return f"select {', '.join(map(quoted, columns))} from (\n{select}\n) as found"
