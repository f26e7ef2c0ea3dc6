"""Lists that cost one request per parent: read along with every parent that changed."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson

from . import paging
from .asking import target
from .client import ATTEMPTS
from .endpoints import Batch
from .errors import IntercomError, NotFound, NotPermitted, TokenRefused, Unreachable
from .lists import is_older
from .parcels import Parcel
from .pending import Pending
from .pieces import Piece
from .readers import Delivery, Item, Mark, Reading
from .retrieving import FEW_ATTEMPTS
from .searching import cancel

_Row = dict[str, Any]
_Pages = AsyncGenerator[list[Any], None]

_PARENTS_AHEAD = 256
_LARGE = 50_000  # bytes: a delivery counts as one parent more for each
_Entry = asyncio.Task[list[Item]] | Mark


async def accompanied(
    reading: Reading, items: AsyncGenerator[Item, None]
) -> AsyncGenerator[Item, None]:
    """Put the companions of its objects before each delivery; order is kept, requests overlap.

    Before, as a parent that is loaded counts as read, also when a crash comes next.
    """
    family = [Pending(one, partial(_is_readable, one)) for one in reading.companions]
    ahead: deque[tuple[_Entry, int]] = deque(
        (asyncio.create_task(_again(one)), 0) for one in family if one.again
    )
    parents = 0
    try:
        async with aclosing(items):
            async for item in items:
                if not reading.companions or isinstance(item, Parcel):
                    yield item
                    continue
                entry, weight = _entry(family, item)
                ahead.append((entry, weight))
                parents += weight
                while ahead and (parents > _PARENTS_AHEAD or _is_settled(ahead[0][0])):
                    entry, weight = ahead.popleft()
                    parents -= weight
                    for settled in await _settled(family, entry):
                        yield settled
            for entry, _ in ahead:
                for settled in await _settled(family, entry):
                    yield settled
            for one in family:
                await _check(one)
            for mark in (*_marks(family, reading.reached(reading.until)), *_refusals(family)):
                yield mark
    finally:
        await cancel(entry for entry, _ in ahead if isinstance(entry, asyncio.Task))


def _entry(family: list[Pending], item: Delivery | Mark) -> tuple[_Entry, int]:
    if isinstance(item, Mark):
        return item, 0
    is_part = isinstance(item, Piece) and not item.is_last
    rows = [] if is_part else [row for row in orjson.loads(item.body) if isinstance(row, dict)]
    weight = max(1, len(rows), len(item.body) // _LARGE)
    return asyncio.create_task(_with_companions(family, item, rows)), weight


def _is_settled(entry: _Entry) -> bool:
    return isinstance(entry, Mark) or entry.done()


async def _settled(family: list[Pending], entry: _Entry) -> list[Item]:
    """What came, or the mark for all of the family: they have been read equally far."""
    if not isinstance(entry, Mark):
        return await entry
    return [entry, *_marks(family, entry.cursor)]


def _marks(family: list[Pending], cursor: int) -> list[Mark]:
    """The companions have been read as far; but for those that were not, for many parents."""
    return [
        mark
        for one in family
        if not (one.reading.tally.is_over or one.reading.refused)
        for mark in one.marked(Mark(one.reading.endpoint.name, cursor))
    ]


async def _check(one: Pending) -> None:
    """Look whether a companion as a whole can be read, and came for all parents."""
    reading, tally = one.reading, one.reading.tally
    if tally.is_over:
        return
    try:
        await one.check()
    except IntercomError as error:
        _give_up(reading, error)
        return
    if reading.refused and not one.is_permitted:
        reading.refuse("refused by an earlier run, and there was nothing to ask for since")
    elif one.has_errors:
        tally.read_kind = "incremental"  # what did not come need not be gone


def _give_up(companion: Reading, error: IntercomError) -> None:
    """Ask for no more of a companion in this run."""
    if isinstance(error, NotPermitted):
        companion.refuse(error)
    else:
        companion.tally.finish("failed", companion.client.now(), error)


def _refusals(family: list[Pending]) -> Iterator[Mark]:
    """Which companions are refused: until they are not any more, no parent is read again for them.

    The next run asks for one that was refused first: so it knows with a single request. One that
    was refused and is not any more catches up in the run after that.
    """
    for one in family:
        reading, name = one.reading, one.reading.endpoint.name
        if reading.tally.is_unreadable:
            first = [one.blocked_at] if one.blocked_at else one.refused[:1]
            pending = dict.fromkeys((*first, *reading.pending))
            yield Mark(name, 0, refused=True, pending=tuple(pending))
        elif reading.refused:
            yield Mark(name, 0, refused=False)


async def _again(one: Pending) -> list[Item]:
    """What earlier runs have put aside, from the beginning: nothing came for these parents."""
    asked_at = datetime.fromtimestamp(one.reading.client.now(), UTC)
    begins = one.reading.begins
    lists = await asyncio.gather(
        *(_rows_of(one, _question(one.reading, name, begins), asked_at, name) for name in one.again)
    )
    return [item for items in lists for item in items]


async def _with_companions(family: list[Pending], parent: Delivery, rows: list[_Row]) -> list[Item]:
    """Parents come last: one that is loaded is not read again, so its companions must be, too."""
    lists = await asyncio.gather(
        *(
            _rows_of(one, pages, parent.asked_at, name)
            for one in family
            for name, pages in _questions(one.reading, rows)
        )
    )
    return [*(item for items in lists for item in items), parent]


def _questions(companion: Reading, rows: list[_Row]) -> Iterator[tuple[str, _Pages]]:
    """The lists to ask for, each with the id of its parent."""
    endpoint, batch = companion.endpoint, companion.endpoint.batch
    if batch:
        ids = list(dict.fromkeys(str(row[batch.field]) for row in rows if row.get(batch.field)))
        for start in range(0, len(ids), batch.size):
            some = ids[start : start + batch.size]
            yield some[0], _searched(companion, batch, some)
        return
    for row in rows:
        if row.get("id") is not None and endpoint.where.items() <= row.items():
            name = str(row["id"])
            yield name, _listed(companion, name, companion.since)


def _question(companion: Reading, name: str, since: int) -> _Pages:
    """The list of one parent."""
    batch = companion.endpoint.batch
    return _searched(companion, batch, [name]) if batch else _listed(companion, name, since)


async def _listed(companion: Reading, name: str, since: int) -> _Pages:
    """One parent's list; one that runs backwards in time ends at the last read.

    Endpoint: `GET {path}` with the parent's id.
    """
    endpoint = companion.endpoint
    path, params = target(endpoint, name, max(since, companion.founded_at), companion.until)
    attempts = FEW_ATTEMPTS if name in companion.pending else ATTEMPTS
    pages = companion.client.pages(
        "GET", path, endpoint.rows, companion.tally, params, attempts=attempts
    )
    async with aclosing(pages):
        async for _, objects in pages:
            yield objects
            if endpoint.newest_first and any(
                is_older(row, endpoint.newest_first, since) for row in objects
            ):
                return


async def _searched(companion: Reading, batch: Batch, ids: list[str]) -> _Pages:
    """What belongs to several parents.

    Endpoint: `POST {path}` with their ids.
    """
    endpoint, body = companion.endpoint, {batch.key: ids}
    reply = await companion.client.send("POST", endpoint.path, companion.tally, json=body)
    yield paging.rows(reply.json, endpoint.rows, reply.request)


async def _rows_of(one: Pending, pages: _Pages, asked_at: datetime, name: str) -> list[Item]:
    """The rows of one parent; dated like it, so that both tell of one moment.

    Errors: where all are refused the companion is unavailable, failures for many parents make it
            fail, and neither is asked for again in this run; some alone are put aside; 404 counts.
    """
    async with one.gate:
        return await _rows(one, pages, asked_at, name)


async def _rows(one: Pending, pages: _Pages, asked_at: datetime, name: str) -> list[Item]:
    companion, objects = one.reading, list[Any]()
    tally, is_batch = companion.tally, companion.endpoint.batch is not None
    if tally.is_over:
        return []
    try:
        async with nullcontext() if is_batch else one.passing_by(name):
            async for page in pages:
                objects += page
            one.note(name)
            tally.received += len(objects)
            parent = "" if is_batch else name
            return [companion.delivery(objects, asked_at, parent_id=parent)] if objects else []
    except (TokenRefused, Unreachable):
        raise
    except NotFound:
        one.came += 1
        tally.not_found += 1
    except IntercomError as error:
        one.blocked_at = name
        _give_up(companion, error)
    return []


async def _is_readable(companion: Reading, name: str) -> bool:
    """Whether the list of a parent can be read."""
    pages = _question(companion, name, companion.until)
    try:
        async with aclosing(pages):
            await anext(pages, None)
    except (NotFound, NotPermitted):
        return False
    return True
