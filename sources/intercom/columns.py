"""The kinds of columns: what they take from JSON, and how they become Arrow."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from . import facts
from .facts import Fact, noted

UTC_TIME = pa.timestamp("us", tz="UTC")
MICROS = 1_000_000
_FIRST_SECOND = -62_135_596_800  # year 1: what both warehouses and Python's datetime can hold
_LAST_SECOND = 253_402_300_799  # year 9999
INT64 = 2**63
_NO_TIME = "neither Unix seconds nor an ISO 8601 time"


class Kind(NamedTuple):
    """How a column is kept: `name` for the dictionary, its Arrow type, its dlt type."""

    name: str
    arrow: pa.DataType
    dlt: str


TEXT = Kind("text", pa.string(), "text")
ID = Kind("id", pa.string(), "text")
NUMBER = Kind("number", pa.float64(), "double")
COUNT = Kind("count", pa.int64(), "bigint")
SECONDS = Kind("seconds", pa.int64(), "bigint")
FLAG = Kind("flag", pa.bool_(), "bool")
TIME = Kind("time", UTC_TIME, "timestamp")
JSON = Kind("json", pa.string(), "json")


def to_micros(value: object) -> object:
    """Unix seconds (number, digits) or ISO 8601 text as microseconds, kept within years 1-9999."""
    if type(value) is int and _FIRST_SECOND <= value <= _LAST_SECOND:
        return value * MICROS  # nearly always; this runs twenty times a row
    if value is None or value == "":
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        value = _iso_seconds(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(_NO_TIME)
    seconds = int(value) if isinstance(value, int) else float(value)
    return round(min(max(seconds, _FIRST_SECOND), _LAST_SECOND) * MICROS)


def _iso_seconds(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_NO_TIME) from None  # Python's own message repeats the value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def to_micros_or_never(value: object) -> object:
    """Like `to_micros`; 0 is null, as old payloads write 0 for "never"."""
    return None if value in (0, "0") and value is not False else to_micros(value)


def to_whole_seconds(value: object) -> object:
    """Durations are whole; the mean of two of them need not be."""
    return round(value) if isinstance(value, float) else value


Key = Annotated[str, Field(min_length=1), TEXT]
"""Part of the primary key, the only leaf that must be there."""
Text = Annotated[str | None, TEXT]
"""Text; `""` becomes null, as Postgres' CSV loading would do anyway."""
Id = Annotated[str | None, ID]
"""A reference to another object, as text; `""`, `0` and `"0"` mean nobody and become null."""
Number = Annotated[float | None, NUMBER]
Count = Annotated[int | None, Field(ge=-INT64, lt=INT64), COUNT]
Seconds = Annotated[
    int | None, Field(ge=-INT64, lt=INT64), BeforeValidator(to_whole_seconds), SECONDS
]
Flag = Annotated[bool | None, FLAG]
Time = Annotated[int | None, BeforeValidator(to_micros), TIME]
MaybeTime = Annotated[int | None, BeforeValidator(to_micros_or_never), TIME]
"""A moment that may never have come."""
Json = Annotated[Any, JSON]
"""An open-ended list or object, kept as it came."""


_LETTERS, _WORDS, _PICTURE, _FILES, _OPERATOR = map(
    Fact, (facts.letters, facts.words, facts.has_picture, facts.has_files, facts.is_operator)
)
Letters = Annotated[int | None, BeforeValidator(_LETTERS), _LETTERS, COUNT]
Words = Annotated[int | None, BeforeValidator(_WORDS), _WORDS, COUNT]
HasPicture = Annotated[bool | None, BeforeValidator(_PICTURE), _PICTURE, FLAG]
HasFiles = Annotated[bool | None, BeforeValidator(_FILES), _FILES, FLAG]
IsOperator = Annotated[bool | None, BeforeValidator(_OPERATOR), _OPERATOR, FLAG]


def col(paths: str, description: str) -> Any:
    """Declare a column: JSON path (alternatives with `|`, the first present wins), meaning."""
    choices = [AliasPath(*path.strip().split(".")) for path in paths.split("|")]
    alias = choices[0] if len(choices) == 1 else AliasChoices(*choices)
    return Field(default=None, validation_alias=alias, description=description)


def fact(path: str, description: str) -> Any:
    """Declare a column that tells a fact of the value at a path, also where that is redacted."""
    steps = tuple(path.split("."))
    alias = AliasChoices(AliasPath(*noted(steps)), AliasPath(*steps))
    return Field(default=None, validation_alias=alias, description=description)


def key(paths: str, description: str) -> Any:
    """Declare a key column; a row without it is rejected."""
    declared = col(paths, description)
    return Field(validation_alias=declared.validation_alias, description=description)


class Column(NamedTuple):
    """One column as the warehouse sees it."""

    name: str
    kind: Kind
    description: str
    paths: tuple[tuple[str, ...], ...] = ()
    fact: Fact | None = None
    """What the column tells of the value at its path; the column does not hold the value."""


def column(name: str, info: Any) -> Column:
    """What a model's field says of its column."""
    kind = next(item for item in info.metadata if isinstance(item, Kind))
    fact = next((item for item in info.metadata if isinstance(item, Fact)), None)
    alias = info.validation_alias
    choices: list[Any] = alias.choices if isinstance(alias, AliasChoices) else [alias]
    paths = tuple(tuple(str(step) for step in choice.path) for choice in choices)
    return Column(name, kind, info.description or "", paths[-1:] if fact else paths, fact)


def array(kind: Kind, values: tuple[Any, ...]) -> pa.Array:
    """The values of one column."""
    if kind is JSON:
        dumped = [None if value is None else orjson.dumps(value).decode() for value in values]
        return pa.array(dumped, pa.string())
    if kind is TIME:
        return pa.array(values, pa.int64()).cast(UTC_TIME)
    array = pa.array(values, kind.arrow)
    if kind is TEXT:
        return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)
    if kind is ID:
        return pc.if_else(pc.is_in(array, _NOBODY), pa.scalar(None, pa.string()), array)
    return array


_NOBODY = pa.array(["", "0"])
