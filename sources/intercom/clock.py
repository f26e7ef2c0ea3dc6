"""Time, as something that tests can set."""

import asyncio
import time
from contextlib import suppress


class Clock:
    """The machine's clock."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until the event is set, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
