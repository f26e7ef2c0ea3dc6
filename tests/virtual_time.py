"""An event loop whose time passes at once: minutes of waiting take as long as the work in them."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

from sources.intercom.clock import Clock

EPOCH = 1_700_000_003.7  # in the middle of a window of ten seconds


class _Selector(selectors.SelectSelector):
    """Waits by adding to the time."""

    now = 0.0

    def select(self, timeout=None):
        assert timeout is not None, "nothing will ever happen: everybody waits for somebody else"
        self.now += max(timeout, 0.0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jump = _Selector()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def now() -> float:
    """Unix seconds, as a server with the right time sees them."""
    return EPOCH + asyncio.get_running_loop().time()


class VirtualClock(Clock):
    """A client's clock, ahead of the right time by `skew` seconds; for `simulate` only."""

    def __init__(self, skew: float = 0.0) -> None:
        self.skew = skew

    def now(self) -> float:
        return now() + self.skew


def simulate(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run to the end in virtual time."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work())


class FastClock(Clock):
    """For clients of a real socket: pauses are noted, and over at once."""

    def __init__(self, start: float = EPOCH) -> None:
        self._now = start
        self.pauses: list[float] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._now += seconds
        await asyncio.sleep(0)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        if event.is_set():
            return
        await self.sleep(seconds)
