"""One thread that fetches for the whole sync, ahead of the loading, within bounded memory."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from .channel import Channel
from .client import IntercomClient
from .clock import Clock
from .companions import accompanied
from .errors import IntercomError, NotFound, NotPermitted, TokenRefused, Unreachable
from .lists import everything, feed, log
from .readers import Item, Mark, Reading, search
from .receipts import receipts
from .repairing import repair
from .reports import reports
from .scroll import companies
from .settings import Settings
from .threads import threads
from .unchanged import changed

T = TypeVar("T")
CAPACITY = 12_000_000
"""Bytes that may wait to be loaded: seconds of fetching at the largest limit."""
LISTS_AT_ONCE = 6
_LOOK_S = 0.2
READERS: dict[str, Callable[[Reading], AsyncGenerator[Item, None]]] = {
    "one": everything,
    "list": everything,
    "log": log,
    "feed": feed,
    "search": search,
    "threads": threads,
    "companies": companies,
    "reports": reports,
    "receipts": receipts,
}


@dataclass(frozen=True)
class End:
    """A resource has been read, or not: its tally says which."""

    resource: str


@dataclass(frozen=True)
class Crash:
    """A defect of ours, carried to the thread that the user sees."""

    error: BaseException


class Fetcher:
    """An event loop in a thread of its own; joined, never a daemon."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.clock = clock
        self.items: Channel[Item | End | Crash] = Channel(CAPACITY)
        self.unwanted: set[str] = set()
        """Resources that nobody takes any more."""
        self._settings = settings
        self._ready: Future[IntercomClient] = Future()
        self._thread = threading.Thread(target=self._main, name="intercom-fetcher")
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: Future[None] | None = None

    def start(self) -> IntercomClient:
        """Open the connection pool."""
        self._thread.start()
        return self._ready.result()

    def call(
        self, work: Coroutine[Any, Any, T], is_stopped: Callable[[], bool] = lambda: False
    ) -> T:
        """Run one thing in the loop and wait for it. Errors: `KeyboardInterrupt` when stopped."""
        assert self._loop is not None
        running = asyncio.run_coroutine_threadsafe(work, self._loop)
        while not wait([running], timeout=_LOOK_S).done:
            if is_stopped():
                running.cancel()
                raise KeyboardInterrupt
        return running.result()

    def read(self, plan: Sequence[Reading]) -> None:
        """Begin to read into `items`: what is large in its order, beside it the short lists."""
        assert self._loop is not None
        self._work = asyncio.run_coroutine_threadsafe(self._read(plan), self._loop)

    @property
    def is_closed(self) -> bool:
        """Whether it was started and has ended."""
        return self._loop is not None and not self._thread.is_alive()

    def close(self) -> None:
        """Stop at once; what was not delivered is read again by the next run."""
        if not self._thread.is_alive():
            return
        if self._work is not None:
            self._work.cancel()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                self.items.tell(Crash(error))
            else:
                self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with IntercomClient(self._settings, self.clock) as client:
            self._ready.set_result(client)
            await self._stopped.wait()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, plan: Sequence[Reading]) -> None:
        """A short list waits for each answer, so several are read at once; a large one does not.

        Exports wait for Intercom: they come when all else has been read.
        """
        try:
            lists = iter([one for one in plan if _is_short(one)])
            large = iter([one for one in plan if not (_is_short(one) or _is_export(one))])
            exports = iter([one for one in plan if _is_export(one)])
            async with asyncio.TaskGroup() as group:
                for chain in (large, *[lists] * LISTS_AT_ONCE):
                    group.create_task(self._read_all(chain, plan))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read_all(exports, plan))
        except BaseExceptionGroup as several:
            await self.items.put(Crash(several.exceptions[0]))

    async def _read_all(self, chain: Iterator[Reading], plan: Sequence[Reading]) -> None:
        for reading in chain:
            if not reading.tally.is_over:
                await self._read_one(reading, plan)
            for done in (reading, *reading.companions):
                await self.items.put(End(done.endpoint.name))

    async def _read_one(self, reading: Reading, plan: Sequence[Reading]) -> None:
        """Read a resource to its end; a failure is its own unless nothing at all can be read."""
        reading.idle = self.items.emptied
        family = [one for one in (reading, *reading.companions) if not one.tally.is_over]
        for member in family:
            member.tally.started_at = member.tally.started_at or reading.client.now()
        fatal = is_refused = False
        why: IntercomError | None = None
        try:
            await self._deliver(reading, {one.endpoint.name for one in family})
        except TokenRefused as error:
            fatal = await self._is_refused(reading)
            # What brought rows a moment ago is permitted: something else is wrong.
            is_refused = not (fatal or reading.tally.received)
            why = error
        except (NotPermitted, NotFound) as error:
            is_refused, why = True, error
        except IntercomError as error:
            fatal, why = isinstance(error, Unreachable), error
        stopped = [one for one in plan if not one.tally.started_at] if fatal else []
        for member in (*family, *stopped):
            if member.tally.is_over:
                continue
            if why is None:
                await self._complete(member)
            elif is_refused:
                member.refuse(why)
            else:
                member.tally.finish("failed", reading.client.now(), why)

    async def _deliver(self, reading: Reading, family: set[str]) -> None:
        """All that a resource and its companions have, for as long as one of them is wanted."""
        read = READERS[reading.endpoint.read] if reading.repairs is None else repair
        async with aclosing(changed(reading, accompanied(reading, read(reading)))) as items:
            async for item in items:
                if family <= self.unwanted:
                    break
                await self.items.put(item, item.size)

    async def _complete(self, reading: Reading) -> None:
        """All was read; a companion that no parent asked for has shown nothing."""
        reading.tally.finish("complete", reading.client.now())
        if reading.repairs is not None:
            return
        was_read = reading.was_read or reading.tally.requests > 0
        start, redacted = reading.history_from, reading.redacted
        if (was_read and not reading.was_read) or start is not None or redacted is not None:
            name = reading.endpoint.name
            mark = Mark(name, 0, was_read=was_read, history_from=start, redacted=redacted)
            await self.items.put(mark)

    async def _is_refused(self, reading: Reading) -> bool:
        """Whether the token is dead, or only not welcome at this one resource."""
        try:
            await reading.client.me(reading.tally)
        except IntercomError:
            return True
        return False


def _is_short(reading: Reading) -> bool:
    """Whether its pages are few and each waits for the one before."""
    return reading.endpoint.read in ("one", "list") and not reading.companions


def _is_export(reading: Reading) -> bool:
    return reading.endpoint.read in ("reports", "receipts")
