"""The office clock against a walk through every minute, over exceptions and a clock change."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.golden.story import ANNA, CUSTOMER, OPERATOR, TO_ANNA, Golden, moment, part
from transforms import Settings

ZONE = ZoneInfo("America/New_York")
DAY, HOUR = 1_440, 60
LUNCH = [(day * DAY + 9 * HOUR, day * DAY + 12 * HOUR) for day in range(5)] + [
    (day * DAY + 13 * HOUR, day * DAY + 17 * HOUR) for day in range(5)
]
NIGHT = [(5 * DAY + 22 * HOUR, 6 * DAY + 3 * HOUR)]  # Saturday night, over the clock change
CLOSED, SHORT = date(2026, 3, 10), date(2026, 3, 12)


def interval(start: int, end: int) -> dict[str, int]:
    return {"start_minute": start, "end_minute": end}


def open_minutes(day: date) -> list[tuple[int, int]]:
    """What the schedule below says about a day, written down a second time."""
    if day == CLOSED:
        return []
    if day == SHORT:
        return [(600, 720)]
    shift = day.weekday() * DAY
    return [
        (max(start - shift, 0), min(end - shift, DAY))
        for start, end in LUNCH + NIGHT
        if start < shift + DAY and end > shift
    ]


def walked(start: datetime, end: datetime) -> int:
    """Open seconds between two moments, minute by minute of real time."""
    seconds, now = 0, start
    while now < end:
        local = now.astimezone(ZONE)
        minute = local.hour * HOUR + local.minute
        if any(opens <= minute < closes for opens, closes in open_minutes(local.date())):
            seconds += 60
        now += timedelta(minutes=1)
    return seconds


MOMENTS = [
    f"{week} {day} {hour:02}:{minute:02}"
    for week, days in (("+0", ("Thu", "Fri", "Sat", "Sun")), ("+1", ("Mon", "Tue", "Thu")))
    for day in days
    for hour, minute in ((3, 30), (6, 59), (7, 30), (13, 0), (14, 30), (16, 45), (21, 0), (23, 10))
]
told = Golden(timezone="America/New_York")
told.conversation("every_hour", "+0 Thu 00:00", *[part(at, "comment", ANNA) for at in MOMENTS])
told.conversation(
    "over_night",
    "+0 Fri 21:30",
    part("+0 Fri 22:30", "comment", CUSTOMER),
    part("+1 Mon 13:30", "comment", ANNA),
    part("+1 Mon 13:40", "close", ANNA),
    state="closed",
)
told.conversation(
    "in_hand",
    "Mon 16:00",
    part("Mon 16:30", "assignment", ANNA, to=TO_ANNA),
    part("Mon 18:30", "snoozed", ANNA),
    part("Mon 19:00", "timer_unsnooze", OPERATOR),
    part("Mon 19:30", "close", ANNA),
    state="closed",
)
told.conversation("year_9999", "+0 Fri 21:30", created_at=datetime(9999, 12, 30, tzinfo=UTC))
SCHEDULES = """
create table intercom.office_hours_schedules as
select 'w1' as workspace_id, '12' as id, 'Support' as name, {zone} as time_zone_name,
    cast({intervals} as json) as time_intervals, false as twenty_four_seven,
    timestamptz '2026-01-01 00:00:00+00' as created_at
union all
select 'w1', '3', 'Always', 'UTC', null, true, timestamptz '2026-01-02 00:00:00+00'
union all
select 'w1', '4', 'Nowhere', 'Mars/Olympus', null, true, timestamptz '2025-01-02 00:00:00+00'
"""
EXCEPTIONS = """
create table intercom.office_hours_exceptions as
select 'w1' as workspace_id, '1' as id, '12' as office_hours_schedule_id, 'Holiday' as name,
    '2020-03-10' as exception_date, 'closed' as exception_type, true as recurring_annually,
    cast(null as json) as time_intervals
union all
select 'w1', '2', '12', 'Short day', '2026-03-12', 'custom_hours', false,
    cast('[{"start_minute": 600, "end_minute": 720}]' as json)
