"""When things begin: the hours and weekdays at which customers write, with slow growth."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from sandbox.office_hours import OfficeHours

HOUR = 3_600
WEEK = 7 * 24 * HOUR
_SCRIPT_BITS = 13
SCRIPTS = 1 << _SCRIPT_BITS
"""Different courses that conversations can take in one workspace."""
_HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 20, 16, 18, 20, 19, 17, 14, 11, 9, 8, 7, 5, 3)
_WEEKDAYS = (1.25, 1.1, 1.05, 1.0, 0.9, 0.35, 0.3)


def span_seconds(conversations: int) -> int:
    """How far the history reaches back: from 45 days to 18 months, by size."""
    return min(max(conversations // 20, 45), 540) * 24 * HOUR


def arrivals(
    count: int, start: int, end: int, zone_name: str, rng: Random, growth: float = 1.0
) -> array[int]:
    """`count` ascending Unix times between `start` and `end`, denser in office hours."""
    hours = max((end - start) // HOUR, 1)
    cumulated = _cumulated_weights(start, hours, ZoneInfo(zone_name), growth)
    total, draw = cumulated[-1], rng.random
    times = []
    for number in range(count):
        hour = bisect_left(cumulated, total * (number + draw()) / count)
        times.append(min(start + hour * HOUR + int(draw() * HOUR), end))
    return array("q", sorted(times))


def scripted_arrivals(
    count: int, start: int, end: int, hours: OfficeHours, zone_name: str, rng: Random
) -> tuple[array[int], array[int]]:
    """Ascending Unix times, and the script that the conversation of each time follows.

    A large workspace repeats its scripts, always at the same local time of another week: then
    everything in them happens after the same number of seconds.
    """
    if count <= SCRIPTS:
        return arrivals(count, start, end, zone_name, rng), array("H", range(count))
    weeks = hours.week_starts(start, end)
    offsets = [at - weeks[0] for at in arrivals(SCRIPTS, weeks[0], weeks[1], zone_name, rng, 0)]
    packed = []
    for number in range(count):
        script = number % SCRIPTS
        # The exponent lets later weeks be fuller than earlier ones.
        at = weeks[int(len(weeks) * rng.random() ** 0.8)] + offsets[script]
        packed.append((at if at <= end else at - WEEK) << _SCRIPT_BITS | script)
    packed.sort()
    times = array("q", [pair >> _SCRIPT_BITS for pair in packed])
    return times, array("H", [pair & SCRIPTS - 1 for pair in packed])


def _cumulated_weights(start: int, hours: int, zone: ZoneInfo, growth: float) -> list[float]:
    def weight(number: int) -> float:
        local = datetime.fromtimestamp(start + number * HOUR, UTC).astimezone(zone)
        return _HOURS[local.hour] * _WEEKDAYS[local.weekday()] * (1 + growth * number / hours)

    return list(accumulate(weight(number) for number in range(hours + 1)))
