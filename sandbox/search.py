"""Intercom's search language: filters checked, bounded by time and tested against objects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter

MAX_DEPTH = 2
MAX_FILTERS = 15
SHORT_ORDER_WORDS_UNTIL = 11
"""Minor version up to which `asc` and `desc` are understood."""
FOREVER = 1 << 38
_DAY = 86_400
_LATEST = 253_402_128_000  # the 30th of December 9999, since calendars end there

Getter = Callable[[Json], Any]


class Kind(Enum):
    """Type of a field, which decides the operators that it takes."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DATE = "date"
    TAG = "tag"
    ANY = "any"
    ID = "id"


class Field(NamedTuple):
    """A searchable field; `get` reads it from the object as the API shows it."""

    kind: Kind
    get: Getter


@dataclass(frozen=True)
class Dialect:
    """What one search endpoint understands.

    `day_start` and `next_day_start` are given where times match whole days; `open_ended` finds
    fields that a workspace names itself.
    """

    fields: Mapping[str, Field]
    time_operators: frozenset[str]
    inclusive: bool = False
    day_start: Callable[[int], int] | None = None
    next_day_start: Callable[[int], int] | None = None
    open_ended: Callable[[str], Field | None] = lambda name: None
    short_order_words: bool = False


class Bounds(NamedTuple):
    """A span of time that holds every match; `exact`: and nothing else."""

    low: int
    high: int
    exact: bool


_TEXT_OPERATORS = frozenset({"=", "!=", "IN", "NIN", "~", "!~", "^", "$"})
ALL_OPERATORS = frozenset({"=", "!=", "IN", "NIN", ">", "<", ">=", "<="})
_OPERATORS = {
    Kind.TEXT: _TEXT_OPERATORS,
    Kind.NUMBER: ALL_OPERATORS,
    Kind.BOOLEAN: frozenset({"=", "!="}),
    Kind.DATE: frozenset({"=", ">", "<"}),
    Kind.TAG: frozenset({"=", "!="}),
    Kind.ANY: _TEXT_OPERATORS | ALL_OPERATORS,
    Kind.ID: ALL_OPERATORS,
}
ALL_TIME = Bounds(0, FOREVER, True)


class Leaf(NamedTuple):
    """One comparison; times are already turned into an inclusive span."""

    name: str
    field: Field
    operator: str
    value: Any
    span: tuple[int, int] | None

    def test(self, read: Callable[[str, Getter], Any]) -> bool:
        """Whether an object, read field by field, fits."""
        found = read(self.name, self.field.get)
        if isinstance(found, list | tuple):
            return self._test_many(found)
        if self.span is not None:
            fits = found is not None and self.span[0] <= found <= self.span[1]
            return not fits if self.operator == "!=" else fits
        return _compare(self.operator, found, self.value)

    def _test_many(self, found: Any) -> bool:
        if self.operator in ("!=", "NIN", "!~"):
            return all(_compare(self.operator, one, self.value) for one in found)
        return any(_compare(self.operator, one, self.value) for one in found)

    def bounds(self, name: str) -> Bounds:
        """The span of `name` in which matches lie."""
        if self.name != name or self.span is None or self.operator == "!=":
            return Bounds(0, FOREVER, False)
        return Bounds(max(self.span[0], 0), min(self.span[1], FOREVER), True)


class Group(NamedTuple):
    """Filters joined by AND or OR."""

    operator: str
    members: "tuple[Leaf | Group, ...]"

    def test(self, read: Callable[[str, Getter], Any]) -> bool:
        """Whether an object, read field by field, fits."""
        join = all if self.operator == "AND" else any
        return join(member.test(read) for member in self.members)

    def bounds(self, name: str) -> Bounds:
        """The span of `name` in which matches lie."""
        spans = [member.bounds(name) for member in self.members]
        join = _intersect if self.operator == "AND" else _unite
        found = spans[0]
        for span in spans[1:]:
            found = join(found, span)
        return found


Query = Leaf | Group


def parse_query(raw: object, dialect: Dialect) -> Query:
    """Check a query and prepare it; 400 as Intercom answers it for anything else."""
    return _parse(raw, dialect, 0)


