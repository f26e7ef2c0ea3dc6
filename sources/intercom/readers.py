"""How each kind of resource is read: requests in, deliveries of changed objects out.

A reader yields `Delivery` (objects, as JSON bytes) and `Mark` (everything updated before this
second has been delivered), in the order of time. It runs in the event loop of the fetcher and
knows nothing of tables, Arrow or dlt. Conversations and companies have files of their own.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from . import paging
from .client import IntercomClient, Reply
from .endpoints import Endpoint
from .errors import NotFound, NotPermitted
from .ledger import Tally
from .rows import row_hash
from .searching import windows


@dataclass(frozen=True)
class Delivery:
    """Objects that changed: a JSON list, one fingerprint for each, and when they were asked for."""

    resource: str
    body: bytes
    asked_at: datetime
    fingerprints: tuple[str, ...] = ()
    parent_id: str = ""
    """Object that companions belong to."""


@dataclass(frozen=True)
class Mark:
    """Everything updated before `cursor` (Unix seconds) has been delivered."""

    resource: str
    cursor: int
    complete: bool = False
    """The whole resource was read, not only what changed."""


Item = Delivery | Mark


@dataclass
class Reading:
    """One resource in one run: what to read and since when."""

    client: IntercomClient
    endpoint: Endpoint
    tally: Tally
    until: int
    """The frozen upper bound: when the run started, Unix seconds."""
    since: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of what the warehouse holds, by id."""
    completed_at: int | None = None
    """When a whole read last ended, for resources that are read in two ways."""
    companions: tuple["Reading", ...] = ()

    def delivery(
        self,
        objects: list[Any],
        asked_at: datetime,
        fingerprints: tuple[str, ...] = (),
        parent_id: str = "",
    ) -> Delivery:
        """Objects as they go to the other thread: bytes take a tenth of the room of dicts."""
        body = orjson.dumps(objects)
        return Delivery(self.endpoint.name, body, asked_at, fingerprints, parent_id)

    def is_unchanged(self, name: object, fingerprint: str) -> bool:
        """Whether the warehouse holds this row already; counted."""
        same = self.known.get(str(name)) == fingerprint
        self.tally.unchanged += same
        return same


async def one(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a single object."""
    reply = await reading.client.get(reading.endpoint.path, reading.tally)
    reading.tally.received += 1
    yield reading.delivery([reply.json], reply.asked_at)


async def everything(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a list that comes in one answer, or page after page by cursor."""
    async for reply, objects in _pages(reading, reading.endpoint.params):
        yield reading.delivery(objects, reply.asked_at)


async def numbered(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a list by page number; one that runs backwards in time ends at the last read."""
    endpoint = reading.endpoint
    params = {**endpoint.params, "per_page": str(endpoint.per_page)}
    async for reply, objects in _pages(reading, params, numbered=True):
        moments = [dict(row or ()).get(endpoint.newest_first) for row in objects]
        old = [isinstance(moment, int) and moment < reading.since for moment in moments]
        new = [row for row, is_old in zip(objects, old, strict=True) if not is_old]
        yield reading.delivery(new, reply.asked_at)
        if any(old):
            break
    yield Mark(endpoint.name, reading.until)


async def search(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read what changed: pages within one window wait for each other, windows do not."""
    async for window, pages in windows(reading, _changed):
        for delivery in pages:
            yield delivery
        if window.end <= reading.until:
            yield Mark(reading.endpoint.name, window.end)


async def _pages(
    reading: Reading, params: Mapping[str, str], *, numbered: bool = False
) -> AsyncIterator[tuple[Reply, list[Any]]]:
    endpoint = reading.endpoint
    async for reply, objects in reading.client.pages(
        "GET", endpoint.path, endpoint.rows, reading.tally, params, numbered=numbered
    ):
        reading.tally.claimed = max(reading.tally.claimed, paging.claimed(reply.json) or 0)
        reading.tally.received += len(objects)
        yield reply, objects


async def _changed(reading: Reading, reply: Reply, objects: list[Any]) -> list[Delivery]:
    """The rows of a search page that the warehouse does not hold yet, their lists completed."""
    prints = [row_hash(row) for row in objects]
    changed = [
        (row, fingerprint)
        for row, fingerprint in zip(objects, prints, strict=True)
        if not reading.is_unchanged(row.get("id"), fingerprint)
    ]
    if not changed:
        return []
    await asyncio.gather(
        *(
            _complete(reading, row, name, key)
            for row, _ in changed
            for name, key in reading.endpoint.sublists
            if (row.get(name) or {}).get("has_more")
        )
    )
    new = [row for row, _ in changed]
    return [reading.delivery(new, reply.asked_at, tuple(print_ for _, print_ in changed))]


async def _complete(reading: Reading, row: dict[str, Any], name: str, key: str) -> None:
    """Fill up a list that Intercom cut at ten; `has_more` stays true where that is refused.

    Endpoint: `GET /contacts/{id}/tags`, `/notes`, `/companies`.
    Shape:    `{"data" | "companies": [...], "pages": {...} | absent}`.
    """
    path = f"/{reading.endpoint.name}/{row['id']}/{name}"
    inside: dict[str, Any] = row[name]
    items = {str(item.get("id")): item for item in inside.get("data") or []}
    params = {"per_page": "50"}
    try:
        async for _, objects in reading.client.pages(
            "GET", path, key, reading.tally, params, numbered=True
        ):
            for item in objects:
                number = str(item.get("id"))
                items.setdefault(
                    number, {"id": number, "type": item.get("type"), "url": f"/{name}/{number}"}
                )
    except (NotPermitted, NotFound):
        return
    inside["data"], inside["has_more"] = list(items.values()), False
