"""Intercom's statistics beside ours: what matches, what cannot be compared, what is found wrong."""

import pytest

from tests.golden.story import ANNA, CUSTOMER, OPERATOR, SUPPORT, TO_ANNA, Golden, moment, part

RIGHT = {
    "first_contact_reply_at": moment("Mon 09:00"),
    "first_assignment_at": moment("Mon 09:01"),
    "last_assignment_at": moment("Mon 09:05"),
    "first_admin_reply_at": moment("Mon 09:10"),
    "last_admin_reply_at": moment("Tue 09:30"),
    "last_assignment_admin_reply_at": moment("Mon 09:10"),
    "last_contact_reply_at": moment("Tue 09:00"),
    "first_close_at": moment("Mon 09:20"),
    "last_close_at": moment("Tue 09:30"),
    "last_closed_by_id": "1",
    "time_to_assignment": 300,
    "time_to_admin_reply": 600,
    "time_to_first_close": 1_200,
    "time_to_last_close": 88_200,
    "median_time_to_reply": 1_200,
    "handling_time": 900 + 1_800,
    "adjusted_handling_time": None,
    "count_reopens": 1,
    "count_assignments": 2,
    "count_conversation_parts": 7,
    "assigned_team_first_response_time": [{"team_id": 51, "response_time": 540}],
}
TEAM = {**SUPPORT, "id": "51"}
PARTS = (
    part("Mon 09:01", "assignment", OPERATOR, to=TEAM),
    part("Mon 09:05", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:10", "comment", ANNA),
    part("Mon 09:20", "close", ANNA),
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 09:30", "close", ANNA, "Bye."),
)
told = Golden()


def tell(name: str, wrong: dict | None = None, **columns) -> None:
    statistics = {f"statistics_{key}": value for key, value in (RIGHT | (wrong or {})).items()}
    told.conversation(name, "Mon 09:00", *PARTS, state="closed", **{**statistics, **columns})


tell("right")
tell("wrong", {"time_to_assignment": 299, "handling_time": 9_999, "count_reopens": None})
tell("one_second_off", {"first_close_at": moment("Mon 09:20:01"), "handling_time": 2_690})
tell("none", dict.fromkeys(RIGHT))
tell("cut", parts_truncated=True, parts_total_count=900)


@pytest.fixture(scope="module")
def scheduled(empty_warehouse):
    """A workspace that is always open, so that both clocks agree."""
    empty_warehouse.load(told.rows)
    empty_warehouse.sql(
        "create table intercom.office_hours_schedules as select 'w1' as workspace_id, '1' as id,"
        " 'Always' as name, 'UTC' as time_zone_name, true as twenty_four_seven"
    )
    empty_warehouse.transform()
    return empty_warehouse


def verdicts(warehouse, name: str) -> dict[str, tuple]:
    found = warehouse.table(
        "statistics_reconciliation", "statistic, verdict, reason", f"conversation_id = '{name}'"
    )
    return {statistic: (verdict, reason) for statistic, verdict, reason in found}


def test_every_statistic_of_a_true_conversation_matches(scheduled):
    expected = dict.fromkeys(sorted(RIGHT), ("match", None))
    expected["adjusted_handling_time"] = ("not_comparable", "handling events not loaded")

    assert verdicts(scheduled, "right") == expected


def test_a_wrong_statistic_is_found_and_nothing_else(scheduled):
    found = verdicts(scheduled, "wrong")

    assert {name: verdict for name, verdict in found.items() if verdict[1] == "unexplained"} == {
        "handling_time": ("differs", "unexplained"),
        "count_reopens": ("missing_theirs", "unexplained"),
    }
    assert found["time_to_assignment"] == ("within", None)


def test_a_small_difference_is_within_its_tolerance(scheduled):
    found = verdicts(scheduled, "one_second_off")

    assert found["first_close_at"] == ("within", None)
    assert found["handling_time"] == ("within", None)


@pytest.mark.parametrize(("name", "reason"), [("none", "no statistics"), ("cut", "truncated")])
def test_what_cannot_be_compared_says_why(scheduled, name, reason):
    assert set(verdicts(scheduled, name).values()) == {("not_comparable", reason)}


def test_agreement_is_summed_up_by_statistic_and_month(scheduled):
    found = scheduled.table(
        "statistics_agreement",
        "statistic, cast(month_start as text), pairs, comparisons, agreeing, unexplained,"
        " share_within",
        where="statistic in ('handling_time', 'count_assignments')",
    )

    assert found == [
        ("count_assignments", "2026-03-01", 5, 3, 3, 0, 1.0),
        ("handling_time", "2026-03-01", 5, 3, 2, 1, 2 / 3),
    ]


def test_without_a_schedule_open_time_is_not_compared(scheduled):
    scheduled.sql("drop table intercom.office_hours_schedules")
    scheduled.transform()

    assert verdicts(scheduled, "right")["time_to_admin_reply"] == (
        "not_comparable",
        "schedule unknown",
    )
