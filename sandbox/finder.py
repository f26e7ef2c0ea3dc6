"""Finds a page of rows for a query: by position in the order of change, or by testing each row."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter
from sandbox.ids import mix
from sandbox.paging import Cursor
from sandbox.search import Dialect, Getter, Kind, Query, find_field
from sandbox.store import Table

_HASH = "hash"


class Sort(NamedTuple):
    """A field and a direction; the field `hash` stands for no order worth the name."""

    name: str
    kind: Kind
    get: Getter
    ascending: bool


class Found(NamedTuple):
    """A page of objects, how many match in all, and where the next page starts."""

    objects: list[Json]
    total: int
    following: Cursor | None


def parse_sort(raw: object, dialect: Dialect) -> Sort:
    """The order asked for; without one rows come in an order unrelated to any field."""
    if raw is None:
        return Sort(_HASH, Kind.NUMBER, lambda _: None, True)
    if not isinstance(raw, dict):
        raise bad_parameter("sort must be an object")
    order = raw.get("order", "descending")
    words = {"ascending": True, "descending": False}
    if dialect.short_order_words:
        words |= {"asc": True, "desc": False}
    if order not in words:
        message = f"Invalid sort order '{order}'. Must be one of: ascending, descending"
        raise ApiError(400, "invalid_sort_order", message)
    name = raw.get("field", "updated_at")
    field = find_field(name, dialect)
    if field.kind is Kind.TAG:
        raise ApiError(400, "invalid_field", f"{name} is not a valid sort field")
    return Sort(name, field.kind, field.get, words[order])


def find(
    table: Table,
    query: Query,
    sort: Sort,
    after: Cursor | None,
    per_page: int,
    stale: dict[int, Json | None],
) -> Found:
    """One page; `stale` holds what an index that lags still knows of lately changed rows."""
    bounds = query.bounds("updated_at")
    start, stop = table.between(bounds.low, bounds.high)
    if bounds.exact and sort.name == "updated_at" and not stale:
        return _by_position(table, sort, after, per_page, start, max(start, stop))
    return _by_testing(table, query, sort, after, per_page, (start, stop), stale)


def _by_position(
    table: Table, sort: Sort, after: Cursor | None, per_page: int, start: int, stop: int
) -> Found:
    first, end = start, stop
    if after is not None:
        seconds, row = int(after.value) // 1_000, _row(table, after)
        if sort.ascending:
            first = max(table.position(seconds, row + 1), start)
        else:
            end = min(table.position(seconds, row), stop)
    if sort.ascending:
        rows = [table.at(position) for position in range(first, min(first + per_page, end))]
    else:
        rows = [
            table.at(position)
            for position in range(end - 1, max(end - 1 - per_page, first - 1), -1)
        ]
    objects = [table.get(row) for row in rows]
    following = None
    if end - first > per_page:
        value = table.columns["updated_at"][rows[-1]] * 1_000
        page = after.page if after else 1
        following = Cursor(value, table.ids.encode(rows[-1]), page + 1)
    return Found(objects, stop - start, following)


def _by_testing(
    table: Table,
    query: Query,
    sort: Sort,
    after: Cursor | None,
    per_page: int,
    positions: tuple[int, int],
    stale: dict[int, Json | None],
) -> Found:
    matches = [
        (_sort_value(read, sort, row), row)
        for row, read in _candidates(table, positions, stale)
        if query.test(read)
    ]
    matches.sort(reverse=not sort.ascending)
    remaining = matches
    if after is not None:
        mark = ((after.value is None, after.value), _row(table, after))
        remaining = [m for m in matches if (m > mark if sort.ascending else m < mark)]
    page = remaining[:per_page]
    following = None
    if len(remaining) > per_page:
        (_, value), row = page[-1]
        number = after.page if after else 1
        following = Cursor(value, table.ids.encode(row), number + 1)
    objects = [stale.get(row) or table.get(row) for _, row in page]
    return Found(objects, len(matches), following)


Reader = Callable[[str, Getter], Any]


def _candidates(
    table: Table, positions: tuple[int, int], stale: dict[int, Json | None]
) -> Iterator[tuple[int, Reader]]:
    for position in range(*positions):
        row = table.at(position)
        if row not in stale:
            yield row, _reader(table, row)
    for row, previous in stale.items():
        if previous is not None:
            yield row, lambda _, get, previous=previous: get(previous)  # type: ignore[misc]


def _reader(table: Table, row: int) -> Reader:
    columns = table.columns

    def read(name: str, get: Getter) -> Any:
        column = columns.get(name)
        return get(table.get(row)) if column is None else column[row]

    return read


def _sort_value(read: Reader, sort: Sort, row: int) -> tuple[bool, Any]:
    """Whether the value is missing, so that nulls come last, and the value; times in ms."""
    if sort.name == _HASH:
        return False, mix(row) >> 12
    value = read(sort.name, sort.get)
    if sort.kind is Kind.TIME and value is not None:
        value *= 1_000
    return value is None, value


def _row(table: Table, cursor: Cursor) -> int:
    row = table.ids.decode(cursor.object_id)
    if row is None:
        raise ApiError(400, "client_error", "Invalid starting_after param")
    return row
