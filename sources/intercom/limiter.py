"""How fast to ask: the budget that Intercom's headers grant, spread evenly, and no more.

Intercom counts requests in windows of ten seconds and says after each how many are left
(`X-RateLimit-Limit`, `-Remaining`, `-Reset`). Other clients may spend the same budget, so the
headers are believed, never a number of our own. Knows nothing of HTTP beyond these and
`Retry-After`.
"""

import asyncio
import math
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from .clock import Clock
from .serverclock import WINDOW_S, ServerClock

MAX_CONCURRENCY = 64
_FIRST_CONCURRENCY = 8.0
_LEAST_CONCURRENCY = 4.0
_MARGIN_S = 0.3  # the budget is spent this long before the window ends, not in its last moment
_DOUBT_S = 1.0  # an end that is not known better is looked for with the last of the budget
_UNHEARD = 0.03  # part of what others spend in a window that no answer has told us of yet
_LEAST_GRANTED = 50  # a stray 429 must not slow us down for hours
_A_LITTLE_LESS = 0.9  # of what is granted: without headers our windows are not the server's
_STRAY_S = 1.0
_LONGEST_PAUSE_S = 8.0
_A_DATE = 1_000_000_000  # anything smaller is no time of day that a clock can be set by
_NO_DATE = 10_000_000_000  # the year 2286
_A_DAY_S = 86_400.0  # whoever says more means something else
_ANNOUNCED_S = 60.0
"""Who waits longer than this wants to know."""
_LATE_S = 0.1  # timers wake us a little late each time: so much is made up for