union all
select 'w1', '3', '12', 'Unreadable', 'soon', 'closed', false, null
"""


@pytest.fixture(scope="module")
def office(empty_warehouse):
    """The conversations above, in a workspace with three schedules."""
    intervals = json.dumps([interval(*pair) for pair in LUNCH + NIGHT])
    empty_warehouse.load(told.rows)
    empty_warehouse.sql(SCHEDULES.format(zone="'America/New_York'", intervals=f"'{intervals}'"))
    empty_warehouse.sql(EXCEPTIONS)
    empty_warehouse.transform()
    return empty_warehouse


def test_the_clock_equals_a_walk_through_every_minute(office):
    found = office.sql(
        "select happened_at, office_clock_seconds - first_value(office_clock_seconds)"
        " over (order by event_order) from intercom_reporting.conversation_events"
        " where conversation_id = 'every_hour' order by event_order"
    )

    start = moment("+0 Thu 00:00")
    assert [seconds for _, seconds in found] == [walked(start, at) for at, _ in found]


def test_durations_run_on_open_time(office):
    found = office.table(
        "conversations",
        "first_response_seconds, first_response_office_seconds, response_p50_office_seconds,"
        " time_to_first_close_office_seconds",
        where="conversation_id = 'over_night'",
    )

    opened = moment("+0 Fri 21:30")
    reply = walked(opened, moment("+1 Mon 13:30"))
    assert found == [(64 * 3_600, reply, reply, walked(opened, moment("+1 Mon 13:40")))]


@pytest.mark.parametrize(
    ("table", "columns", "rows"),
    [
        (
            "conversation_states",
            "started_at, state, seconds, office_seconds",
            [
                ("Mon 16:00", "open", 9_000, 5_400),
                ("Mon 18:30", "snoozed", 1_800, 1_800),
                ("Mon 19:00", "open", 1_800, 1_800),
                ("Mon 19:30", "closed", None, None),
            ],
        ),
        ("resolution_cycles", "seconds, office_seconds", [(12_600, 9_000)]),
        (
            "handling_sessions",
            "started_at, seconds, office_seconds",
            [("Mon 16:30", 7_200, 3_600), ("Mon 19:00", 1_800, 1_800)],
        ),
        (
            "conversation_assignments",
            "seconds, open_seconds, office_seconds, office_open_seconds",
            [(None, 9_000, None, 5_400)],
        ),
    ],
)
def test_every_stretch_has_its_open_hours_less_the_lunch_from_17_to_18(
    office, table, columns, rows
):
    assert office.table(table, columns, "conversation_id = 'in_hand'") == rows


def test_the_oldest_readable_schedule_is_the_default(office):
    found = office.table("stg_office_hours_schedules", "name, is_default, default_source")

    assert found == [("Always", False, None), ("Support", True, "oldest schedule")]


def test_a_day_without_hours_keeps_a_row_and_an_exception_its_name(office):
    found = office.table(
        "office_hours_slots",
        "cast(local_day as text), opens_at, closes_at, exception_name",
        where="schedule_id = '12' and local_day between date '2026-03-10' and date '2026-03-12'",
    )

    assert found == [
        ("2026-03-10", None, None, "Holiday"),
        ("2026-03-11", "Wed 13:00", "Wed 16:00", None),
        ("2026-03-11", "Wed 17:00", "Wed 21:00", None),
        ("2026-03-12", "Thu 14:00", "Thu 16:00", "Short day"),
    ]


def test_a_setting_chooses_the_schedule_by_name(office):
    office.transform(select=["+conversations"], settings=Settings(office_hours_schedule="Always"))

    found = office.table(
        "conversations",
        "conversation_id, first_response_office_seconds",
        where="conversation_id in ('over_night', 'year_9999')",
    )
    assert found == [("over_night", 64 * 3_600), ("year_9999", None)]


def test_an_unknown_schedule_gives_null_and_not_a_wrong_number(office):
    office.transform(select=["+conversations"], settings=Settings(office_hours_schedule="Nowhere"))

    found = office.table(
        "conversations",
        "first_response_seconds, first_response_office_seconds",
        where="conversation_id = 'over_night'",
    )
    assert found == [(64 * 3_600, None)]
