"""Finds a page of rows for a query: by position in the order of change, or by testing each row."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sandbox.directory import Json
from sandbox.errors import ApiError, bad_cursor, bad_parameter
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


UNSORTED = Sort(_HASH, Kind.NUMBER, lambda _: None, True)


class Found(NamedTuple):
    """A page of objects, how many match in all, and where the next page starts."""

    objects: list[Json]
    total: int
    following: Cursor | None


def parse_sort(raw: object, dialect: Dialect) -> Sort:
    """The order asked for; without one rows come in an order unrelated to any field."""
    if raw is None:
        return UNSORTED
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
        if not isinstance(after.value, int):
            raise bad_cursor()
        seconds, row = after.value // 1_000, _row(table, after)
        if sort.ascending:
            first = max(table.position(seconds, row + 1), start)
        else:
            end = min(table.position(seconds, row), stop)
    if sort.ascending:
        positions = range(first, min(first + per_page, end))
    else:
        positions = range(end - 1, max(end - 1 - per_page, first - 1), -1)
    rows = [table.at(position) for position in positions]
    following = None
    if end - first > per_page:
        following = _cursor(table, table.columns["updated_at"][rows[-1]] * 1_000, rows[-1], after)
    return Found([table.get(row) for row in rows], stop - start, following)


# Whether the value is there or missing, the value sorted by, the row.
Match = tuple[bool, Any, int]


def _by_testing(
    table: Table,
    query: Query,
    sort: Sort,
    after: Cursor | None,
    per_page: int,
    positions: tuple[int, int],
    stale: dict[int, Json | None],
) -> Found:
    matches = _matches(table, query, sort, positions, stale)
    first, end = 0, len(matches)
    if after is not None:
        try:
            mark = _match(sort, after.value, _row(table, after))
            cut = bisect_right if sort.ascending else bisect_left
            first, end = (cut(matches, mark), end) if sort.ascending else (0, cut(matches, mark))
        except TypeError:
            raise bad_cursor() from None
    page = matches[first : first + per_page]
    if not sort.ascending:
        page = matches[max(end - per_page, 0) : end][::-1]
    following = None
    if end - first > per_page:
        following = _cursor(table, page[-1][1], page[-1][2], after)
    objects = [stale.get(row) or table.get(row) for _, _, row in page]
    return Found(objects, len(matches), following)


def _matches(
    table: Table,
    query: Query,
    sort: Sort,
    positions: tuple[int, int],
    stale: dict[int, Json | None],
) -> list[Match]:
    """Every match in ascending order, remembered for the pages to come until a row changes."""
    if not stale:
        for known, order, matches in table.searches:
            if (known, order) == (query, sort):
                return matches
    found = sorted(
        _match(sort, _sort_value(read, sort, row), row)
        for row, read in _candidates(table, positions, stale)
        if query.test(read)
    )
    if not stale:
        table.searches = [*table.searches[-3:], (query, sort, found)]
    return found


def _match(sort: Sort, value: Any, row: int) -> Match:
    """Missing values come last, whatever the direction."""
    return (value is None) == sort.ascending, value, row


def _cursor(table: Table, value: Any, row: int, after: Cursor | None) -> Cursor:
    return Cursor(value, table.ids.encode(row), (after.page if after else 1) + 1)


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


def _sort_value(read: Reader, sort: Sort, row: int) -> Any:
    """The value as cursors carry it: times in milliseconds."""
    if sort.name == _HASH:
        return mix(row) >> 12
    value = read(sort.name, sort.get)
    return value * 1_000 if sort.kind is Kind.TIME and value is not None else value


def _row(table: Table, cursor: Cursor) -> int:
    row = table.ids.decode(cursor.object_id)
    if row is None:
        raise bad_cursor()
    return row
