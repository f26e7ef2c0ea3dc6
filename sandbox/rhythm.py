"""When things begin: the hours and weekdays at which customers write, with slow growth."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

HOUR = 3_600
_HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 20, 16, 18, 20, 19, 17, 14, 11, 9, 8, 7, 5, 3)
_WEEKDAYS = (1.25, 1.1, 1.05, 1.0, 0.9, 0.35, 0.3)


def span_seconds(conversations: int) -> int:
    """How far the history reaches back: 45 days for a small workspace, 18 months for a large one."""
    return min(max(conversations // 20, 45), 540) * 24 * HOUR


def arrivals(count: int, start: int, end: int, zone_name: str, rng: Random) -> array[int]:
    """`count` ascending Unix times between `start` and `end`, denser in office hours."""
    hours = max((end - start) // HOUR, 1)
    cumulated = _cumulated_weights(start, hours, ZoneInfo(zone_name))
    total = cumulated[-1]
    times = array("q")
    draw = rng.random
    for number in range(count):
        hour = bisect_left(cumulated, total * (number + draw()) / count)
        times.append(min(start + hour * HOUR + int(draw() * HOUR), end))
    return array("q", sorted(times))


def _cumulated_weights(start: int, hours: int, zone: ZoneInfo) -> list[float]:
    def weight(number: int) -> float:
        local = datetime.fromtimestamp(start + number * HOUR, UTC).astimezone(zone)
        growth = 1 + number / hours
        return _HOURS[local.hour] * _WEEKDAYS[local.weekday()] * growth

    return list(accumulate(weight(number) for number in range(hours + 1)))
