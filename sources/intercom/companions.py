"""Lists that cost one request per parent: read along with every parent that changed."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import orjson

from . import paging
from .asking import target
from .endpoints import Batch
from .errors import IntercomError, NotFound, NotPermitted, TokenRefused, Unreachable
from .lists import is_older
from .parcels import Parcel
from .readers import Delivery, Item, Mark, Reading
from .searching import cancel

_Row = dict[str, Any]
_Pages = AsyncGenerator[list[Any], None]

_PARENTS_AHEAD = 256
_LARGE = 50_000  # bytes: a delivery counts as one parent more for each


async def accompanied(
    reading: Reading, items: AsyncGenerator[Item, None]
) -> AsyncGenerator[Item, None]:
    """Put the companions of its objects before each delivery; order is kept, requests overlap.

    Before, as a parent that is loaded counts as read, also when a crash comes next.
    """
    ahead: deque[tuple[asyncio.Task[list[Item]] | Mark, int]] = deque()
    parents = 0
    try:
        async with aclosing(items):
            async for item in items:
                if not reading.companions or isinstance(item, Parcel):
                    yield item
                    continue
                entry, weight = _entry(reading, item)
                ahead.append((entry, weight))
                parents += weight
                while ahead and (parents > _PARENTS_AHEAD or _is_settled(ahead[0][0])):
                    entry, weight = ahead.popleft()
                    parents -= weight
                    for settled in await _settled(reading, entry):
                        yield settled
            for entry, _ in ahead:
                for settled in await _settled(reading, entry):
                    yield settled
            for mark in (*_marks(reading, reading.reached(reading.until)), *_refusals(reading)):
                yield mark
    finally:
        await cancel(entry for entry, _ in ahead if isinstance(entry, asyncio.Task))


def _entry(reading: Reading, item: Delivery | Mark) -> tuple[asyncio.Task[list[Item]] | Mark, int]:
    if isinstance(item, Mark):
        return item, 0
    rows = [row for row in orjson.loads(item.body) if isinstance(row, dict)]
    weight = max(1, len(rows), len(item.body) // _LARGE)
    return asyncio.create_task(_with_companions(reading, item, rows)), weight


def _is_settled(entry: asyncio.Task[list[Item]] | Mark) -> bool:
    return isinstance(entry, Mark) or entry.done()


async def _settled(reading: Reading, entry: asyncio.Task[list[Item]] | Mark) -> list[Item]:
    """What came, or the mark for all of the family: they have been read equally far."""
    if not isinstance(entry, Mark):
        return await entry
    return [entry, *_marks(reading, entry.cursor)]


def _marks(reading: Reading, cursor: int) -> list[Mark]:
    """The companions have been read as far; but for those that were not, for some parent."""
    return [
        Mark(one.endpoint.name, cursor)
        for one in reading.companions
        if not (one.tally.is_over or one.refused)
    ]


def _refusals(reading: Reading) -> list[Mark]:
    """Which companions are refused: until they are not any more, no parent is read again for them.

    One that was refused and is not any more catches up in the next run.
    """
    return [
        Mark(one.endpoint.name, 0, refused=one.tally.status == "unavailable")
        for one in reading.companions
        if one.tally.status == "unavailable" or one.refused
    ]


async def _with_companions(reading: Reading, parent: Delivery, rows: list[_Row]) -> list[Item]:
    """Parents come last: one that is loaded is not read again, so its companions must be, too."""
    lists = await asyncio.gather(
        *(
            _rows_of(one, pages, parent, name)
            for one in reading.companions
            for name, pages in _questions(one, rows)
        )
    )
    return [*(item for items in lists for item in items), parent]


def _questions(companion: Reading, rows: list[_Row]) -> Iterator[tuple[str, _Pages]]:
    """The lists to ask for, each with the id of its parent."""
    endpoint, batch = companion.endpoint, companion.endpoint.batch
    if batch:
        ids = list(dict.fromkeys(str(row[batch.field]) for row in rows if row.get(batch.field)))
        for start in range(0, len(ids), batch.size):
            yield "", _searched(companion, batch, ids[start : start + batch.size])
        return
    for row in rows:
        if row.get("id") is not None and endpoint.where.items() <= row.items():
            yield str(row["id"]), _listed(companion, str(row["id"]))


async def _listed(companion: Reading, name: str) -> _Pages:
    """One parent's list; one that runs backwards in time ends at the last read.

    Endpoint: `GET {path}` with the parent's id.
    """
    endpoint = companion.endpoint
    since = max(companion.since, companion.founded_at)
    path, params = target(endpoint, name, since, companion.until)
    pages = companion.client.pages("GET", path, endpoint.rows, companion.tally, params)
    async with aclosing(pages):
        async for _, objects in pages:
            yield objects
            if endpoint.newest_first and any(
                is_older(row, endpoint.newest_first, companion.since) for row in objects
            ):
                return


async def _searched(companion: Reading, batch: Batch, ids: list[str]) -> _Pages:
    """What belongs to several parents.

    Endpoint: `POST {path}` with their ids.
    """
    endpoint, body = companion.endpoint, {batch.key: ids}
    reply = await companion.client.send("POST", endpoint.path, companion.tally, json=body)
    yield paging.rows(reply.json, endpoint.rows, reply.request)


async def _rows_of(companion: Reading, pages: _Pages, parent: Delivery, name: str) -> list[Item]:
    """The rows of one parent; dated like it, so that both tell of one moment.

    Errors: a refusal makes the companion unavailable, another failure makes it fail, and neither
            is asked for again in this run; 404 counts.
    """
    tally = companion.tally
    objects: list[Any] = []
    try:
        if not tally.is_over:
            async for page in pages:
                objects += page
    except (TokenRefused, Unreachable):
        raise
    except NotFound:
        tally.not_found += 1
    except IntercomError as error:
        status = "unavailable" if isinstance(error, NotPermitted) else "failed"
        tally.finish(status, companion.client.now(), error)
        return []
    tally.received += len(objects)
    return [companion.delivery(objects, parent.asked_at, parent_id=name)] if objects else []
