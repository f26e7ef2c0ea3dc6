"""Contacts changed around clock changes: up to 2.16 they are matched by whole days of the
workspace's time zone, on Preview by seconds; a sync every few hours loses none and reads little."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sandbox import Sandbox
from sources.intercom import tables
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

HOUR = 3_600


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


CHANGES = {
    "spring in New York": ("America/New_York", moment("2025-03-09T07:00:00")),
    "autumn in New York": ("America/New_York", moment("2025-11-02T06:00:00")),
    "no midnight in Sao Paulo": ("America/Sao_Paulo", moment("2018-11-04T03:00:00")),
    "midnight twice in Sao Paulo": ("America/Sao_Paulo", moment("2018-02-18T02:00:00")),
    "no midnight in Beirut": ("Asia/Beirut", moment("2025-03-29T22:00:00")),
    "no 30 December in Apia": ("Pacific/Apia", moment("2011-12-30T10:00:00")),
    "no change in Kathmandu": ("Asia/Kathmandu", moment("2025-03-09T18:15:00")),
    "half an hour in Lord Howe": ("Australia/Lord_Howe", moment("2025-04-05T15:00:00")),
}


def edges(zone: str, start: int, end: int) -> Iterator[int]:
    """The seconds at which a new local day begins, and those at which the clocks change."""
    place = ZoneInfo(zone)
    before = datetime.fromtimestamp(start, place)
    for second in range(start + 900, end, 900):
        now = datetime.fromtimestamp(second, place)
        if now.date() != before.date() or now.utcoffset() != before.utcoffset():
            yield second
        before = now


@pytest.mark.parametrize("version", ["2.14", "2.16", "Preview"])
@pytest.mark.parametrize(("zone", "change"), CHANGES.values(), ids=CHANGES)
def test_no_contact_is_missed_around_a_clock_change(zone: str, change: int, version: str) -> None:
    start, end = change - 40 * HOUR, change + 40 * HOUR
    touches = sorted({e + n for e in edges(zone, start, end) for n in (-1, 0, 1)})
    clock = SettableClock(start)
    with Sandbox(5, contacts=60, time_zone=zone, now=clock.glance, wall_clock=clock.glance) as api:
        settings = settings_of(api, api_version=version, refresh_days=0)
        reader = Reader(api, clock, endpoints("contacts"))
        names = [row["id"] for row in api.workspace.all("contacts")]
        reader.run(settings=settings)
        late, most = {}, 0
        while clock.glance() < end:
            until = clock.glance() + 5 * HOUR
            while touches and touches[0] <= until:
                api.workspace.touch_contact(names[len(touches)], at=touches.pop(0))
            clock.advance(until - clock.glance())

            tally = reader.run(settings=settings).tallies["contacts"]

            most = max(most, tally.claimed)
            held = reader.column(tables.Contact, "updated_at")
            for row in api.truth("contacts"):
                if held[row["id"]] != datetime.fromtimestamp(row["updated_at"], UTC):
                    late[row["id"]] = until

        assert (touches, late) == ([], {})
        assert most <= (6 if version == "Preview" else 11)  # of 60
