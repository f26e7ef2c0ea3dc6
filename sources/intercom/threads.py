"""Conversations: a search finds what changed, one GET each brings the parts."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .answers import Reply
from .fingerprints import fingerprint, part_count
from .parts import MOST_PARTS
from .pending import Pending
from .readers import Item, Mark, Reading
from .retrieving import retrieve, retrieve_again
from .searching import cancel, windows
from .windows import Window

_THREADS_AHEAD = 512
_WINDOWS_AHEAD = 10  # it is the threads that fill the limit
_BYTES_AHEAD = 8_000_000
_LONG = 100
_LARGE_PART = 16_000.0  # bytes
_SMALL = 5  # what a conversation weighs besides its parts, in parts


async def threads(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read every changed conversation whole, in the order of their last change.

    Endpoint: `POST /conversations/search`, `GET /conversations/{id}`.
    Errors:   a 404 on the GET is counted, not raised: it was deleted meanwhile. Other failures
              of a few conversations among many are put aside.
    """
    ahead: deque[asyncio.Task[list[Item]] | Mark] = deque()
    room, pending = _Room(), Pending(reading)
    try:
        for name in reading.pending:
            task = _thread(reading, _Found(name), 0.0, room, pending)
            ahead.append(asyncio.create_task(task))
        async for window, found in windows(reading, _references, _WINDOWS_AHEAD):
            for one in found:
                guess = room.guess(one.parts)
                while ahead and (len(ahead) >= _THREADS_AHEAD or not room.has(guess)):
                    for item in await _settled(ahead.popleft(), pending):
                        yield item
                room.taken += guess
                task = _thread(reading, one, guess, room, pending)
                ahead.append(asyncio.create_task(task))
            ahead.extend(reading.marks(window))
        while ahead:
            for item in await _settled(ahead.popleft(), pending):
                yield item
        pending.check()
        for mark in pending.marked(reading.last_mark()):
            yield mark
    finally:
        await cancel(task for task in ahead if isinstance(task, asyncio.Task))


@dataclass
class _Room:
    """Guesses how large threads will be, so that a few huge ones do not fill the memory."""

    taken: float = 0.0
    bytes_per_part: float = 1_000.0

    def guess(self, parts: int) -> float:
        """A long thread may hold anything: it is never taken for as small as the others."""
        each = self.bytes_per_part if parts < _LONG else max(self.bytes_per_part, _LARGE_PART)
        return each * (min(parts, MOST_PARTS) + _SMALL)

    def has(self, guess: float) -> bool:
        return self.taken + guess <= _BYTES_AHEAD

    def settle(self, guess: float, parts: int, size: int) -> None:
        """Replace a guess by what came; the memory of it leans towards the large."""
        self.taken -= guess
        seen = size / (min(parts, MOST_PARTS) + _SMALL)
        weight = 0.5 if seen > self.bytes_per_part else 0.05
        self.bytes_per_part += weight * (seen - self.bytes_per_part)


class _Found(NamedTuple):
    """A conversation to read: its id, and what its search row tells."""

    name: str
    parts: int = 0
    fingerprint: str = ""


async def _settled(entry: "asyncio.Task[list[Item]] | Mark", pending: Pending) -> list[Item]:
    return [*pending.marked(entry)] if isinstance(entry, Mark) else await entry


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


async def _thread(
    reading: Reading, one: _Found, guess: float, room: _Room, pending: Pending
) -> list[Item]:
    """One conversation; it bears the fingerprint of its search row, which is never the newer."""
    size = 0
    try:
        with pending.passing_by(one.name):
            reply = await retrieve(reading, one.name)
            pending.came += 1
            if reply is None:
                return []
            reply = await retrieve_again(reading, reply.json) or reply
            size = len(reply.body)
            print_ = one.fingerprint or fingerprint(reading.endpoint, reply.json)
            return [reading.delivery([reply.json], reply.asked_at, (print_,))]
        return []
    finally:
        room.settle(guess, one.parts, size)
