"""Everything that a sync and its reports do to Postgres, done once and rolled back.

Each right that is missing is named, with the SQL by which the owner of the database grants it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any

from .diagnosis import Finding
from .errors import CHANGE_FIRST, Stop
from .postgres import connect

_AT_ONCE = 3
"""Connections of one sync: the lock, the load, and one that opens while another closes."""
_TABLE = "intercom_elt_rehearsal"
_STEPS = (
    'create table {schema}."{table}" (id int)',
    'create index on {schema}."{table}" (id)',
    'create view {schema}."{table}_view" as select * from {schema}."{table}"',
    "comment on table {schema}.\"{table}\" is 'rehearsal'",
    'insert into {schema}."{table}" values (1)',
    'alter table {schema}."{table}" add column name text',
    'delete from {schema}."{table}"',
)


def rehearse(address: str, datasets: Sequence[str]) -> Iterator[Finding]:
    """A finding for each thing that would fail; one that all is well if there is none."""
    with ExitStack() as stack:
        try:
            opened = [stack.enter_context(closing(connect(address))) for _ in range(_AT_ONCE)]
        except Stop as stop:
            yield Finding("connections", f"a sync needs {_AT_ONCE} at once: {stop}", stop.code)
            return
        opened[0].autocommit = False
        found = []
        with opened[0].cursor() as cursor:
            for name in datasets:
                found += list(_schema(cursor, name))
            found += list(_temporary(cursor))
        opened[0].rollback()
        yield from found
        if not found:
            yield Finding(
                "rehearsal", f"tables, views, indexes in {', '.join(datasets)} can be made"
            )


def _schema(cursor: Any, name: str) -> Iterator[Finding]:
    """One dataset: the schema, what is made in it, and the tables that are there."""
    cursor.execute(
        "select quote_ident(%s), quote_ident(current_user), quote_ident(current_database()),"
        " to_regnamespace(quote_ident(%s)) is not null",
        (name, name),
    )
    schema, user, database, is_there = cursor.fetchone()
    grant = f"grant usage, create on schema {schema} to {user}"
    if not is_there and (reason := _refusal(cursor, f"create schema {schema}")):
        yield _change(f"schema {name}", reason, f"create schema {schema}; {grant}",
                      f"or: grant create on database {database} to {user}")  # fmt: skip
        return
    for step in _STEPS:
        if reason := _refusal(cursor, step.format(schema=schema, table=_TABLE)):
            yield _change(f"schema {name}", reason, grant)
            return
    cursor.execute(
        "select string_agg(format('alter table %%I.%%I owner to %%I', nspname, relname,"
        " current_user), '; ' order by relname), count(*) from pg_class"
        " inner join pg_namespace on relnamespace = pg_namespace.oid"
        " where nspname = %s and relkind in ('r', 'v', 'p') and not pg_has_role(relowner, 'USAGE')"
        " and (relname like '\\_dlt%%' or relname = any(%s))",
        (name, _ours(name)),
    )
    statements, tables = cursor.fetchone()
    if tables:
        yield _change(
            f"schema {name}", f"{tables} tables of ours belong to another user", statements
        )


def _ours(dataset: str) -> list[str]:
    """Tables and views that a sync changes; what else stands there is somebody else's."""
    from transforms import models

    from . import rawtables
    from .warehouse import RAW

    if dataset in (RAW, f"{RAW}_staging"):
        return sorted(rawtables.declared())
    return [model.name for model in models()]


def _temporary(cursor: Any) -> Iterator[Finding]:
    cursor.execute("select quote_ident(current_user), quote_ident(current_database())")
    user, database = cursor.fetchone()
    if reason := _refusal(cursor, f"create temporary table {_TABLE} (id int)"):
        yield _change(
            "temporary tables", reason, f"grant temporary on database {database} to {user}"
        )


def _refusal(cursor: Any, statement: str) -> str:
    """Why a statement is refused, or nothing; what came before it stays."""
    import psycopg2

    cursor.execute("savepoint rehearsal")
    try:
        cursor.execute(statement)
        return ""
    except psycopg2.Error as error:
        cursor.execute("rollback to savepoint rehearsal")
        return str(error).strip().splitlines()[0]


def _change(subject: str, reason: str, *statements: str) -> Finding:
    return Finding(subject, f"{reason}; run as its owner: {'; '.join(statements)}", CHANGE_FIRST)
