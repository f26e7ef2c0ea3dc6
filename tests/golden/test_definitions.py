"""Numbers that would mislead if they meant what is easiest to compute."""

from tests.golden.story import (
    ANNA,
    BEN,
    BILLING,
    CUSTOMER,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)

told = Golden()

quiet = Golden("quiet")
quiet.conversation(
    "still open",
    "Mon 09:00",
    part("Mon 09:05", "assignment", ANNA, to=TO_ANNA),
    synced_at=moment("Mon 12:00"),
)
for day, status in (("Mon 12:00", "complete"), ("Wed 10:00", "complete"), ("Thu 10:00", "failed")):
    quiet.row(
        "sync_runs",
        run_id=f"run of {day}",
        resource="conversations",
        status=status,
        read_kind="incremental",
        started_at=moment(day),
        finished_at=moment(day),
    )


def test_a_quiet_workspace_has_a_backlog_up_to_its_newest_complete_read(warehouse):
    found = warehouse.table(
        "backlog_daily",
        "local_date, open, oldest_open_seconds",
        "workspace_id = 'quiet' and admin_id = '1'",
    )
    teammate = warehouse.table(
        "teammate_daily", "local_date, open_at_end, handling_seconds", "workspace_id = 'quiet'"
    )

    minute, hour = 60, 3_600
    assert [(day.strftime("%a"), *rest) for day, *rest in found] == [
        ("Mon", 1, 15 * hour),
        ("Tue", 1, 39 * hour),
        ("Wed", 1, 49 * hour),
    ]
    assert [(day.strftime("%a"), *rest) for day, *rest in teammate] == [
        ("Mon", 1, 15 * hour - 5 * minute),
        ("Tue", 1, 24 * hour),
        ("Wed", 1, 10 * hour),
    ]


told.conversation(
    "written_to",
    "Mon 09:00",
    part("Mon 10:00", "comment", ANNA),
    part("Mon 10:05", "close", ANNA),
    part("Tue 09:00", "comment", CUSTOMER),
    by=ANNA,
    source_delivered_as="admin_initiated",
    channel_initial="chat",
)
told.conversation(
    "cut",
    "Mon 09:00",
    part("Tue 09:00", "note", ANNA),
    parts_truncated=True,
    parts_total_count=600,
    channel_initial="chat",
)
for table, rows in quiet.rows.items():
    told.rows[table] += rows


def test_who_was_not_answered_is_the_same_in_both_tables(warehouse):
    conversations = warehouse.table(
        "conversations",
        "conversation_id, is_unanswered",
        "conversation_id in ('written_to', 'cut')",
    )
    periods = warehouse.table(
        "metrics_by_period",
        "unanswered",
        "period = 'month' and dimension_id = 'chat'",
    )

    assert conversations == [("cut", None), ("written_to", True)]
    assert periods == [(1,)]


def test_the_last_reply_and_close_are_the_last_whenever_a_customer_wrote(warehouse):
    found = warehouse.table(
        "conversations",
        "last_human_reply_at, last_closed_at, time_to_last_close_seconds",
        "conversation_id = 'written_to'",
    )

    assert found == [("Mon 10:00", "Mon 10:05", None)]


told.conversation(
    "paused",
    "Mon 09:00",
    part("Mon 09:00", "assignment", ANNA, to=TO_ANNA),
    part("Mon 12:00", "assignment", ANNA, to=TO_BEN),
    part("Mon 13:00", "assignment", BEN, to=TO_ANNA),
    part("Mon 15:00", "snoozed", ANNA),
    part("Mon 16:00", "timer_unsnooze", OPERATOR),
    part("Mon 18:00", "close", ANNA),
    state="closed",
)
for at, kind in (("09:30", "paused"), ("14:00", "paused"), ("17:00", "resumed")):
    told.row(
        "conversation_handling_events",
        id=f"handling {at}",
        conversation_id="paused",
        teammate_id="1",
        type=kind,
        timestamp=moment(f"Mon {at}"),
    )


