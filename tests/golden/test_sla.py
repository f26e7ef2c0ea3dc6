"""Promises of an SLA: which were kept, broken, dropped, or are overdue before Intercom says so."""

import pytest

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    Golden,
    moment,
    part,
)
from transforms import Settings

settings = Settings(as_of=moment("Mon 13:00"))
told = Golden()
HOUR = 3_600


def sla(at: str, act: str, by=OPERATOR, **details):
    return part(at, f"conversation_sla_{act}", by, event_details={"sla_name": "Gold", **details})


def promise(at: str, how: str = "rule", **hours):
    targets = {name: count * HOUR for name, count in hours.items()}
    return sla(at, f"applied_by_{how}", sla_definition=targets)


told.conversation(
    "kept",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=1, next_reply_time=1, time_to_close=2),
    part("Mon 09:05", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:06", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:30", "comment", ANNA),
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 11:00", "close", BEN, "Done."),
    state="closed",
)
told.conversation(
    "broken",
    "Mon 09:00",
    promise("Mon 09:10", "workflow", first_reply_time=1, next_reply_time=1, resolution_time=2),
    sla("Mon 10:11", "target_missed", sla_target_type="first_reply_time"),
    part("Mon 10:11", "comment", ANNA),
    part("Mon 10:20", "comment", CUSTOMER),
    part("Mon 10:30", "comment", ANNA),
    part("Mon 10:40", "comment", CUSTOMER),
    part("Mon 12:00", "comment", ANNA),
    sla("Mon 12:00", "target_missed", sla_target_type="next_reply_time"),
    part("Mon 12:30", "close", ANNA),
    state="closed",
)
told.conversation("overdue", "Mon 09:00", promise("Mon 09:00", first_reply_time=1))
told.conversation(
    "paused",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=1, time_to_close=2),
    sla("Mon 09:30", "paused", ANNA),
    sla("Mon 10:30", "unpaused", ANNA),
    part("Mon 11:00", "comment", ANNA),
    sla("Mon 11:30", "paused", ANNA),
)
told.conversation(
    "paused_too_late",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=1),
    sla("Mon 10:30", "paused", ANNA),
    sla("Mon 11:30", "unpaused", ANNA),
    part("Mon 12:00", "comment", ANNA),
)
told.conversation(
    "removed",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=1, next_reply_time=1),
    part("Mon 09:30", "comment", ANNA),
    part("Mon 09:40", "comment", CUSTOMER),
    sla("Mon 09:50", "removed", ANNA),
    part("Mon 12:00", "comment", ANNA),
)
told.conversation(
    "replaced",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=1),
    promise("Mon 09:20", first_reply_time=4),
    part("Mon 12:00", "comment", ANNA),
)
told.conversation(
    "closed_unanswered",
    "Mon 09:00",
    promise("Mon 09:00", first_reply_time=2),
    part("Mon 10:00", "close", ANNA),
    state="closed",
)
told.conversation(
    "promised_after_the_reply",
    "Mon 09:00",
    part("Mon 09:05", "comment", ANNA),
    promise("Mon 09:10", first_reply_time=1),
)


def targets(warehouse, name: str, columns: str) -> list[tuple]:
    return warehouse.table("sla_targets", columns, f"conversation_id = '{name}'")


def test_each_wait_and_the_close_are_promises_of_their_own(warehouse):
    found = targets(
        warehouse,
        "kept",
        "target, wait_order, started_at, due_at, met_at, outcome, elapsed_seconds, agrees",
    )

    assert found == [
        ("close", 0, "Mon 09:00", "Mon 11:00", "Mon 11:00", "met", 7_200, True),
        ("first_reply", 1, "Mon 09:00", "Mon 10:00", "Mon 09:30", "met", 1_800, True),
        ("next_reply", 2, "Mon 10:00", "Mon 11:00", "Mon 11:00", "met", 3_600, True),
    ]


