"""Messages of databases, as they come and as they may be told."""

import pytest

from pipelines.discretion import trace_without_values, without_values


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Conversion Error: Could not convert string 'it's me' to INT32 when casting",
            "Conversion Error: Could not convert string '...' to INT32 when casting",
        ),
        (
            'invalid input syntax for type integer: "a "b" c"\nCONTEXT:  COPY contacts, line 1',
            'invalid input syntax for type integer: "..."',
        ),
        (
            'null value in column "email" of relation "contacts" violates not-null constraint\n'
            "DETAIL:  Failing row contains (1, Ann, null).",
            'null value in column "email" of relation "contacts" violates not-null constraint',
        ),
        (
            'Constraint Error: Duplicate key "id: 17" violates primary key',
            'Constraint Error: Duplicate key "..." violates primary key',
        ),
        (
            "relation \"intercom.contacts\" does not exist\nLINE 1: select 'Ann'",
            'relation "intercom.contacts" does not exist',
        ),
        (
            'File "x.py", line 1\nError: no "Ann" or \'Bob\' here',
            "File \"...\" or '...' here",
        ),
        ("No space left on device", "No space left on device"),
        ("", ""),
    ],
    ids=repr,
)
def test_only_tables_and_columns_are_quoted(message, told):
    assert without_values(message) == told


def test_a_traceback_keeps_its_lines_and_loses_the_values():
    class Spoken(Exception):
        """As a driver raises it."""

    Spoken.__module__ = "duckdb.duckdb"
    errors = [Spoken("no 'Ann'"), ValueError('what "ours" says'), Spoken("")]
    text = "line 1, in 'f'\nSpoken: no 'Ann'\nValueError: what \"ours\" says"

    assert trace_without_values(text, errors) == text.replace("Ann", "...")
