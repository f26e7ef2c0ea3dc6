"""How fast to ask: the budget that Intercom's headers grant, spread evenly, and no more.

Intercom counts requests in windows of ten seconds and says after each how many are left
(`X-RateLimit-Limit`, `-Remaining`, `-Reset`). Other clients may spend the same budget, so the
headers are believed, never a number of our own. Knows nothing of HTTP beyond these three.
"""

import asyncio
from collections.abc import Mapping

from .clock import Clock

WINDOW_S = 10.0
MAX_CONCURRENCY = 64
_FIRST_CONCURRENCY = 8.0
_LEAST_CONCURRENCY = 4.0
_PROBES = 4  # requests at risk while nobody has told us about the new window yet
_MARGIN_S = 0.3  # the budget is spent this long before the window ends, not in its last moment
_RECHECK_S = 0.1


class Limiter:
    """Lets a request pass when its window has room; grows and halves the number in flight."""

    def __init__(self, clock: Clock, share: float = 1.0) -> None:
        self._clock = clock
        self._share = share
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._not_before = 0.0  # a 429 without headers holds everybody back until then
        self._last_pass = 0.0
        self._last_answer = 0.0
        self._last_cut = 0.0
        self._slow_start = True
        self._reset = 0.0  # end of the window by the server's clock
        self._ends_at = 0.0  # and by ours
        self._lag = 0.0  # our clock at the arrival of a window's first answer, minus the server's
        self.limit: int | None = None
        self.remaining = 0
        self.in_flight = 0
        self.concurrency = _FIRST_CONCURRENCY

    async def acquire(self) -> None:
        """Wait for the turn of one request; `release` must follow."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                self._changed.clear()
                await self._clock.wait(self._changed, wait)
            self.in_flight += 1
            self._last_pass = self._clock.now()

    def release(self, headers: Mapping[str, str] | None, *, trouble: bool = False) -> None:
        """Take note of an answer, or of none (`headers` is None)."""
        self.in_flight -= 1
        self._adapt(trouble)
        if headers is not None:
            self._read(headers)
        self._changed.set()

    def hold(self, seconds: float) -> None:
        """Let nobody pass for a while: a 429 said so."""
        self._not_before = max(self._not_before, self._clock.now() + seconds)

    @property
    def seconds_to_reset(self) -> float:
        """How long the current window lasts, as far as we know."""
        return max(0.0, self._ends_at - self._clock.now())

    def _wait(self) -> float:
        """Seconds until the next request may be worth a try."""
        now = self._clock.now()
        if self.in_flight >= int(self.concurrency):
            return WINDOW_S  # an answer wakes us
        held = self._not_before - now
        if self.limit is None:
            return held
        if now >= self._ends_at:  # a new window that no answer has described yet
            return WINDOW_S if self.in_flight >= _PROBES else held
        available = self.remaining - int(self.limit * (1 - self._share)) - self.in_flight
        if available <= 0:
            return self._ends_at - now
        left = max(0.0, self._ends_at - _MARGIN_S - now)
        return max(held, self._last_pass + left / available - now)

    def _adapt(self, trouble: bool) -> None:
        """Additive growth, multiplicative decrease; doubling until the first trouble."""
        now = self._clock.now()
        if not trouble:
            step = 1.0 if self._slow_start else 1.0 / self.concurrency
            self.concurrency = min(MAX_CONCURRENCY, self.concurrency + step)
        elif now - self._last_cut >= 1.0:  # one burst of failures is one signal
            self._slow_start = False
            self._last_cut = now
            self.concurrency = max(_LEAST_CONCURRENCY, self.concurrency / 2)

    def _read(self, headers: Mapping[str, str]) -> None:
        try:
            limit, remaining, reset = (
                int(float(headers[f"x-ratelimit-{name}"]))
                for name in ("limit", "remaining", "reset")
            )
        except (KeyError, ValueError):
            return  # old notes say they can be missing: keep what is known
        now = self._clock.now()
        if reset < self._reset:
            return  # a late answer from the window before
        if reset > self._reset:
            contiguous = reset - self._reset <= WINDOW_S + 1
            if contiguous and now - self._last_answer < _RECHECK_S * 5:
                self._lag = now - self._reset  # the first answer of this window, just now
            self.remaining = remaining
        self.limit, self._reset, self._last_answer = limit, reset, now
        self.remaining = min(self.remaining, remaining)
        ends_at = min(reset + self._lag, now + WINDOW_S)
        self._ends_at = ends_at if ends_at > now else now + _RECHECK_S
