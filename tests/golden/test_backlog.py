"""The backlog at the end of each day, in whose hands it was, and how each day changed it."""

from datetime import date

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)

FUTURE = moment("+0 Mon 09:00").replace(year=2106)
HERE = moment("+0 Sun 23:00")
told = Golden()
told.conversation(
    "over_the_week",
    "Mon 09:00",
    part("Mon 09:05", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:10", "assignment", ANNA, to=TO_ANNA),
    part("Mon 10:00", "comment", ANNA),
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 10:00", "assignment", ANNA, to=TO_BEN),
    part("Wed 10:00", "snoozed", BEN),
    part("Thu 10:00", "timer_unsnooze", OPERATOR),
    part("Fri 10:00", "close", BEN, "Bye."),
    part("Sat 10:00", "comment", CUSTOMER),
    synced_at=HERE,
)
told.conversation(
    "within_a_day",
    "Mon 12:00",
    part("Mon 13:00", "comment", ANNA),
    part("Mon 13:01", "close", ANNA),
    state="closed",
    synced_at=HERE,
)
told.conversation("in_2106", "Mon 09:00", created_at=FUTURE, updated_at=FUTURE, synced_at=HERE)
FLOWS = "opened, reopened, closed, moved_in, moved_out, net_change"


def rows(warehouse, columns: str, where: str = "true") -> list[tuple]:
    found = warehouse.table("backlog_daily", f"local_date, {columns}", where)
    return [(day.strftime("%a"), *rest) for day, *rest in found]


def test_the_backlog_is_what_was_not_closed_when_the_day_ended(warehouse):
    found = rows(warehouse, "team_id, admin_id, open, snoozed, waiting_on_us, waiting_on_customer")

    assert found == [
        ("Mon", "none", "none", 0, 0, 0, 0),
        ("Mon", "t1", "1", 1, 0, 0, 1),
        ("Mon", "t1", "none", 0, 0, 0, 0),
        ("Tue", "t1", "1", 0, 0, 0, 0),
        ("Tue", "t1", "2", 1, 0, 1, 0),
        ("Wed", "t1", "2", 0, 1, 0, 0),
        ("Thu", "t1", "2", 1, 0, 1, 0),
        ("Fri", "t1", "2", 0, 0, 0, 0),
        ("Sat", "t1", "2", 1, 0, 1, 0),
        ("Sun", "t1", "2", 1, 0, 1, 0),
    ]


def test_yesterday_and_what_came_and_went_make_today(warehouse):
    found = rows(warehouse, f"admin_id, {FLOWS}", "team_id != 'none' or admin_id = 'none'")

    assert found == [
        ("Mon", "1", 0, 0, 0, 1, 0, 1),
        ("Mon", "none", 0, 0, 0, 1, 1, 0),
        ("Mon", "none", 2, 0, 1, 0, 1, 0),
        ("Tue", "1", 0, 0, 0, 0, 1, -1),
        ("Tue", "2", 0, 0, 0, 1, 0, 1),
        ("Wed", "2", 0, 0, 0, 0, 0, 0),
        ("Thu", "2", 0, 0, 0, 0, 0, 0),
        ("Fri", "2", 0, 0, 1, 0, 0, -1),
        ("Sat", "2", 1, 1, 0, 0, 0, 1),
        ("Sun", "2", 0, 0, 0, 0, 0, 0),
    ]


def test_an_age_counts_from_the_last_opening_to_the_end_of_the_day_or_the_newest_read(warehouse):
    found = rows(
        warehouse,
        "open_age_under_1d, open_age_1_3d, open_age_3_7d, oldest_open_seconds",
        "open > 0",
    )

    hour = 3_600
    assert found == [
        ("Mon", 1, 0, 0, 15 * hour),
        ("Tue", 0, 1, 0, 39 * hour),
        ("Thu", 0, 0, 1, 87 * hour),
        ("Sat", 1, 0, 0, 14 * hour),
        ("Sun", 0, 1, 0, 37 * hour),
    ]


def test_the_backlog_ends_with_the_newest_read(warehouse):
    assert warehouse.sql(
        "select max(local_date), sum(unassigned) from intercom_reporting.backlog_daily"
    ) == [(date(2026, 3, 8), 0)]


def test_the_books_balance(warehouse):
    assert [found for found in warehouse.check() if found.failures] == []
