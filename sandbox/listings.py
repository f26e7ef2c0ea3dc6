"""What all lists and searches share: paging through a table and looking an object up."""

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.directory import Json
from sandbox.errors import bad_parameter, not_found
from sandbox.finder import Found, find, parse_sort
from sandbox.paging import (
    Cursor,
    PageSize,
    cursor_pages,
    decode_cursor,
    page_number,
    url_pages,
)
from sandbox.routes import Call
from sandbox.search import Dialect, parse_query
from sandbox.store import Table


def stale_rows(call: Call, table: Table) -> dict[int, Json | None]:
    """What a lagging index still shows of rows that changed lately."""
    lag = call.knobs.index_lag_s
    return table.before(call.workspace.clock() - lag) if lag > 0 else {}


def lookup(table: Table, object_id: str, message: str, code: str = "not_found") -> Json:
    """An object by id; 404 when there is none."""
    row = table.find(object_id)
    if row is None:
        raise not_found(message, code)
    return table.get(row)


def search_page(call: Call, table: Table, dialect: Dialect, size: PageSize) -> tuple[Found, Json]:
    """A page of a search and its `pages`."""
    body = call.body
    if not isinstance(body, dict) or "query" not in body:
        raise bad_parameter("query is required")
    query, sort = parse_query(body["query"], dialect), parse_sort(body.get("sort"), dialect)
    pagination = body.get("pagination") or {}
    if not isinstance(pagination, dict):
        raise bad_parameter("pagination must be an object")
    per_page = size.parse(pagination.get("per_page"), call.knobs.per_page_over_max)
    after = _after(pagination.get("starting_after"))
    found = find(table, query, sort, after, per_page, stale_rows(call, table))
    page = after.page if after else 1
    return found, cursor_pages(page, per_page, found.total, found.following)


def newest_first(call: Call, table: Table, size: PageSize) -> tuple[Found, Json]:
    """A page of a cursor list, newest row first."""
    per_page = size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    after = _after(call.query.get("starting_after"))
    stale = stale_rows(call, table)
    hidden = table.gone | table.unlisted
    shown = len(table) - len(hidden)
    row = len(table) if after is None else table.ids.decode(after.object_id) or 0
    rows: list[int] = []
    while row > 0 and len(rows) <= per_page:
        row -= 1
        if stale[row] is not None if row in stale else row not in hidden:
            rows.append(row)
    page, following = after.page if after else 1, None
    if len(rows) > per_page:
        last = rows[per_page - 1]
        value = table.columns["created_at"][last] * 1_000
        following = Cursor(value, table.ids.encode(last), page + 1)
    objects = [stale.get(row) or table.get(row) for row in rows[:per_page]]
    pages = cursor_pages(page, per_page, shown, following)
    return Found(objects, shown, following), pages


def _after(text: object) -> Cursor | None:
    return None if text is None else decode_cursor(text)


def numbered_page(call: Call, rows: Sequence[Any], size: PageSize) -> tuple[Sequence[Any], Json]:
    """A page of a page-number list, whose `next` is a URL."""
    per_page = size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    page = page_number(call.query)
    kept = {k: v for k, v in call.query.items() if k not in ("page", "per_page")}
    pages = url_pages(call.base_url + call.path, page, per_page, len(rows), kept)
    return rows[(page - 1) * per_page : page * per_page], pages


def wrap(kind: str, key: str, rows: Iterable[Json], total: int, pages: Json) -> Json:
    """A page of rows in the envelope of its endpoint."""
    return {"type": kind, key: list(rows), "total_count": total, "pages": pages}
