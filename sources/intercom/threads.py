"""Conversations: a search finds what changed, one GET each brings the parts."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import inf
from typing import Any, NamedTuple

from .answers import Reply
from .fingerprints import fingerprint, part_count
from .parts import MOST_PARTS
from .pending import Pending
from .pieces import pieces
from .readers import Delivery, Item, Mark, Reading
from .retrieving import is_readable, retrieve, retrieve_again
from .searching import cancel, windows
from .windows import Window
from .wire import LargeAnswer

_THREADS_AHEAD = 512
_WINDOWS_AHEAD = 10  # it is the threads that fill the limit
_BYTES_AHEAD = 8_000_000
_LARGE = 2_000_000  # bytes: read in its turn, and not beside many others
_HUGE = 8_000_000  # read alone, and not while others are loaded
_MOST_AHEAD = 16_000_000  # when guesses were wrong
_SMALL = 5  # what a conversation weighs besides its parts, in parts


async def threads(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read every changed conversation whole, in the order of their last change.

    Endpoint: `POST /conversations/search`, `GET /conversations/{id}`.
    Errors:   a 404 on the GET is counted, not raised: it was deleted meanwhile. Other failures
              of a few conversations among many are put aside.
    """
    ahead: deque[asyncio.Task[_Came] | Mark] = deque()
    room, pending = _Room(), Pending(reading, partial(is_readable, reading))
    try:
        for name in pending.again:
            ahead.append(asyncio.create_task(_ahead(_Found(name), 0.0, room, pending)))
        async for window, found in windows(reading, _references, _WINDOWS_AHEAD):
            for one in found:
                guess = room.guess(one.parts)
                while ahead and (len(ahead) >= _THREADS_AHEAD or not room.has(guess)):
                    for item in await _settled(ahead.popleft(), room, pending):
                        yield item
                room.taken += guess
                ahead.append(asyncio.create_task(_ahead(one, guess, room, pending)))
            ahead.extend(reading.marks(window))
        while ahead:
            for item in await _settled(ahead.popleft(), room, pending):
                yield item
        await pending.check()
        for mark in pending.marked(reading.last_mark()):
            yield mark
    finally:
        await cancel(task for task in ahead if isinstance(task, asyncio.Task))


@dataclass
class _Room:
    """Bytes of the threads that came before their turn; guesses in the place of those to come."""

    taken: float = 0.0
    bytes_per_part: float = 1_000.0

    def guess(self, parts: int) -> float:
        """How large a thread will be; a larger one than `_LARGE` waits for its turn unread."""
        return min(_LARGE, self.bytes_per_part * (min(parts, MOST_PARTS) + _SMALL))

    def has(self, guess: float) -> bool:
        return self.taken + guess <= _BYTES_AHEAD

    def learn(self, parts: int, size: int) -> None:
        """Remember how large threads are, leaning towards the large."""
        seen = size / (min(parts, MOST_PARTS) + _SMALL)
        weight = 0.5 if seen > self.bytes_per_part else 0.05
        self.bytes_per_part += weight * (seen - self.bytes_per_part)


class _Found(NamedTuple):
    """A conversation to read: its id, and what its search row tells."""

    name: str
    parts: int = 0
    fingerprint: str = ""


_Came = list[Delivery] | _Found
"""What there is of a thread before its turn; as it was found when it was too large for that."""


async def _references(
    reading: Reading, window: Window, _: Reply, objects: list[Any]
) -> list[_Found]:
    """Each conversation that must be read.

    Day by day time and number of parts decide; a refresh looks at the whole row.
    """
    prints = [fingerprint(reading.endpoint, row) for row in objects]
    return [
        _Found(str(row["id"]), part_count(row), print_)
        for row, print_ in zip(objects, prints, strict=True)
        if not reading.is_unchanged(row["id"], print_, exactly=window.is_refresh)
    ]


async def _ahead(one: _Found, guess: float, room: _Room, pending: Pending) -> _Came:
    """Read a thread before its turn, unless it turns out to be too large beside the others."""
    size = 0
    try:
        whole = await _thread(one, pending, most=_LARGE)
        if whole is None:
            return []
        came = pending.reading.delivery([whole.json], whole.asked_at, (whole.fingerprint,))
        if room.taken - guess + came.size > _MOST_AHEAD:
            return one
        size = came.size
        room.learn(one.parts, size)
        return [came]
    except LargeAnswer:
        room.learn(one.parts, _LARGE)
        return one
    finally:
        room.taken += size - guess


async def _settled(
    entry: asyncio.Task[_Came] | Mark, room: _Room, pending: Pending
) -> Iterable[Item]:
    """What came; a large thread is read when its turn has come."""
    if isinstance(entry, Mark):
        return pending.marked(entry)
    came = await entry
    if isinstance(came, _Found):
        whole = await _large(came, pending)
        return pieces(pending.reading, *whole) if whole else []
    room.taken -= sum(delivery.size for delivery in came)
    return came


async def _large(one: _Found, pending: Pending) -> "_Thread | None":
    """Read a thread as the only one; a huge one only when nothing is being loaded."""
    try:
        return await _thread(one, pending, most=_HUGE)
    except LargeAnswer:
        if pending.reading.idle:
            await pending.reading.idle()
        return await _thread(one, pending, most=inf)


class _Thread(NamedTuple):
    """A conversation with its parts, and the fingerprint of its search row."""

    json: dict[str, Any]
    asked_at: datetime
    fingerprint: str


async def _thread(one: _Found, pending: Pending, *, most: float) -> _Thread | None:
    """One conversation; its search row is never the newer. Errors: `LargeAnswer`."""
    reading = pending.reading
    async with pending.passing_by(one.name):
        reply = await retrieve(reading, one.name, most=most)
        if reply is None:
            pending.came += 1
            return None
        pending.note(one.name)
        reply = await retrieve_again(reading, reply.json) or reply
        print_ = one.fingerprint or fingerprint(reading.endpoint, reply.json)
        return _Thread(reply.json, reply.asked_at, print_)
    return None