def test_a_pause_without_an_end_ends_with_its_stretch(warehouse):
    """The second pause was resumed, in the stretch after the next."""
    found = warehouse.table(
        "handling_sessions",
        "started_at, admin_id, seconds, active_seconds, pauses",
        "conversation_id = 'paused'",
    )

    minute, hour = 60, 3_600
    assert found == [
        ("Mon 09:00", "1", 3 * hour, 30 * minute, 1),
        ("Mon 12:00", "2", hour, hour, 0),
        ("Mon 13:00", "1", 2 * hour, hour, 1),
        ("Mon 16:00", "1", 2 * hour, hour, 1),
    ]


handled = (part("Mon 09:00", "assignment", ANNA, to=TO_ANNA), part("Mon 10:00", "close", ANNA))
told.conversation("read_with_its_list", "Mon 09:00", *handled, synced_at=moment("+1 Tue 00:10"))
told.conversation("read_without", "Mon 09:00", *handled, synced_at=moment("+1 Wed 00:10"))
for status, start, end in (
    ("complete", "+1 Mon 23:50", "+1 Tue 00:30"),
    ("failed", "+1 Wed 00:00", "+1 Wed 00:30"),
):
    told.row(
        "sync_runs",
        run_id=status,
        resource="conversation_handling_events",
        status=status,
        started_at=moment(start),
        finished_at=moment(end),
    )


def test_handling_events_that_were_read_and_are_none_are_known(warehouse):
    found = warehouse.table(
        "handling_sessions",
        "conversation_id, is_active_known, active_seconds, pauses",
        "conversation_id like 'read_with%'",
    )

    assert found == [("read_with_its_list", True, 3_600, 0), ("read_without", False, None, None)]


RATED = {
    "rating_value": 5,
    "rating_teammate_type": "admin",
    "rating_requested_at": moment("Mon 12:00"),
}
told.conversation(
    "rated",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:02", "assignment", OPERATOR, to=TO_ANNA),
    part("Mon 11:00", "close", ANNA, "Bye."),
    part("Mon 11:30", "assignment", ANNA, to=TO_BEN),
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 09:10", "assignment", ANNA, to=BILLING),
    part("Tue 09:30", "close", BEN, "Bye."),
    state="closed",
    team_assignee_id="t2",
    admin_assignee_id="2",
    **RATED,
)


def test_a_rating_belongs_to_who_had_it_at_the_close_and_has_a_day(warehouse):
    """It has no `rating_updated_at`, and Intercom does not say who was rated."""
    found = warehouse.table(
        "ratings",
        "rated_admin_id, team_at_close_id, admin_at_close_id, given_at, seconds_to_rate",
        "conversation_id = 'rated'",
    )
    periods = warehouse.table(
        "metrics_by_period",
        "dimension, dimension_id, ratings",
        "period = 'day' and dimension in ('team', 'teammate') and ratings > 0",
    )

    assert found == [("1", "t1", "1", "Mon 12:00", None)]
    assert periods == [("team", "t1", 1), ("teammate", "1", 1)]


told.conversation(
    "waited_in_vain",
    "Mon 09:00",
    part("Mon 10:00", "close", OPERATOR),
    part("Mon 11:00", "close", OPERATOR),
    state="closed",
)
told.conversation(
    "answered_late",
    "Mon 09:00",
    part("Mon 10:00", "close", OPERATOR),
    part("Mon 11:00", "comment", CUSTOMER),
    part("Mon 12:00", "comment", ANNA),
)


def test_a_wait_that_was_closed_without_a_word_lasted_up_to_the_close(warehouse):
    waits = warehouse.table(
        "customer_waits",
        "conversation_id, seconds, unanswered_seconds, closed_at",
        "conversation_id in ('waited_in_vain', 'answered_late')",
    )
    conversations = warehouse.table(
        "conversations",
        "conversation_id, customer_waiting_seconds, response_max_seconds",
        "conversation_id in ('waited_in_vain', 'answered_late')",
    )

    hour = 3_600
    assert waits == [
        ("answered_late", 3 * hour, None, None),
        ("waited_in_vain", None, hour, "Mon 10:00"),
    ]
    assert conversations == [
        ("answered_late", 3 * hour, 3 * hour),
        ("waited_in_vain", hour, None),
    ]
