"""Numbers that would mislead if they meant what is easiest to compute."""

from tests.golden.story import (
    ANNA,
    BEN,
    BILLING,
    CUSTOMER,
    FIN,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)
from transforms import Settings

told = Golden()
settings = Settings(excluded_tags=("SPAM",))

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
        "teammate_daily",
        "local_date, open_at_end, handling_seconds",
        "workspace_id = 'quiet' and admin_id = '1'",
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


told.conversation(
    "changed_hands",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:02", "assignment", OPERATOR, to=TO_ANNA),
    part("+1 Mon 09:00", "assignment", ANNA, to=BILLING),
    part("+1 Mon 09:00", "assignment", ANNA, to=TO_BEN),
    channel_initial="phone",
    team_assignee_id="t2",
    admin_assignee_id="2",
)


def test_what_began_stays_with_those_who_had_it_first(warehouse):
    found = warehouse.table(
        "int_period_begun",
        "act, team_id, admin_id",
        "conversation_id = 'changed_hands' and act in ('new', 'unanswered')",
    )

    assert found == [("new", "t1", "1"), ("unanswered", "t1", "1")]


FIN_RESOLVED = {
    "ai_agent_participated": True,
    "ai_agent_last_answer_type": "ai_answer",
    "ai_agent_resolution_state": "assumed_resolution",
    "state": "closed",
}
AI_ANSWER = {**FIN, "author_is_ai_answer": True}
fin = Golden("fin")
for name, at in (("long_ago", "Mon 09:00"), ("just_now", "+1 Mon 09:00")):
    fin.conversation(
        name,
        at,
        part(at.replace("09:00", "09:01"), "comment", AI_ANSWER),
        part(at.replace("09:00", "09:02"), "note", AI_ANSWER, "To ourselves."),
        part(at.replace("09:00", "10:00"), "close", OPERATOR),
        synced_at=moment("+2 Mon 08:00"),
        **FIN_RESOLVED,
    )
for name, state in (("handed_over", "open"), ("given_up", "closed")):
    fin.conversation(
        name,
        "Mon 09:00",
        part("Mon 09:01", "comment", AI_ANSWER),
        part("Mon 09:02", "assignment", OPERATOR, to=SUPPORT),
        *([part("Mon 10:00", "close", OPERATOR)] if state == "closed" else []),
        synced_at=moment("+2 Mon 08:00"),
        **{**FIN_RESOLVED, "ai_agent_resolution_state": "escalated", "state": state},
    )
for table, rows in fin.rows.items():
    told.rows[table] += rows


def test_a_resolution_has_not_lasted_before_a_week_is_over(warehouse):
    found = warehouse.table(
        "fin_conversations", "conversation_id, is_resolved_but_reopened", "is_resolved"
    )
    rates = warehouse.table(
        "metrics_by_period",
        "period, cast(period_start as text), fin_resolved, resolved_but_reopened_rate",
        "workspace_id = 'fin' and dimension = 'all' and fin_resolved > 0 and period != 'day'",
    )
    cycles = warehouse.table(
        "resolution_cycles",
        "conversation_id, reopened_within_7d",
        "conversation_id in ('long_ago', 'just_now')",
    )

    assert found == cycles == [("just_now", None), ("long_ago", False)]
    assert rates == [
        ("month", "2026-03-01", 2, None),
        ("week", "2026-03-02", 1, 0.0),
        ("week", "2026-03-09", 1, None),
    ]


def test_what_fin_left_to_people_is_not_deflected_and_notes_are_no_answers(warehouse):
    found = warehouse.table(
        "fin_conversations", "conversation_id, is_deflected, answers, ai_answers, custom_answers"
    )

    assert found == [
        ("given_up", False, 1, 1, 0),
        ("handed_over", False, 1, 1, 0),
        ("just_now", True, 1, 1, 0),
        ("long_ago", True, 1, 1, 0),
    ]


for number, columns in enumerate(
    (
        {"admin_id": "1", "metadata": {"away_mode": False}},
        {"admin_id": "1", "metadata": {"away_mode": True, "update_by": 2}},
        {"admin_id": None, "metadata": {"away_mode": False, "update_by": 3}},
    )
):
    quiet.row(
        "admin_activity_logs",
        id=f"log {number}",
        activity_type="admin_away_mode_change",
        created_at=moment(f"Wed 0{number + 6}:00"),
        **columns,
    )
told.rows["admin_activity_logs"] = quiet.rows["admin_activity_logs"]


def test_being_away_belongs_to_the_teammate_concerned(warehouse):
    found = warehouse.table("int_presence_stretches", "admin_id, started_at, ended_at, is_away")

    assert found == [
        ("1", "Wed 06:00", "Wed 07:00", False),
        ("1", "Wed 07:00", "Wed 10:00", True),
        ("3", "Wed 08:00", "Wed 10:00", False),
    ]


told.conversation("spam", "Mon 09:00", tags=[{"id": "7", "name": "Spam"}])
told.conversation(
    "before_it_began",
    "Mon 09:00",
    part("Mon 08:59", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 10:00", "comment", ANNA),
    channel_initial=None,
    source_type="conversation",
)
told.conversation(
    "redacted",
    "Mon 09:00",
    by={"author_type": "bot", "author_id": "8"},
    source_body=None,
    source_redacted=True,
    source_delivered_as="operator_initiated",
)
told.conversation(
    "snoozed_when_closed",
    "Mon 09:00",
    part("Mon 10:00", "close", ANNA),
    part("Mon 11:00", "snoozed", ANNA),
    part("Mon 12:00", "close", ANNA),
    state="closed",
)


def test_excluded_tags_are_known_in_capitals_or_not(warehouse):
    found = warehouse.check(settings=settings)

    assert warehouse.table("conversations", "1", "conversation_id = 'spam'") == []
    assert [one.failures for one in found if one.name == "settings_name_what_exists"] == [0]


def test_nothing_happens_before_the_opening(warehouse):
    found = warehouse.table(
        "conversation_events",
        "event_order, part_type, happened_at, local_date",
        "conversation_id = 'before_it_began'",
    )

    assert [(order, kind, at) for order, kind, at, _ in found] == [
        (0, "opening", "Mon 09:00"),
        (1, "assignment", "Mon 09:00"),
        (2, "comment", "Mon 10:00"),
    ]


def test_the_messenger_is_one_channel_whatever_an_older_version_calls_it(warehouse):
    assert warehouse.table(
        "conversations", "channel_started, channel_now", "conversation_id = 'before_it_began'"
    ) == [("messenger", "messenger")]


def test_an_opening_that_was_redacted_was_a_message(warehouse):
    assert warehouse.table(
        "conversations", "started_by, bot_messages", "conversation_id = 'redacted'"
    ) == [("bot", 1)]


def test_snoozing_what_is_closed_reopens_nothing(warehouse):
    cycles = warehouse.table(
        "resolution_cycles",
        "cycle_number, opened_at, closed_at, reopened_at",
        "conversation_id = 'snoozed_when_closed'",
    )
    assert warehouse.table(
        "conversations", "reopens", "conversation_id = 'snoozed_when_closed'"
    ) == [(0,)]
    assert cycles == [(1, "Mon 09:00", "Mon 10:00", None)]
    assert [found for found in warehouse.check(settings=settings) if found.failures] == []
