"""Intercom's rate limit: fixed ten-second windows aligned to the clock, per app and workspace."""

from collections.abc import Callable

WINDOW_S = 10
UNLIMITED_PER_WINDOW = 1_000_000


class RateLimit:
    """Counts requests of this app and of the whole workspace within the current window."""

    def __init__(self, per_minute: int | None, clock: Callable[[], float]) -> None:
        """Allow `per_minute` requests a minute (None: unlimited) by `clock` (Unix seconds)."""
        self.per_minute = per_minute
        self._clock = clock
        self._window = 0
        self._app = 0
        self._others = 0

    @property
    def per_window(self) -> int:
        """Requests allowed in ten seconds."""
        return UNLIMITED_PER_WINDOW if self.per_minute is None else round(self.per_minute / 6)

    def spend(self, count: int) -> None:
        """Let another app of the same workspace make `count` requests now."""
        self._roll()
        self._others += count

    def admit(self, workspace_per_minute: int | None) -> bool:
        """Count one request; False when the app's or the workspace's allowance is used up."""
        self._roll()
        if self.per_minute is None:
            self._app += 1
            return True
        shared = workspace_per_minute and round(workspace_per_minute / 6)
        if self._app >= self.per_window or (shared and self._app + self._others >= shared):
            return False
        self._app += 1
        return True

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The three `X-RateLimit-*` headers of the current window."""
        remaining = max(self.per_window - self._app, 0)
        reset = (self._window + 1) * WINDOW_S
        return [
            (b"x-ratelimit-limit", b"%d" % self.per_window),
            (b"x-ratelimit-remaining", b"%d" % remaining),
            (b"x-ratelimit-reset", b"%d" % reset),
        ]

    def seconds_to_reset(self) -> int:
        """Whole seconds until the window ends, at least one."""
        return max(int((self._window + 1) * WINDOW_S - self._clock() + 0.999), 1)

    def _roll(self) -> None:
        window = int(self._clock() // WINDOW_S)
        if window != self._window:
            self._window, self._app, self._others = window, 0, 0
