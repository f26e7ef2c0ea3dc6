"""A search row completed: threads that came short, and lists that Intercom cut."""

from typing import TYPE_CHECKING, Any

from .errors import NotFound, NotPermitted
from .parts import is_short
from .retrieving import retrieve_again

if TYPE_CHECKING:
    from .readers import Reading


def is_partial(reading: "Reading", row: dict[str, Any]) -> bool:
    """Whether there is anything to complete: mostly not, and a task for each row takes longer."""
    return bool(cut_lists(reading, row)) or is_short(reading.endpoint, row)


async def completed(reading: "Reading", row: dict[str, Any]) -> dict[str, Any]:
    """A row with all of its parts, and with those of its lists filled up that Intercom cut."""
    again = await retrieve_again(reading, row)
    whole: dict[str, Any] = row if again is None else again.json
    for name, key in cut_lists(reading, whole):
        await _complete(reading, whole, name, key)
    return whole


def cut_lists(reading: "Reading", row: dict[str, Any]) -> list[tuple[str, str]]:
    """The lists of a row that Intercom cut; those that are redacted stay so."""
    lists = [(name, key, row.get(name) or {}) for name, key in reading.endpoint.sublists]
    return [
        (name, key)
        for name, key, inside in lists
        if inside.get("has_more") and inside.get("data", []) is not None
    ]


async def _complete(reading: "Reading", row: dict[str, Any], name: str, key: str) -> None:
    """Fill up a list that Intercom cut at ten; `has_more` stays true where that is refused.

    Endpoint: `GET /contacts/{id}/tags`, `/notes`, `/companies`.
    Shape:    `{"data" | "companies": [...], "pages": {...} | absent}`.
    """
    path = f"/{reading.endpoint.name}/{row['id']}/{name}"
    inside: dict[str, Any] = row[name]
    items = {str(item.get("id")): item for item in inside.get("data") or []}
    params = {"per_page": "50"}
    try:
        async for _, objects in reading.client.pages("GET", path, key, reading.tally, params):
            for item in objects:
                number = str(item.get("id"))
                items.setdefault(
                    number, {"id": number, "type": item.get("type"), "url": f"/{name}/{number}"}
                )
    except NotFound:
        return
    except NotPermitted as error:
        reading.tally.reason = f"{error}; until then, and a full refresh, lists are cut"
        return
    inside["data"], inside["has_more"] = list(items.values()), False
