"""Companies: what changed by search, and once a day all of them by scroll.

Search (Preview only) leaves out companies without users; the scroll has them, but a workspace
has only one scroll, it dies after a minute of rest, and it cannot be resumed after a failure.
"""

import tempfile
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import orjson

from . import paging
from .answers import Reply
from .errors import NotFound, NotPermitted, RequestRejected, Unavailable, UnexpectedShape
from .readers import Delivery, Item, Mark, Reading, search
from .rows import row_hash

_SCROLL = "/companies/scroll"
_LIST = "/companies/list"
_LOCK_S = 65.0  # a scroll that nobody continues is forgotten after 60 s
_TRIES = 5
_FULL_PAGE = 100
_IN_MEMORY = 16_000_000


async def companies(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read companies: by search between two whole scrolls, by list where no scroll is to be had.

    Endpoint: `POST /companies/search`, `GET /companies/scroll`, `POST /companies/list`.
    Errors:   `Unavailable` when another scroll stays open and there are too many to list.
    """
    if not reading.is_whole_due:
        try:
            async for item in search(reading):
                yield item
            return
        except (NotFound, NotPermitted):
            pass  # only Preview has the search
    reading.tally.read_kind = "complete"
    try:
        async for item in _scroll(reading):
            yield item
    except _Busy:
        reading.tally.read_kind = "incremental"  # the list leaves out companies without users
        async for item in _list(reading):
            yield item
    is_whole = reading.tally.read_kind == "complete"
    yield Mark(reading.endpoint.name, reading.until, complete=is_whole)


class _Busy(Exception):
    """Another scroll stays open in this workspace."""


class _Spool:
    """Pages kept until the scroll has ended, on disk when there are many."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._times: list[datetime] = []
        self._pages: set[str] = set()
        self.rows = 0

    def add(self, objects: list[Any], reply: Reply) -> None:
        page = row_hash({"page": objects})
        if page in self._pages:
            raise UnexpectedShape(f"{reply.request} sends the same page again and again")
        self._pages.add(page)
        self._file.write(orjson.dumps(objects) + b"\n")
        self._times.append(reply.asked_at)
        self.rows += len(objects)

    def deliveries(self, name: str) -> Iterator[Delivery]:
        self._file.seek(0)
        for line, asked_at in zip(self._file, self._times, strict=True):
            prints = tuple(row_hash(row) for row in orjson.loads(line))
            yield Delivery(name, line, asked_at, prints)

    def close(self) -> None:
        self._file.close()


async def _scroll(reading: Reading) -> AsyncGenerator[Item, None]:
    """Drain the scroll before anything is handed on: a slow reader would let it die."""
    forgotten_at: int | None = None
    why: Exception | None = None
    for _ in range(_TRIES):
        with closing(_Spool()) as spool:
            try:
                await _drain(reading, spool)
            except NotFound as error:
                if not spool.rows:
                    raise
                if spool.rows % _FULL_PAGE == 0:
                    # The end, or a scroll that died: the end shows itself twice at one place.
                    if spool.rows != forgotten_at:
                        forgotten_at, why = spool.rows, error
                        continue
                    reading.tally.read_kind = "incremental"  # likely, but nothing to call rows gone
            except Unavailable as error:
                why = error
                reading.tally.retries += 1
                await reading.client.clock.sleep(2.0)
                continue
            reading.tally.received += spool.rows
            for delivery in spool.deliveries(reading.endpoint.name):
                yield delivery
            return
    raise Unavailable(f"GET {_SCROLL} was begun {_TRIES} times and never reached its end: {why}")


async def _drain(reading: Reading, spool: _Spool) -> None:
    """Follow one scroll to its empty page; the token stays the same all the way.

    Nothing is retried on the way: a page whose answer was lost would be skipped.
    """
    params = None
    while True:
        reply = await _page(reading, params)
        objects = paging.rows(reply.json, "data", reply.request)
        if not objects:
            return
        spool.add(objects, reply)
        params = {"scroll_param": str(paging.take(reply.json, "scroll_param", reply.request))}


async def _page(reading: Reading, params: dict[str, str] | None) -> Reply:
    for _ in range(_TRIES):
        try:
            return await reading.client.get(_SCROLL, reading.tally, params, attempts=1)
        except RequestRejected as error:
            if error.code != "scroll_exists":
                raise
            reading.tally.last_failure = "another scroll is open; waiting until it is forgotten"
            await reading.client.clock.sleep(_LOCK_S)
    raise _Busy


async def _list(reading: Reading) -> AsyncGenerator[Item, None]:
    """Page through the list; it shifts while it is read, so its first page is read once more."""
    seen: set[str] = set()
    total = 0
    for _ in range(2):
        pages = reading.client.pages("POST", _LIST, "data", reading.tally, {"per_page": "60"})
        async for reply, objects in pages:
            new = [row for row in objects if str(row.get("id")) not in seen]
            total = paging.claimed(reply.json) or 0
            if seen and not new:
                break
            seen |= {str(row.get("id")) for row in new}
            reading.tally.received += len(new)
            prints = tuple(row_hash(row) for row in new)
            yield reading.delivery(new, reply.asked_at, prints)
    reading.tally.short += max(0, total - len(seen))
