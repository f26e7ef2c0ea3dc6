"""Conversations: a search finds what changed, one GET each brings the parts."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from .answers import Reply
from .errors import NotFound, UnexpectedShape
from .readers import Item, Mark, Reading
from .rows import row_hash
from .searching import cancel, windows
from .windows import Window

MOST_PARTS = 500
"""Intercom sends the newest 500 parts of a conversation; the rest cannot be read."""
_THREADS_AHEAD = 512
_BYTES_AHEAD = 12_000_000
_SMALL = 5  # what a conversation weighs besides its parts, in parts


async def threads(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read every changed conversation whole, in the order of their last change.

    Endpoint: `POST /conversations/search`, `GET /conversations/{id}`.
    Errors:   a 404 on the GET is counted, not raised: it was deleted meanwhile.
    """
    ahead: deque[asyncio.Task[list[Item]] | Mark] = deque()
    room = _Room()
    try:
        async for window, found in windows(reading, _references):
            for name, parts, print_ in found:
                guess = room.guess(parts)
                while len(ahead) >= _THREADS_AHEAD or not room.has(guess):
                    for item in await _settled(ahead.popleft()):
                        yield item
                room.taken += guess
                task = _thread(reading, name, parts, print_, guess, room)
                ahead.append(asyncio.create_task(task))
            if not window.is_open and not window.is_refresh:
                ahead.append(Mark(reading.endpoint.name, window.end))
        while ahead:
            for item in await _settled(ahead.popleft()):
                yield item
        yield reading.last_mark()
    finally:
        await cancel(task for task in ahead if isinstance(task, asyncio.Task))


def fingerprint(row: Mapping[str, Any]) -> str:
    """Time, number of parts, and behind the `#` everything that a search row tells."""
    return f"{row.get('updated_at')}:{_part_count(row)}#{row_hash(dict(row))}"


@dataclass
class _Room:
    """Guesses how large threads will be, so that a few huge ones do not fill the memory."""

    taken: float = 0.0
    bytes_per_part: float = 1_000.0

    def guess(self, parts: int) -> float:
        return self.bytes_per_part * (min(parts, MOST_PARTS) + _SMALL)

    def has(self, guess: float) -> bool:
        return not self.taken or self.taken + guess <= _BYTES_AHEAD

    def settle(self, guess: float, parts: int, size: int) -> None:
        """Replace a guess by what came; the memory of it leans towards the large."""
        self.taken -= guess
        seen = size / (min(parts, MOST_PARTS) + _SMALL)
        weight = 0.5 if seen > self.bytes_per_part else 0.05
        self.bytes_per_part += weight * (seen - self.bytes_per_part)


async def _settled(entry: "asyncio.Task[list[Item]] | Mark") -> list[Item]:
    return [entry] if isinstance(entry, Mark) else await entry


async def _references(
    reading: Reading, window: Window, _: Reply, objects: list[Any]
) -> list[tuple[str, int, str]]:
    """Id, number of parts and fingerprint of each conversation that must be read.

    Day by day time and number of parts decide; a refresh looks at the whole row.
    """
    prints = [fingerprint(row) for row in objects]
    return [
        (str(row["id"]), _part_count(row), print_)
        for row, print_ in zip(objects, prints, strict=True)
        if not reading.is_unchanged(row["id"], print_, exactly=window.is_refresh)
    ]


async def _thread(
    reading: Reading, name: str, parts: int, print_: str, guess: float, room: _Room
) -> list[Item]:
    """One conversation; it bears the fingerprint of its search row, which is never the newer."""
    size = 0
    try:
        reply = await reading.client.get(f"/conversations/{name}", reading.tally)
        size = len(reply.body)
        if not isinstance(reply.json, dict):
            raise UnexpectedShape(f"{reply.request} answered with something else than an object")
        return [reading.delivery([reply.json], reply.asked_at, (print_,))]
    except NotFound:
        reading.tally.not_found += 1
        return []
    finally:
        room.settle(guess, parts, size)


def _part_count(row: Mapping[str, Any]) -> int:
    statistics = row.get("statistics")
    count = statistics.get("count_conversation_parts") if isinstance(statistics, dict) else None
    return count if isinstance(count, int) else 0