def _parse(raw: object, dialect: Dialect, depth: int) -> Query:
    if not isinstance(raw, dict) or "operator" not in raw or "value" not in raw:
        raise bad_parameter("query must have an operator and a value")
    operator, value = raw["operator"], raw["value"]
    if operator not in ("AND", "OR"):
        return _parse_leaf(raw.get("field"), operator, value, dialect)
    if depth >= MAX_DEPTH:
        raise bad_parameter(f"query can be nested {MAX_DEPTH} levels deep at most")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_FILTERS:
        raise bad_parameter(f"{operator} takes a list of 1 to {MAX_FILTERS} filters")
    return Group(operator, tuple(_parse(member, dialect, depth + 1) for member in value))


def _parse_leaf(name: object, operator: object, value: object, dialect: Dialect) -> Leaf:
    field = find_field(name, dialect)
    allowed = dialect.time_operators if field.kind is Kind.TIME else _OPERATORS[field.kind]
    if operator not in allowed:
        raise bad_parameter(f"{operator} is not a valid operator for {name}")
    if (operator in ("IN", "NIN")) != isinstance(value, list):
        raise bad_parameter(f"{operator} does not take this value for {name}")
    values = value if isinstance(value, list) else [value]
    converted = [_convert(one, field.kind, name) for one in values]
    span = None
    if field.kind in (Kind.TIME, Kind.DATE) and operator not in ("IN", "NIN"):
        span = _span(str(operator), converted[0], dialect, field.kind)
    kept = converted if isinstance(value, list) else converted[0]
    return Leaf(str(name), field, str(operator), kept, span)


def find_field(name: object, dialect: Dialect) -> Field:
    """A field by its search name; 400 for one that cannot be searched."""
    if isinstance(name, str):
        if name in dialect.fields:
            return dialect.fields[name]
        field = dialect.open_ended(name)
        if field is not None:
            return field
    raise ApiError(400, "invalid_field", f"{name} is not a valid search field")


def _convert(value: object, kind: Kind, name: object) -> Any:
    if value is None:
        return None
    if kind in (Kind.TIME, Kind.DATE, Kind.NUMBER):
        try:
            number = float(value) if isinstance(value, str | int | float) else None
        except ValueError:
            number = None
        if number is None or isinstance(value, bool):
            raise bad_parameter(f"{value!r} is not a valid value for {name}")
        return int(number) if number.is_integer() else number
    if kind is Kind.BOOLEAN:
        if value in (True, "true"):
            return True
        if value in (False, "false"):
            return False
        raise bad_parameter(f"{value!r} is not a valid value for {name}")
    if kind is Kind.ID:
        return int(value) if isinstance(value, str) and value.isdigit() else 0
    return value if kind is Kind.ANY else str(value)


def _span(operator: str, value: Any, dialect: Dialect, kind: Kind) -> tuple[int, int] | None:
    """The inclusive span of seconds that a comparison with a time stands for."""
    if value is None:
        return None
    first = min(max(int(value), 0), _LATEST)
    after = first + 1
    if kind is Kind.DATE:
        first -= first % _DAY
        after = first + _DAY
    elif dialect.day_start is not None and dialect.next_day_start is not None:
        first, after = dialect.day_start(first), dialect.next_day_start(first)
    inclusive = dialect.inclusive
    spans = {
        ">": (first if inclusive else after, FOREVER),
        ">=": (first, FOREVER),
        "<": (-FOREVER, after - 1 if inclusive else first - 1),
        "<=": (-FOREVER, after - 1),
    }
    return spans.get(operator, (first, after - 1))


def _compare(operator: str, found: Any, value: Any) -> bool:
    if operator in ("IN", "NIN"):
        return any(_same(found, one) for one in value) == (operator == "IN")
    if operator in ("=", "!="):
        return _same(found, value) == (operator == "=")
    if operator in ("~", "!~", "^", "$"):
        text, part = str(found or "").lower(), str(value).lower()
        if operator == "^":
            return text.startswith(part)
        if operator == "$":
            return text.endswith(part)
        return (part in text) == (operator == "~")
    if not isinstance(found, int | float) or not isinstance(value, int | float):
        return False
    return {">": found > value, "<": found < value, ">=": found >= value, "<=": found <= value}[
        operator
    ]


def _same(found: Any, value: Any) -> bool:
    if found is None or value is None or isinstance(found, bool):
        return found is value
    return str(found) == str(value)


def _intersect(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(max(one.low, other.low), min(one.high, other.high), one.exact and other.exact)


def _unite(one: Bounds, other: Bounds) -> Bounds:
    first, second = sorted((one, other))
    touches = second.low <= first.high + 1
    exact = one.exact and other.exact and touches
    return Bounds(first.low, max(first.high, second.high), exact)
