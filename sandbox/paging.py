"""Page sizes, cursors and the different shapes in which Intercom wraps a page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from sandbox.directory import Json
from sandbox.errors import bad_cursor, bad_parameter


class Cursor(NamedTuple):
    """Where a page ended: the value sorted by, the id that breaks ties, the next page's number."""

    value: Any
    object_id: str
    page: int


class PageSize(NamedTuple):
    """Default and largest number of rows of an endpoint."""

    default: int
    maximum: int

    def parse(self, asked: object, over_max: str) -> int:
        """The number of rows to answer with."""
        if asked is None:
            return self.default
        size = whole_number(asked, "per_page")
        if size > self.maximum and over_max == "clamp":
            return self.maximum
        if not 1 <= size <= self.maximum:
            raise bad_parameter(f"per_page must be between 1 and {self.maximum}")
        return size


def whole_number(asked: object, name: str) -> int:
    """A number given as such or as text."""
    try:
        if isinstance(asked, bool) or not isinstance(asked, int | str):
            raise ValueError
        return int(asked)
    except ValueError:
        raise bad_parameter(f"{name} must be an integer") from None


def encode_cursor(cursor: Cursor) -> str:
    """The opaque text that clients send back."""
    return urlsafe_b64encode(orjson.dumps(list(cursor))).decode()


def decode_cursor(text: object) -> Cursor:
    """Read a cursor back; 400 for anything that no page ever gave."""
    try:
        value, object_id, page = orjson.loads(urlsafe_b64decode(str(text)))
    except ValueError:
        raise bad_cursor() from None
    if not isinstance(object_id, str) or not isinstance(page, int):
        raise bad_cursor()
    return Cursor(value, object_id, page)


def cursor_pages(page: int, per_page: int, total: int, following: Cursor | None) -> Json:
    """`pages` of the cursor endpoints; `next` is absent on the last page."""
    pages: Json = {
        "type": "pages",
        "page": page,
        "per_page": per_page,
        "total_pages": -(-total // per_page),
    }
    if following is not None:
        pages["next"] = {"page": following.page, "starting_after": encode_cursor(following)}
    return pages


def url_pages(
    base_url: str, page: int, per_page: int, total: int, extra: Mapping[str, str]
) -> Json:
    """`pages` of the page-number endpoints: `next` is a full URL, or null on the last page."""
    total_pages = -(-total // per_page)
    query = {**extra, "per_page": str(per_page), "page": str(page + 1)}
    following = f"{base_url}?" + "&".join(f"{key}={value}" for key, value in query.items())
    return {
        "type": "pages",
        "next": following if page < total_pages else None,
        "page": page,
        "per_page": per_page,
        "total_pages": total_pages,
    }


def newest_pages(
    rows: Sequence[Json], field: str, per_page: int, after: object
) -> tuple[Sequence[Json], Json]:
    """A page of rows sorted from new to old by (`field`, id), and its `pages`.

    The cursor says where the last page ended, so that rows that change meanwhile jump ahead of it.
    """
    found = list(rows)
    if after is not None:
        mark = _newest_mark(after)
        found = [row for row in found if (row[field], row["id"]) < mark]
    page, following = found[:per_page], None
    if len(found) > per_page:
        text = orjson.dumps([page[-1][field], page[-1]["id"]])
        following = {"starting_after": urlsafe_b64encode(text).decode()}
    return page, {"type": "pages", "per_page": per_page, "next": following}


def _newest_mark(text: object) -> tuple[Any, str]:
    try:
        value, object_id = orjson.loads(urlsafe_b64decode(str(text)))
    except ValueError:
        raise bad_cursor() from None
    if not isinstance(value, str | int) or not isinstance(object_id, str):
        raise bad_cursor()
    return value, object_id


def page_number(query: Mapping[str, str]) -> int:
    """The page asked for, from 1."""
    page = whole_number(query.get("page", "1"), "page")
    if page < 1:
        raise bad_parameter("page must be at least 1")
    return page
