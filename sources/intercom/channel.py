"""A channel from the fetching thread to the loading one that holds so many bytes and no more."""

import asyncio
import queue
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Channel(Generic[T]):
    """One producer in the event loop, one consumer in another thread, in order."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._loop: asyncio.AbstractEventLoop | None = None
        self._items: queue.SimpleQueue[tuple[T, int]] = queue.SimpleQueue()
        self._room = asyncio.Event()
        self._used = 0
        self._emptied: asyncio.Event | None = None

    async def put(self, item: T, size: int = 0) -> None:
        """Hand over an item; waits while the channel is full (one large item always fits)."""
        self._loop = asyncio.get_running_loop()
        while self._used and self._used + size > self._capacity:
            self._room.clear()
            await self._room.wait()
        self._used += size
        self._items.put((item, size))

    def tell(self, item: T) -> None:
        """Hand over an item from outside of the loop, at once."""
        self._items.put((item, 0))

    async def emptied(self) -> None:
        """Wait until the consumer has taken everything and asks for more."""
        self._loop, self._emptied = asyncio.get_running_loop(), asyncio.Event()
        await self._emptied.wait()
        self._emptied = None

    def get(self, timeout: float | None = None) -> T:
        """Take the next item; raises `queue.Empty` when none comes in time."""
        if (waiting := self._emptied) is not None and self._items.empty():
            self._call(waiting.set)
        item, size = self._items.get(timeout=timeout)
        if size:
            self._call(self._free, size)
        return item

    def _call(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something in the loop, if there is one any more."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act, *arguments)

    def _free(self, size: int) -> None:
        self._used -= size
        self._room.set()
