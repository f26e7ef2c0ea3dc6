"""How far our clock is ahead of the server's; pure arithmetic.

`X-RateLimit-Reset` is in whole seconds by the server's clock, and ours may be wrong by hours.
"""

WINDOW_S = 10.0
"""Intercom counts requests in windows of ten seconds."""
_DRIFT_S = 0.005  # two clocks drift apart by less than this in a window


class ServerClock:
    """Bounds for the difference between two clocks, narrowed by every answer."""

    def __init__(self) -> None:
        self._least = self.most = 0.0
        self._is_known = False

    @property
    def ahead(self) -> float:
        """The likeliest difference, in seconds: most clocks are right."""
        return min(max(0.0, self._least), self.most)

    @property
    def doubt(self) -> float:
        """Seconds between the bounds."""
        return self.most - self._least

    def learn(self, reset: float, sent_at: float, arrived_at: float) -> bool:
        """Take in an answer; False when it contradicts those before: somebody set a clock.

        It was counted in the window that ends at `reset`, so it was sent before that end and
        arrived after that window began.
        """
        least, most = sent_at - reset, arrived_at - reset + WINDOW_S
        fits = self._is_known and least <= self.most and most >= self._least
        if fits:
            least, most = max(least, self._least), min(most, self.most)
        self._least, self.most, self._is_known = least, most, True
        return fits

    def drift(self) -> None:
        """Forget a little: a window has passed."""
        self._least -= _DRIFT_S
        self.most += _DRIFT_S
