"""Conversations: a search finds what changed, one GET each brings the parts."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from .client import Reply
from .errors import NotFound, UnexpectedShape
from .readers import Item, Mark, Reading
from .searching import cancel, windows

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
            for name, parts in found:
                guess = room.guess(parts)
                while len(ahead) >= _THREADS_AHEAD or not room.has(guess):
                    for item in await _settled(ahead.popleft()):
                        yield item
                room.taken += guess
                ahead.append(asyncio.create_task(_thread(reading, name, parts, guess, room)))
            if window.end <= reading.until:
                ahead.append(Mark(reading.endpoint.name, window.end))
        while ahead:
            for item in await _settled(ahead.popleft()):
                yield item
    finally:
        await cancel(task for task in ahead if isinstance(task, asyncio.Task))


def fingerprint(row: Mapping[str, Any]) -> str:
    """A conversation is unchanged when neither its time nor its number of parts moved."""
    return f"{row.get('updated_at')}:{_part_count(row)}"


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


async def _references(reading: Reading, _: Reply, objects: list[Any]) -> list[tuple[str, int]]:
    """Id and number of parts of each conversation that the warehouse does not hold as it is."""
    return [
        (str(row["id"]), _part_count(row))
        for row in objects
        if not reading.is_unchanged(row["id"], fingerprint(row))
    ]


async def _thread(reading: Reading, name: str, parts: int, guess: float, room: _Room) -> list[Item]:
    size = 0
    try:
        reply = await reading.client.get(f"/conversations/{name}", reading.tally)
        size = len(reply.body)
        if not isinstance(reply.json, dict):
            raise UnexpectedShape(f"{reply.request} answered with something else than an object")
        return [reading.delivery([reply.json], reply.asked_at, (fingerprint(reply.json),))]
    except NotFound:
        reading.tally.not_found += 1
        return []
    finally:
        room.settle(guess, parts, size)


def _part_count(row: Mapping[str, Any]) -> int:
    statistics = row.get("statistics")
    count = statistics.get("count_conversation_parts") if isinstance(statistics, dict) else None
    return count if isinstance(count, int) else 0
