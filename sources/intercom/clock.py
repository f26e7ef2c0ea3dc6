"""Time, as something that tests can set."""

import asyncio
import time
from contextlib import suppress


class Clock:
    """The machine's clock as it was when this was made: setting it later moves nothing here."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Unix seconds."""
        return self._offset + time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until the event is set, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
