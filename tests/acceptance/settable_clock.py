"""Time that only tests and waiting move."""

import asyncio
from threading import Lock

from sources.intercom.clock import Clock

NOW = 1_763_800_000  # Saturday 2025-11-22, where the histories of the sandboxes end
_TICK = 0.000_1  # no two requests are asked in one moment, as in life
_PATIENCE = 0.05  # real seconds after which nobody will wake a waiter any more


class SettableClock(Clock):
    """Shared by client and sandbox; a wait of a minute takes no time."""

    def __init__(self, now: float = NOW, patience: float = _PATIENCE) -> None:
        self._now = now
        self._patience = patience
        self._lock = Lock()
        self.waits: list[float] = []

    def now(self) -> float:
        self.advance(_TICK)
        return self._now

    def glance(self) -> float:
        """The time, for the sandbox: being asked does not move it."""
        return self._now

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, min(seconds, self._patience))
        if not event.is_set():
            self.waits.append(seconds)
            self.advance(seconds)