def test_an_outcome_belongs_to_the_team_and_teammate_who_had_the_conversation(warehouse):
    found = targets(
        warehouse, "kept", "target, sla_name, applied_by, team_at_outcome_id, admin_at_outcome_id"
    )

    assert found == [
        ("close", "Gold", "rule", "t1", "1"),
        ("first_reply", "Gold", "rule", "t1", "1"),
        ("next_reply", "Gold", "rule", "t1", "1"),
    ]


def test_what_intercom_says_was_missed_agrees_wait_by_wait(warehouse):
    found = targets(
        warehouse,
        "broken",
        "target, wait_order, outcome, overdue_seconds, intercom_status, agrees",
    )

    assert found == [
        ("first_reply", 1, "missed", 60, "missed", True),
        ("next_reply", 2, "met", None, None, True),
        ("next_reply", 3, "missed", 1_200, "missed", True),
        ("resolution", 0, "missed", 4_800, None, False),
    ]


def test_a_breach_is_seen_before_anybody_replies(warehouse):
    found = targets(
        warehouse, "overdue", "outcome, due_at, overdue_seconds, met_at, outcome_at, agrees"
    )

    assert found == [("overdue", "Mon 10:00", 10_800, None, None, None)]


def test_a_pause_gives_as_much_more_time(warehouse):
    found = targets(
        warehouse, "paused", "target, outcome, paused_seconds, elapsed_seconds, due_at, met_at"
    )

    assert found == [
        ("close", "open", 3_600, None, None, None),
        ("first_reply", "met", 3_600, 3_600, "Mon 11:00", "Mon 11:00"),
    ]


def test_a_pause_after_the_time_was_up_gives_none(warehouse):
    found = targets(
        warehouse, "paused_too_late", "outcome, paused_seconds, elapsed_seconds, due_at"
    )

    assert found == [("missed", 3_600, 7_200, "Mon 10:00")]


def test_what_was_taken_away_or_replaced_stays_visible(warehouse):
    columns = "application_number, target, outcome, due_at, outcome_at"

    assert targets(warehouse, "removed", columns) == [
        (1, "first_reply", "met", "Mon 10:00", "Mon 09:30"),
        (1, "next_reply", "removed", "Mon 10:40", "Mon 09:50"),
    ]
    assert targets(warehouse, "replaced", columns) == [
        (1, "first_reply", "removed", "Mon 10:00", "Mon 09:20"),
        (2, "first_reply", "met", "Mon 13:20", "Mon 12:00"),
    ]


def test_closing_in_time_without_an_answer_drops_the_promise(warehouse):
    assert targets(warehouse, "closed_unanswered", "outcome, met_at, outcome_at") == [
        ("removed", None, "Mon 10:00")
    ]


def test_nothing_is_promised_that_was_done_before(warehouse):
    assert targets(warehouse, "promised_after_the_reply", "target") == []


def test_the_rate_of_misses_is_over_targets_and_not_over_conversations(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "period, sla_targets, sla_missed, sla_miss_rate",
        where="dimension = 'all'",
    )

    assert found == [(period, 11, 4, 4 / 11) for period in ("day", "month", "week")]


@pytest.fixture(scope="module")
def office(warehouse):
    """The same conversations where the office is open from nine to ten on weekdays."""
    hours = [
        {"start_minute": day * 1_440 + 540, "end_minute": day * 1_440 + 600} for day in range(5)
    ]
    schedule = {"id": "1", "time_zone_name": "UTC", "time_intervals": hours}
    warehouse.load({"office_hours_schedules": [{"workspace_id": "w1", **schedule}]}, "1700000000.2")
    warehouse.transform(settings=settings)
    return warehouse


def test_with_a_schedule_promises_run_on_office_hours(office):
    found = targets(
        office, "broken", "target, wait_order, clock, outcome, due_at, elapsed_office_seconds"
    )

    assert found == [
        ("first_reply", 1, "office", "met", "Tue 09:10", 3_000),
        ("next_reply", 2, "office", "met", "Tue 10:00", 0),
        ("next_reply", 3, "office", "met", "Tue 10:00", 0),
        ("resolution", 0, "office", "met", "Wed 09:10", 3_000),
    ]
    assert targets(office, "overdue", "outcome, due_at") == [("overdue", "Mon 10:00")]
