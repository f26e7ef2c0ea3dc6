"""What a database says of a row, without the row: its messages quote what customers wrote."""

import re
import sys
from collections.abc import Iterable

from . import rawtables
from .warehouse import RAW, REPORTING

_HIDDEN = "..."
_DETAILS = re.compile(r"\n\s*(?:DETAIL|CONTEXT|LINE \d+|HINT)\b.*", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_OF_A_SERVER = re.compile(r"\s*connection to server (?:at|on) ")
_SPEAKERS = ("duckdb", "_duckdb", "psycopg2", "dlt", "pyarrow")


def without_values(text: str) -> str:
    """A message in which only tables and columns are quoted.

    All from the first other thing in quotes to the last is taken out: a value may hold quotes.
    """
    text = _DETAILS.sub("", text)
    if _OF_A_SERVER.match(text):  # which server and database: rows are not spoken of yet
        return text
    names = _names()
    for found in _QUOTED.finditer(text):
        quoted = found[1] if found[1] is not None else found[2]
        if not names.issuperset(quoted.split(".")):
            quote = found[0][0]
            rest = text[text.rindex(quote) + 1 :]
            return text[: found.start()] + quote + _HIDDEN + quote + without_values(rest)
    return text


def trace_without_values(text: str, errors: Iterable[BaseException]) -> str:
    """A traceback in which the messages of databases are as in `without_values`."""
    told = {str(one) for one in errors if type(one).__module__.partition(".")[0] in _SPEAKERS}
    for message in sorted(told, key=len, reverse=True):
        if message:
            text = text.replace(message, without_values(message))
    return text


def _names() -> set[str]:
    """What a message may quote: tables, columns, datasets."""
    tables = rawtables.declared()
    names = {RAW, REPORTING, *tables, *(name for columns in tables.values() for name in columns)}
    if "transforms" in sys.modules:
        from transforms.models import load

        names |= load().keys()
    return names
