"""How long answers take: a lognormal with a given median and 99th percentile."""

from math import exp, log
from random import Random

_Z99 = 2.326


class Latency:
    """Draws response times, the same sequence in every run."""

    def __init__(self, median_ms: float, p99_ms: float | None = None) -> None:
        """Answer in `median_ms` at the median and in `p99_ms` (default: twice that) at p99."""
        self._median_s = median_ms / 1_000
        self._sigma = log((p99_ms or 2 * median_ms) / median_ms) / _Z99
        self._rng = Random(7)

    def draw(self) -> float:
        """Seconds until the next answer."""
        return self._median_s * exp(self._sigma * self._rng.gauss(0, 1))
