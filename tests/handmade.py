"""A workspace of objects written by hand, served as Intercom serves its own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sources.intercom import Settings
from tests.http_server import Answer, Asked, Served, serving

Object = dict[str, Any]
WORKSPACE = {
    "type": "admin",
    "id": "1",
    "app": {"type": "app", "id_code": "acme1234", "region": "US", "timezone": "UTC"},
}
LISTS = {
    "/admins": "admins",
    "/teams": "teams",
    "/tickets/search": "tickets",
    "/conversations/search": "conversations",
    "/conversations/deleted": "conversations",
}
"""Keys of lists; all others answer under `data`."""


class Handmade:
    """The objects by the path that lists them; conversations are searched without their parts."""

    def __init__(self, **objects: list[Object]) -> None:
        self.lists = {f"/{name}/search": rows for name, rows in objects.items()}
        self.threads = {str(row["id"]): row for row in objects.get("conversations", ())}
        self.handling_events: list[Object] = []
        self.me = WORKSPACE

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/me":
            return Answer(self.me)
        if asked.path == "/companies/scroll":
            rows = self.lists.get("/companies/search", [])
            is_first = "scroll_param" not in asked.query
            return Answer({"data": rows if is_first else [], "scroll_param": "s"})
        if asked.path.endswith("/handling_events"):
            return Answer({"handling_events": self.handling_events})
        if thread := re.fullmatch(r"/conversations/(?!search|deleted)(.+)", asked.path):
            return Answer(self.threads[thread[1]])
        rows = [
            {name: value for name, value in row.items() if name != "conversation_parts"}
            for row in self.lists.get(asked.path, [])
        ]
        return Answer({LISTS.get(asked.path, "data"): rows, "total_count": len(rows)})


@contextmanager
def served(answer: Callable[[Asked], Answer]) -> Iterator[tuple[Served, Settings]]:
    """The server, and the settings that lead to it."""
    with serving(answer) as server:
        yield server, Settings(access_token="handmade", base_url=server.url)


def conversation(
    name: str, /, *parts: Object, updated_at: Any = 1_700_000_000, **more: Any
) -> Object:
    """A conversation with what every one has; `more` replaces or adds keys."""
    return {
        "type": "conversation",
        "id": name,
        "created_at": 1_600_000_000,
        "updated_at": updated_at,
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": list(parts),
            "total_count": len(parts),
        },
        **more,
    }


def part(name: str, /, **more: Any) -> Object:
    return {"type": "conversation_part", "id": name, "created_at": 1_600_000_000, **more}


def contact(name: str, /, **more: Any) -> Object:
    return {"type": "contact", "id": name, "updated_at": 1_700_000_000, **more}


def ticket(name: str, /, *parts: Object, **more: Any) -> Object:
    listing = {
        "type": "ticket_part.list",
        "ticket_parts": [{**one, "type": "ticket_part"} for one in parts],
        "total_count": len(parts),
    }
    return {
        "type": "ticket",
        "id": name,
        "updated_at": 1_700_000_000,
        "ticket_parts": listing,
        **more,
    }
