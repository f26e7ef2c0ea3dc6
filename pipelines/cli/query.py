"""`intercom-elt query`: one select on the warehouse, with nothing installed but this command.

The connection can only read. Names without a dataset are looked for among the reports, then among
the raw tables.
"""

import csv
import json
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from .. import config, reporting
from ..commands import existing
from ..errors import CHANGE_FIRST, OK, Stop
from ..opening import Busy, file_trouble
from ..postgres import connect
from ..screen import Column, counted, line, table
from ..warehouse import RAW, Warehouse, configured

_MOST_ROWS = 200
"""Rows of a table for people; CSV and JSON have them all."""
_PATIENCE_S = 5.0
_PAGE = 1_000


def query(asked: Namespace) -> int:
    """Print the rows of one select as a table, CSV or JSON."""
    config.prepare()
    statement = sys.stdin.read() if asked.sql == "-" else asked.sql
    warehouse = existing(configured(asked.destination, asked.warehouse))
    datasets = (reporting.settings().dataset, RAW)
    with _cursor(warehouse, datasets) as cursor, _told(warehouse):
        cursor.execute(statement)
        if not cursor.description:
            raise Stop("the query gives no rows; it takes a select", CHANGE_FIRST)
        names = [str(column[0]) for column in cursor.description]
        rows = _rows(cursor)
        if asked.json:
            found = [dict(zip(names, row, strict=True)) for row in rows]
            print(json.dumps(found, indent=2, default=_text))
        elif asked.csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([_text(value) for value in row] for row in rows)
        else:
            _show(names, rows)
    return OK


def _show(names: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """A table, as far as somebody would read it."""
    first = list(islice(rows, _MOST_ROWS))
    columns = [
        Column(name, right=any(isinstance(row[place], int | float) for row in first))
        for place, name in enumerate(names)
    ]
    table("", columns, [[_text(value) for value in row] for row in first])
    line()
    if next(rows, None) is None:
        line(counted(len(first), "row"), "dim")
    else:
        line(f"the first {_MOST_ROWS} rows; --csv and --json print all of them", "dim")


def _rows(cursor: Any) -> Iterator[Sequence[Any]]:
    while page := cursor.fetchmany(_PAGE):
        yield from page


def _text(value: Any) -> Any:
    """A value as it is read by people and programs: moments in UTC."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if value.tzinfo else str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


@contextmanager
def _told(warehouse: Warehouse) -> Iterator[None]:
    """What the database says of a wrong query, in its own first line."""
    if warehouse.kind == "duckdb":
        import duckdb

        wrong: type[Exception] = duckdb.Error
    else:
        import psycopg2

        wrong = psycopg2.Error
    try:
        yield
    except wrong as error:
        reason = str(error).strip().splitlines()[0]
        raise Stop(f"the query failed: {reason}", CHANGE_FIRST) from None


@contextmanager
def _cursor(warehouse: Warehouse, datasets: Sequence[str]) -> Iterator[Any]:
    """A cursor that can only read."""
    names = ", ".join(datasets)
    if warehouse.kind == "postgres":
        with closing(connect(warehouse.address)) as connection, connection.cursor() as cursor:
            connection.set_session(readonly=True, autocommit=True)
            cursor.execute(f"set search_path = {names}")
            yield cursor
        return
    with closing(_opened(warehouse.address)) as connection:
        present = {name for (name,) in connection.execute(_SCHEMAS).fetchall()}
        found = ",".join(name for name in datasets if name in present)
        connection.execute(f"set search_path = '{found or 'main'}'")
        yield connection


_SCHEMAS = "select schema_name from information_schema.schemata"


def _opened(path: str) -> Any:
    """A DuckDB file for reading; a sync that has it open is waited for a little."""
    import duckdb

    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return duckdb.connect(path, read_only=True)
        except duckdb.Error as error:
            trouble = file_trouble(Path(path), str(error))
            if not isinstance(trouble, Busy) or time.monotonic() > until:
                raise trouble from None
            time.sleep(0.2)