class Limiter:
    """Lets a request pass when its window has room; grows and halves the number in flight."""

    def __init__(self, clock: Clock, share: float = 1.0) -> None:
        self._clock = clock
        self._share = share
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._server = ServerClock()
        self._reset = 0.0  # end of the window by the server's clock
        self._sent = 0  # in this window, by us
        self._granted = math.inf  # requests a window, by experience where headers do not tell
        self._calm = 0  # windows since such an experience
        self._not_before = 0.0
        self._pause = 1.0
        self._due = 0.0  # when the last request was to pass
        self._pace = 0.0
        self._last_cut = 0.0
        self._announced = 0.0
        self.announce: Callable[[float], None] = lambda until: None
        """Told of a pause that Intercom asks for, and when it ends by our clock."""
        self._slow_start = True
        self.limit: int | None = None
        self.remaining = 0
        self.in_flight = 0
        self.concurrency = _FIRST_CONCURRENCY

    async def acquire(self) -> float:
        """Wait for the turn of one request; give the time returned here to `release`."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                self._changed.clear()
                await self._clock.wait(self._changed, wait)
            self.in_flight += 1
            self._sent += 1
            now = self._clock.now()
            self._due = min(now, max(self._due + self._pace, now - _LATE_S))
            return now

    def release(
        self,
        passed_at: float,
        headers: Mapping[str, str] | None,
        *,
        trouble: bool = False,
        throttled: bool = False,
    ) -> None:
        """Take note of an answer, or of none (`headers` is None); `throttled` is a 429."""
        self.in_flight -= 1
        self._adapt(trouble)
        is_told = headers is not None and self._read(headers, passed_at)
        if throttled:
            self._stop(headers or {}, is_told)
        elif not trouble:
            self._pause = 1.0
        self._changed.set()

    @property
    def seconds_ahead(self) -> float:
        """How far our clock is ahead of the server's, as far as answers tell."""
        return self._server.ahead if self.limit is not None and self._reset > _A_DATE else 0.0

    @property
    def seconds_to_reset(self) -> float:
        """How long the current window lasts, as far as we know."""
        return max(0.0, self._reset + self._server.ahead - self._clock.now())

    def _wait(self) -> float:
        """Seconds until the next request may be worth a try."""
        now = self._clock.now()
        if self.in_flight >= int(self.concurrency):
            return WINDOW_S  # an answer wakes us
        if now >= (end := self._reset + self._server.most):
            windows = math.ceil((now - end) / WINDOW_S) or 1
            self._begin(self._reset + WINDOW_S * windows)
            end = self._reset + self._server.most
        left, until = self._left(), self._reset + self._server.ahead - _MARGIN_S
        if self._server.doubt > _DOUBT_S:
            if now < until:
                left -= max(3, (self.limit or 0) // 100)
            else:
                until = end
        if left <= 0:
            return (until if until > now else end) - now
        self._pace = max(0.0, until - now) / left
        return max(self._not_before, self._due + self._pace) - now

    def _left(self) -> float:
        """Requests that the window still has for us."""
        left = min(self._granted, (self.limit or math.inf) * self._share) - self._sent
        if self.limit is None:
            return left
        others = max(0, self.limit - self.remaining - self._sent)
        return min(left, self.remaining - self.in_flight - math.ceil(others * _UNHEARD))

    def _begin(self, reset: float) -> None:
        """A new window: nothing of it is spent, as far as we know."""
        self._reset, self._sent, self.remaining = reset, 0, self.limit or 0
        self._server.drift()
        self._granted *= 1 + self._calm / 100
        self._calm += 1

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

    def _read(self, headers: Mapping[str, str], passed_at: float) -> bool:
        """Whether the headers tell of the window that we are in."""
        try:
            limit, remaining, reset = (
                int(float(headers[f"x-ratelimit-{name}"]))
                for name in ("limit", "remaining", "reset")
            )
        except (KeyError, ValueError, OverflowError):
            return False  # old notes say they can be missing: keep what is known
        while reset > _NO_DATE:
            reset //= 1_000  # a time in milliseconds, or finer
        if limit < 1 or reset < 0:
            return False  # nonsense: with no budget at all nothing would ever be asked
        is_first, self.limit = self.limit is None, limit
        fits = self._server.learn(reset, passed_at, self._clock.now())
        if is_first or not fits or reset > self._reset:
            self._begin(reset)
            self._sent = self.in_flight
        if reset != self._reset:
            return False  # a late answer of the window before
        self.remaining = min(self.remaining, remaining)
        return True

    def _stop(self, headers: Mapping[str, str], is_told: bool) -> None:
        """Obey a 429: until Retry-After, until the window ends, or for a while."""
        now, pause = self._clock.now(), 0.0
        retry_after = headers.get("retry-after", "")
        is_burst = self._not_before > now
        if is_told and self.remaining > 0 and (self._calm or is_burst):
            # The headers allowed it. Somebody else may spend what we share, or it was a stray.
            pause = 0.0 if is_burst else _STRAY_S
            self._learn_from_429()
        elif is_told:
            self.remaining = 0
        elif "x-ratelimit-reset" not in headers and not is_burst:
            pause, self._pause = self._pause, min(_LONGEST_PAUSE_S, self._pause * 2)
            if self.limit is None:
                self._learn_from_429()
        if (asked := _seconds(retry_after, now - self.seconds_ahead)) is not None:
            pause = min(max(0.0, asked), _A_DAY_S)
        self._not_before = max(self._not_before, now + pause)
        if pause > _ANNOUNCED_S and self._not_before > self._announced:
            self._announced = self._not_before + _ANNOUNCED_S
            self.announce(self._not_before)

    def _learn_from_429(self) -> None:
        """Take what was served in this window for what a window grants; once per window."""
        if not self._calm:
            return
        self._calm = 0
        known = min(self._granted, self.limit or math.inf)
        least = (
            0.0 if known == math.inf else known * (_A_LITTLE_LESS if self.limit is None else 0.5)
        )
        self._granted = max(self._sent - self.in_flight - 1, least, _LEAST_GRANTED)


def _seconds(retry_after: str, now: float) -> float | None:
    """What `Retry-After` says in either of its forms; None for anything else."""
    if retry_after.replace(".", "", 1).isdecimal():
        return float(retry_after)
    try:
        return parsedate_to_datetime(retry_after).timestamp() - now
    except (ValueError, OverflowError):
        return None
