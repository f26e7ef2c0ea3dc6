"""The workspace's opening hours as a clock that only runs Monday to Friday, 9 to 17 local time."""

from array import array
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

OPENS_AT = time(9)
CLOSES_AT = time(17)
OPEN_WEEKDAYS = frozenset({0, 1, 2, 3, 4})
_MARGIN = timedelta(days=800)


class OfficeHours:
    """Office seconds between two moments, with the zone's clock changes."""

    def __init__(self, zone_name: str, around: int) -> None:
        """Build the calendar about two years either side of `around` (Unix seconds)."""
        self.zone = ZoneInfo(zone_name)
        self._midnights = array("q")
        self._opens = array("q")
        self._closes = array("q")
        self._seconds_before = array("q")
        centre = datetime.fromtimestamp(around, UTC).date()
        self._fill(centre - _MARGIN, centre + _MARGIN)
        # Days that are not 24 hours long, by the midnight after them.
        pairs = pairwise(self._midnights)
        self._shifts = [after for before, after in pairs if after - before != 86_400]

    def _fill(self, first: date, last: date) -> None:
        total = 0
        day = first
        while day <= last:
            opens = self._at(day, OPENS_AT)
            closes = self._at(day, CLOSES_AT) if day.weekday() in OPEN_WEEKDAYS else opens
            self._midnights.append(self._at(day, time(0)))
            self._opens.append(opens)
            self._closes.append(closes)
            self._seconds_before.append(total)
            total += closes - opens
            day += timedelta(days=1)

    def _at(self, day: date, moment: time) -> int:
        return int(datetime.combine(day, moment, self.zone).timestamp())

    def clock(self, at: int) -> int:
        """Office seconds from the start of the calendar until `at`."""
        day = max(bisect_right(self._midnights, at) - 1, 0)
        opens = self._opens[day]
        if at <= opens:
            return self._seconds_before[day]
        return self._seconds_before[day] + min(at, self._closes[day]) - opens

    def between(self, start: int, end: int) -> int:
        """Office seconds between two Unix times."""
        return self.clock(end) - self.clock(start)

    def after(self, start: int, office_seconds: int) -> int:
        """The first moment at which `office_seconds` have passed since `start`."""
        target = self.clock(start) + max(office_seconds, 1)
        day = bisect_right(self._seconds_before, target - 1) - 1
        return self._opens[day] + target - self._seconds_before[day]

    def week_starts(self, start: int, end: int) -> list[int]:
        """The local Monday midnights between two moments."""
        return [
            midnight
            for midnight in self._midnights
            if start <= midnight < end
            and datetime.fromtimestamp(midnight, self.zone).weekday() == 0
        ]

    def is_steady(self, start: int, end: int) -> bool:
        """Whether the zone's clocks stay as they are from the week of `start` until `end`."""
        first = bisect_right(self._shifts, start - 7 * 86_400)
        return first == len(self._shifts) or self._shifts[first] - 86_400 > end

    def day_start(self, at: int) -> int:
        """The local midnight at or before `at`."""
        local = datetime.fromtimestamp(at, self.zone)
        return self._at(local.date(), time(0))

    def next_day_start(self, at: int) -> int:
        """The local midnight after `at`."""
        local = datetime.fromtimestamp(at, self.zone)
        return self._at(local.date() + timedelta(days=1), time(0))

    def iso(self, at: int) -> str:
        """The moment as ISO 8601 text in UTC with milliseconds."""
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
