"""A thread too large for one delivery goes piece by piece: parts first, its own row at the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from .parts import dig
from .readers import Delivery, Reading

_PIECE = 4_000_000  # bytes
_COST = 4


@dataclass(frozen=True)
class Piece(Delivery):
    """Parts of a thread, in an object of its shape.

    They may be loaded without the rest: it counts as read when its own row is there.
    """

    earlier: int = 0
    """Parts that came in pieces before."""
    is_last: bool = False
    """Whether the object is the thread itself, without the parts that came before."""

    @property
    def size(self) -> int:
        """Counts more than its bytes: to load large texts takes DuckDB seven times their size."""
        return _COST * len(self.body)


def pieces(
    reading: Reading, thread: dict[str, Any], asked_at: datetime, fingerprint: str
) -> Iterator[Piece]:
    """Take a thread apart; what has been delivered takes no memory any more."""
    path = next(child.path for child in reading.endpoint.children if child.counted)
    outer, inner = path.split(".")
    waiting: list[Any] = []
    if isinstance(parts := dig(thread, path), list):
        waiting, thread[outer][inner] = parts[::-1], []
        del parts
    earlier = 0
    while waiting:
        texts = list(_some(waiting))
        listing = {inner: [orjson.Fragment(b",".join(texts))]}
        body = orjson.dumps([{"id": thread.get("id"), outer: listing}])
        yield Piece(reading.endpoint.name, body, asked_at, earlier=earlier)
        earlier += len(texts)
    yield Piece(
        reading.endpoint.name,
        orjson.dumps([thread]),
        asked_at,
        (fingerprint,),
        earlier=earlier,
        is_last=True,
    )


def _some(waiting: list[Any]) -> Iterator[bytes]:
    """Take parts from the end of a list until they fill a piece."""
    size = 0
    while waiting and size < _PIECE:
        text = orjson.dumps(waiting.pop())
        size += len(text)
        yield text
