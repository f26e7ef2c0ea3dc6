"""Stretches of time: states, cycles, assignments and handling, and the people behind them."""

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
    NOBODY,
    OPERATOR,
    SUPPORT,
    TO_ANNA,
    TO_BEN,
    Golden,
    moment,
    part,
)
from transforms import Settings

settings = Settings(as_of=moment("+0 Thu 12:00"))
told = Golden()
told.row("admins", id="1", name="Anna", email="anna@example.com", role={"name": "Owner"})
told.row("admins", id="9", name="Operator", email="operator+x@intercom.io")
told.row("teams", id="t1", name="Support", admin_ids=[1, 2], primary_admin_ids=[12, 1])
told.conversation(
    "a",
    "Mon 09:00",
    part("Mon 09:05", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:10", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:30", "comment", ANNA),
    part("Mon 09:40", "snoozed", ANNA),
    part("Mon 10:40", "unsnoozed", OPERATOR),
    part("Mon 10:50", "assignment", ANNA, to=TO_BEN),
    part("Mon 11:00", "close", BEN, "Done."),
    part("Mon 21:00", "comment", CUSTOMER),
    part("Wed 09:00", "close", BEN),
    part("Wed 09:01", "assignment", BEN, to=NOBODY),
    state="closed",
)
for number, (kind, at) in enumerate(
    [("paused", "Mon 09:15"), ("resumed", "Mon 09:25"), ("paused", "Mon 09:35")]
):
    told.row(
        "conversation_handling_events",
        id=f"h{number}",
        conversation_id="a",
        type=kind,
        teammate_id="1",
        reason="lunch" if kind == "paused" else None,
        timestamp=moment(at),
    )
told.conversation("b", "Mon 09:00", part("Mon 09:10", "assignment", ANNA, to=TO_ANNA))
told.conversation(
    "until_when",
    "Mon 09:00",
    part(
        "Mon 10:00",
        "snoozed",
        OPERATOR,
        event_details={"custom_until_time": "2026-03-03T09:00:00Z"},
    ),
    part("Mon 12:00", "comment", CUSTOMER),
    part("Mon 13:00", "snoozed", OPERATOR, event_details={"custom_until_time": None}),
    part("Tue 13:00", "timer_unsnooze", OPERATOR),
    part("Tue 14:00", "snoozed", OPERATOR),
    state="snoozed",
    snoozed_until=moment("Fri 09:00"),
)
told.conversation(
    "closed_by_both",
    "Mon 09:00",
    part("Mon 09:30", "close", OPERATOR),
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 10:30", "close", BEN),
    state="closed",
)


def test_states_follow_each_other_and_know_who_had_the_conversation(warehouse):
    found = warehouse.table(
        "conversation_states",
        "started_at, ended_at, state, seconds, changed_by_kind, admin_id, team_id",
        where="conversation_id = 'a'",
    )

    assert sorted(found, key=lambda row: moment(row[0])) == [
        ("Mon 09:00", "Mon 09:40", "open", 2_400, "customer", None, None),
        ("Mon 09:40", "Mon 10:40", "snoozed", 3_600, "teammate", "1", "t1"),
        ("Mon 10:40", "Mon 11:00", "open", 1_200, "bot", "1", "t1"),
        ("Mon 11:00", "Mon 21:00", "closed", 36_000, "teammate", "2", "t1"),
        ("Mon 21:00", "Wed 09:00", "open", 129_600, "customer", "2", "t1"),
        ("Wed 09:00", None, "closed", None, "teammate", "2", "t1"),
    ]


def test_a_snooze_tells_until_when_it_was_chosen_or_still_lasts(warehouse):
    found = warehouse.table(
        "conversation_states",
        "started_at, ended_at, snooze_until",
        where="conversation_id = 'until_when' and state = 'snoozed'",
    )

    assert found == [
        ("Mon 10:00", "Mon 12:00", "Tue 09:00"),
        ("Mon 13:00", "Tue 13:00", None),
        ("Tue 14:00", None, "Fri 09:00"),
    ]


def test_a_reopening_within_some_days_is_known_only_when_they_have_passed(warehouse):
    found = warehouse.table(
        "resolution_cycles",
        "cycle_number, closed_at, human_replies, hours_until_reopen, reopened_within_1d,"
        " reopened_within_7d",
        where="conversation_id = 'a'",
    )

    assert found == [
        (1, "Mon 11:00", 2, 10.0, True, True),
        (2, "Wed 09:00", 0, None, False, None),
    ]


def test_an_assignment_counts_its_open_time_and_its_own_replies(warehouse):
    found = warehouse.table(
        "conversation_assignments",
        "track, started_at, assignee_id, seconds, open_seconds, replies_during,"
        " first_reply_in_interval_seconds, ended_by, assignment_kind",
        where="conversation_id = 'a'",
    )

    assert found == [
        ("admin", "Mon 09:10", "1", 6_000, 2_400, 1, 1_200, "reassigned", "manual"),
        ("admin", "Mon 10:50", "2", 166_260, 130_200, 1, 600, "unassigned", "manual"),
        ("team", "Mon 09:05", "t1", None, 132_900, 2, 1_500, "now", "rule"),
    ]


def test_handling_is_open_time_with_one_teammate_less_its_pauses(warehouse):
    found = warehouse.table(
        "handling_sessions",
        "conversation_id, started_order, admin_id, started_at, seconds, active_seconds, pauses,"
        " ended_by, pause_reasons",
    )

    assert found == [
        ("a", 2, "1", "Mon 09:10", 1_800, 900, 2, "snoozed", "lunch"),
        ("a", 5, "1", "Mon 10:40", 600, 600, 0, "reassigned", None),
        ("a", 6, "2", "Mon 10:50", 600, 600, 0, "closed", None),
        ("a", 8, "2", "Mon 21:00", 129_600, 129_600, 0, "closed", None),
        ("b", 1, "1", "Mon 09:10", None, None, None, "now", None),
    ]


def test_a_close_tells_whether_a_person_or_a_bot_made_it(warehouse):
    cycles = warehouse.table(
        "resolution_cycles",
        "cycle_number, closed_by_kind, closed_by_id",
        where="conversation_id = 'closed_by_both'",
    )
    conversation = warehouse.table(
        "conversations",
        "closes, closed_by_last, first_closed_at",
        where="conversation_id = 'closed_by_both'",
    )

    assert cycles == [(1, "bot", "9"), (2, "teammate", "2")]
    assert conversation == [(2, "teammate", "Mon 09:30")]


def test_people_and_teams_are_listed_with_what_they_did(warehouse):
    teammates = warehouse.table(
        "teammates", "admin_id, name, role_name, is_bot, team_ids, first_active_at, last_active_at"
    )
    teams = warehouse.table("teams", "team_id, name, members")
    members = warehouse.table("team_members", "team_name, admin_id, admin_name, priority_level")

    assert teammates == [
        ("1", "Anna", "Owner", False, "t1", "Mon 09:10", "Mon 10:50"),
        ("9", "Operator", None, True, None, None, None),
    ]
    assert teams == [("t1", "Support", 2)]
    assert members == [
        ("Support", "1", "Anna", "primary"),
        ("Support", "2", None, None),
    ]
