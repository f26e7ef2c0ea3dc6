"""What a teammate did on a day, how many conversations were in hand at once, and who was there."""

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
    FIN,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)

HERE = moment("Wed 12:00")
HOUR = 3_600
told = Golden()
told.row("admins", id="1", name="Anna", email="anna@example.com")
told.conversation(
    "one",
    "Mon 09:00",
    part("Mon 09:00", "assignment", ANNA, to=TO_ANNA),
    part("Mon 10:00", "comment", ANNA),
    part("Mon 12:00", "close", ANNA),
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 09:30", "close", ANNA, "Bye."),
    state="closed",
    synced_at=HERE,
    rating_value=5,
    rating_teammate_type="admin",
    rating_teammate_id="1",
    rating_requested_at=moment("Tue 09:31"),
    rating_updated_at=moment("Tue 10:00"),
)
told.conversation(
    "two",
    "Mon 10:00",
    part("Mon 10:00:30", "comment", FIN),
    part("Mon 11:00", "assignment", BEN, to=TO_ANNA),
    part("Mon 11:30", "comment", ANNA),
    part("Mon 11:40", "comment", ANNA),
    part("Mon 13:00", "assignment", ANNA, to=TO_BEN),
    synced_at=HERE,
)
for number, (day, away) in enumerate(
    [("Mon 08:00", False), ("Mon 20:00", True), ("Tue 08:00", False)]
):
    told.row(
        "admin_activity_logs",
        id=f"l{number}",
        activity_type="admin_away_mode_change",
        admin_id="1",
        metadata={"away_mode": away, "update_by": 1},
        created_at=moment(day),
    )


def days(warehouse, columns: str, admin: str = "1") -> list[tuple]:
    found = warehouse.table("teammate_daily", f"local_date, {columns}", f"admin_id = '{admin}'")
    return [(day.strftime("%a"), *rest) for day, *rest in found]


def test_a_day_counts_what_was_done_on_it(warehouse):
    found = days(
        warehouse,
        "admin_name, assigned, replied_to, replies, closes, reopened_after_my_close, responses,"
        " response_p50_seconds, response_p90_seconds",
    )

    assert found == [
        ("Mon", "Anna", 2, 2, 3, 1, 1, 2, 4_500, 5_220),
        ("Tue", "Anna", 0, 1, 1, 1, 0, 1, 1_800, 1_800),
        ("Wed", "Anna", 0, 0, 0, 0, 0, 0, None, None),
    ]


def test_two_conversations_in_hand_are_handled_at_once(warehouse):
    found = days(
        warehouse,
        "handling_seconds, active_seconds, active_office_seconds, concurrent_avg, concurrent_max,"
        " replies_per_active_hour, open_at_end",
    )

    assert found == [
        ("Mon", 5 * HOUR, 4 * HOUR, None, 1.25, 2, 0.75, 0),
        ("Tue", HOUR / 2, HOUR / 2, None, 1.0, 1, 2.0, 0),
        ("Wed", 0, 0, None, None, 0, None, 0),
    ]


def test_what_stays_in_hand_counts_day_by_day_up_to_the_newest_read(warehouse):
    found = days(warehouse, "handling_seconds, concurrent_max, open_at_end", admin="2")

    assert found == [
        ("Mon", 11 * HOUR, 1, 1),
        ("Tue", 24 * HOUR, 1, 1),
        ("Wed", 12 * HOUR, 1, 1),
    ]


def test_presence_comes_from_the_activity_log_or_is_unknown(warehouse):
    columns = "time_active_seconds, time_away_seconds, occupancy"

    assert days(warehouse, columns) == [
        ("Mon", 12 * HOUR, 4 * HOUR, 5 / 12),
        ("Tue", 16 * HOUR, 8 * HOUR, 0.5 / 16),
        ("Wed", 12 * HOUR, 0, None),
    ]
    assert days(warehouse, columns, admin="2")[0] == ("Mon", None, None, None)


def test_a_rating_counts_on_the_day_it_was_given(warehouse):
    assert days(warehouse, "ratings, csat") == [
        ("Mon", 0, None),
        ("Tue", 1, 1.0),
        ("Wed", 0, None),
    ]
