"""What comes after a page: the three shapes in which Intercom says it. Pure functions."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .errors import UnexpectedShape

Query = dict[str, str]
_WAYS = {"starting_after", "page"}
_INTERCOM = (".intercom.io", ".intercom.com")


def take(body: Any, name: str, request: str) -> Any:
    """Read a key that must be there: an API change must never become an empty table.

    `name` may be a path (`data.articles`). Null counts as an empty list, a missing key does not.
    """
    value = body
    for step in name.split("."):
        if not isinstance(value, dict) or step not in value:
            found = ", ".join(sorted(value)) if isinstance(value, dict) else type(value).__name__
            raise UnexpectedShape(
                f"{request} answered without {name!r} (found: {found}); nothing of it was loaded."
                " The API may have changed: please report this"
            )
        value = value[step]
    return value


def rows(body: Any, name: str, request: str) -> list[Any]:
    """The objects of a page; one of the names in `a | b` must be there, "" is the page itself."""
    if not name:
        return [body]
    names = [choice.strip() for choice in name.split("|")]
    present = [choice for choice in names if isinstance(body, dict) and choice in body]
    value = take(body, (present or names)[0], request)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnexpectedShape(f"{request} answered {name!r} with a {type(value).__name__}")
    return value


def following(body: Any, page: int | None = None, host: str | None = None) -> Query | None:
    """Query parameters of the next page, or None at the end.

    Shape: `pages.next` is null, absent, an object with `starting_after` or `page`, or a URL, of
    which only the query is kept: requests go nowhere but to `host`, and a URL that leads to neither
    it nor Intercom is refused. Without `pages` a list may name a `next_cursor`
    and say whether it `has_more`. With `page` (page-number lists) the numbers
    `pages.page`/`pages.total_pages`, or the same at the top level, decide when `next` is silent.
    Errors: `UnexpectedShape` on a `next` of another kind: taken for the end it would lose rows.
    """
    pages = body.get("pages") if isinstance(body, dict) else None
    pages = pages if isinstance(pages, dict) else {}
    step = pages.get("next")
    if isinstance(step, str) and (query := dict(parse_qsl(_query(step, host)))):
        return query
    if isinstance(step, dict):
        if step.get("starting_after"):
            return {"starting_after": str(step["starting_after"])}
        if page is not None and step.get("page"):
            return {"page": str(step["page"])}
    if step and not (isinstance(step, dict) and step.keys() & _WAYS):
        raise UnexpectedShape(f"a list names its next page in an unknown way: {str(step)[:100]}")
    if isinstance(body, dict) and body.get("has_more") and body.get("next_cursor"):
        return {"cursor": str(body["next_cursor"])}
    if page is not None and isinstance(body, dict):
        total = pages.get("total_pages", body.get("total_pages"))
        if isinstance(total, int) and page < total:
            return {"page": str(page + 1)}
    return None


def _query(url: str, host: str | None) -> str:
    """The query of a URL that leads to `host` or to Intercom; behind a proxy those are two."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets around a host that is none
        return ""
    named = parts.hostname or host or ""
    if host and named != host and not f".{named}".endswith(_INTERCOM):
        raise UnexpectedShape(
            f"a list names its next page on {named}, which is not Intercom's;"
            " the token is sent nowhere else"
        )
    return parts.query


def claimed(body: Any) -> int | None:
    """The number of rows that Intercom says there are; it drifts, so it only ever hints."""
    total = body.get("total_count") if isinstance(body, dict) else None
    return total if isinstance(total, int) else None
