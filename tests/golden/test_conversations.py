"""How the story of a conversation becomes its numbers: one conversation per rule, then the rows.

Monday to Sunday are the days of one week; `CUSTOMER` opens a conversation unless it says `by=`.
"""

from datetime import UTC, datetime

import pytest

from tests.golden.story import (
    ANNA,
    BEN,
    BILLING,
    CUSTOMER,
    FIN,
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
from transforms.models import load

WITHOUT_SOURCE = {
    "channel_initial": None,
    **{
        f"source_{name}": None
        for name in ("type", "delivered_as", "body", "author_type", "author_id", "author_email")
    },
}
NO_TEAM = {"type": "team", "id": None}
settings = Settings(as_of=moment("+1 Mon 00:00"))
told = Golden()
told.row("admins", id="1", name="Anna", email="anna@example.com")
told.row("teams", id="t1", name="Support")

told.conversation(
    "reply_and_close", "Mon 09:00", part("Mon 09:10", "close", ANNA, "There."), state="closed"
)
told.conversation(
    "returning",
    "Mon 09:00",
    part("Mon 09:05", "comment", ANNA),
    part("Mon 09:06", "close", ANNA),
    part("Tue 09:40", "comment", CUSTOMER),
    part("Tue 10:00", "close", ANNA),
    state="closed",
)
told.conversation("unanswered", "Mon 09:00", part("Mon 09:30", "comment", CUSTOMER))


def test_the_three_conversations_that_a_peer_gets_wrong_have_the_right_numbers(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, first_response_seconds, time_to_first_close_seconds,"
        " time_to_last_close_seconds, reopens",
        where="conversation_id in ('reply_and_close', 'returning', 'unanswered')",
    )

    assert found == [
        ("reply_and_close", 600, 600, 600, 0),
        ("returning", 300, 360, 90_000, 1),
        ("unanswered", None, None, None, 0),
    ]


def test_a_customer_who_is_not_answered_waits_from_the_first_message_on(warehouse):
    found = warehouse.table(
        "customer_waits",
        "started_at, ended_at, seconds, open_seconds, messages_in_wait, is_open",
        where="conversation_id = 'unanswered'",
    )

    assert found == [("Mon 09:00", None, None, 6 * 86_400 + 15 * 3_600, 2, True)]


def test_a_customer_who_returns_opens_the_conversation_and_waits_again(warehouse):
    waits = warehouse.table(
        "customer_waits",
        "wait_order, started_at, ended_at, seconds, is_first, was_closed_unanswered",
        where="conversation_id = 'returning'",
    )

    assert waits == [
        (1, "Mon 09:00", "Mon 09:05", 300, True, False),
        (2, "Tue 09:40", None, None, False, True),
    ]


told.conversation(
    "kinds_of_speakers",
    "Mon 09:00",
    part("Mon 09:01", "comment", FIN),
    part("Mon 09:02", "comment", OPERATOR),
    part("Mon 09:03", "comment", {"author_type": "bot", "author_id": "7"}),
    part("Mon 09:04", "comment", {"author_type": "visitor", "author_id": "c2"}),
    part("Mon 09:05", "comment", {"author_type": "team", "author_id": "t1"}),
    part("Mon 09:06", "comment", {"author_type": "from_the_future"}),
    part("Mon 09:07", "comment", ANNA),
    part("Mon 09:08", "comment", {**CUSTOMER, "author_email": "operator+1@example.org"}),
    by={"author_type": "lead", "author_id": "c1", "author_email": None},
)


def test_who_spoke_follows_from_type_address_and_ai_flags(warehouse):
    found = warehouse.table(
        "conversation_events",
        "event_order, author_kind",
        where="conversation_id = 'kinds_of_speakers'",
    )

    assert found == [
        (0, "customer"),
        (1, "fin"),
        (2, "bot"),
        (3, "bot"),
        (4, "customer"),
        (5, "team"),
        (6, "system"),
        (7, "teammate"),
        (8, "customer"),
    ]


def test_only_a_person_stops_the_first_response_clock(warehouse):
    found = warehouse.table(
        "conversations",
        "first_any_reply_at, first_human_reply_at, first_response_seconds,"
        " fin_messages, bot_messages",
        where="conversation_id = 'kinds_of_speakers'",
    )

    assert found == [("Mon 09:01", "Mon 09:07", 420, 1, 2)]


told.conversation(
    "what_counts_as_a_reply",
    "Mon 09:00",
    part("Mon 09:01", "note", ANNA),
    part("Mon 09:02", "note_and_reopen", ANNA, "A note as well."),
    part("Mon 09:03", "comment", ANNA, "<p>&nbsp; <br></p>"),
    part("Mon 09:04", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:05", "comment", ANNA, "", redacted=True),
    part("Mon 09:06", "comment", ANNA, "", attachments=[{"type": "upload"}]),
    part("Mon 09:07", "assignment", ANNA, "<p>Ben will help.</p>", to=TO_BEN),
    part("Mon 09:08", "snoozed", BEN, "<p>Until tomorrow.</p>"),
    part("Mon 09:09", "comment", BEN, '<div><img src="a.png"></div>'),
    state="snoozed",
)


def test_a_reply_is_what_the_customer_can_see_whatever_its_type(warehouse):
    found = warehouse.table(
        "conversation_events",
        "happened_at",
        where="conversation_id = 'what_counts_as_a_reply' and is_human_reply",
    )

    assert found == [("Mon 09:06",), ("Mon 09:07",), ("Mon 09:08",), ("Mon 09:09",)]


told.conversation(
    "outbound",
    "Mon 09:00",
    part("Tue 09:00", "comment", CUSTOMER),
    part("Tue 09:20", "comment", ANNA),
    by=ANNA,
    source_delivered_as="admin_initiated",
)
told.conversation(
    "campaign_without_answer",
    "Mon 09:00",
    by=OPERATOR,
    source_delivered_as="campaigns_initiated",
)


def test_when_the_customer_did_not_begin_the_clock_starts_with_the_first_answer(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, started_by, first_customer_message_at, first_response_seconds,"
        " is_outbound_without_reply, is_unanswered",
        where="conversation_id in ('outbound', 'campaign_without_answer')",
    )

    assert found == [
        ("campaign_without_answer", "campaign", None, None, True, False),
        ("outbound", "teammate", "Tue 09:00", 1_200, False, False),
    ]


told.conversation(
    "snoozed_and_woken",
    "Mon 09:00",
    part("Mon 10:00", "snoozed", ANNA),
    part("Mon 12:00", "timer_unsnooze", OPERATOR),
    part("Mon 13:00", "snoozed", ANNA),
    part("Mon 14:00", "comment", CUSTOMER),
    part("Mon 15:00", "close", ANNA),
    part("Mon 15:30", "close", BEN),
    part("Mon 16:00", "assign_and_reopen", ANNA, to=TO_ANNA),
    part("Mon 17:00", "close", ANNA),
    part("Mon 18:00", "conversation_rating_changed", CUSTOMER),
    state="closed",
)


def test_the_type_of_a_part_or_a_customers_words_decide_the_state(warehouse):
    found = warehouse.table(
        "conversation_events",
        "event_order, state_after",
        where="conversation_id = 'snoozed_and_woken'",
    )

    assert [state for _, state in found] == [
        "open",
        "snoozed",
        "open",
        "snoozed",
        "open",
        "closed",
        "closed",
        "open",
        "closed",
        "closed",
    ]


def test_closing_twice_counts_twice_but_ends_one_cycle(warehouse):
    conversation = warehouse.table(
        "conversations",
        "closes, reopens, open_seconds, snoozed_seconds",
        where="conversation_id = 'snoozed_and_woken'",
    )
    cycles = warehouse.table(
        "int_resolution_cycles",
        "cycle_number, opened_at, closed_at, reopened_at, opened_by_kind, closed_by_id",
        where="conversation_id = 'snoozed_and_woken'",
    )

    assert conversation == [(3, 1, 4 * 3_600, 3 * 3_600)]
    assert cycles == [
        (1, "Mon 09:00", "Mon 15:00", "Mon 16:00", "customer", "1"),
        (2, "Mon 16:00", "Mon 17:00", None, "teammate", "1"),
    ]


told.conversation(
    "reopened_in_four_ways",
    "Mon 09:00",
    part("Mon 09:10", "close", ANNA, "Done.", state="closed"),
    part("Mon 10:00", "comment", CUSTOMER, state="open"),
    part("Mon 10:10", "close", ANNA, state="closed"),
    part("Mon 11:00", "note_and_reopen", BEN, "Not yet.", state="closed"),
    part("Mon 11:10", "close", ANNA, state="closed"),
    part("Mon 12:00", "assign_and_reopen", BEN, to=TO_BEN),
    part("Mon 12:10", "close", ANNA),
    part("Mon 13:00", "open", BEN),
    part("Mon 13:10", "close", ANNA),
    state="closed",
)


def test_a_conversation_is_reopened_by_a_reply_a_note_an_assignment_or_a_click(warehouse):
    conversation = warehouse.table(
        "conversations",
        "closes, reopens, reopened_by_customer, time_to_first_close_seconds,"
        " time_to_last_close_seconds, human_replies, notes",
        where="conversation_id = 'reopened_in_four_ways'",
    )
    cycles = warehouse.table(
        "resolution_cycles",
        "cycle_number, opened_at, opened_by_kind, seconds",
        where="conversation_id = 'reopened_in_four_ways'",
    )

    assert conversation == [(5, 4, 1, 600, 15_000, 1, 1)]
    assert cycles == [
        (1, "Mon 09:00", "customer", 600),
        (2, "Mon 10:00", "customer", 600),
        (3, "Mon 11:00", "teammate", 600),
        (4, "Mon 12:00", "teammate", 600),
        (5, "Mon 13:00", "teammate", 600),
    ]


def test_where_a_part_gives_another_state_than_its_type_it_is_counted(warehouse):
    found = warehouse.table(
        "int_conversation_counts",
        "state_disagreements",
        where="conversation_id = 'reopened_in_four_ways'",
    )

    assert found == [(1,)]


told.conversation(
    "closed_without_a_part",
    "Mon 09:00",
    part("Mon 09:10", "comment", ANNA),
    state="closed",
    updated_at=moment("Mon 12:00"),
)


def test_a_state_that_the_parts_do_not_explain_is_forced_and_said_so(warehouse):
    found = warehouse.table(
        "int_states",
        "started_at, ended_at, state, change_source",
        where="conversation_id = 'closed_without_a_part'",
    )

    assert found == [
        ("Mon 09:00", "Mon 12:00", "open", "part"),
        ("Mon 12:00", None, "closed", "forced"),
    ]


told.conversation(
    "handed_around",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:02", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:05", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:06", "comment", ANNA),
    part("Mon 09:10", "assignment", ANNA, to=NOBODY),
    part("Mon 09:11", "assignment", ANNA, to=BILLING),
    part("Mon 09:20", "comment", CUSTOMER),
    part("Mon 09:30", "assignment", BEN, to=TO_BEN),
    part("Mon 09:40", "comment", BEN),
    admin_assignee_id="2",
    team_assignee_id="t2",
)


def test_teammate_and_team_are_two_tracks(warehouse):
    found = warehouse.table(
        "int_assignments",
        "track, started_at, ended_at, assignee_id",
        where="conversation_id = 'handed_around'",
    )

    assert found == [
        ("admin", "Mon 09:05", "Mon 09:10", "1"),
        ("admin", "Mon 09:30", None, "2"),
        ("team", "Mon 09:01", "Mon 09:11", "t1"),
        ("team", "Mon 09:11", None, "t2"),
    ]


def test_without_a_team_there_is_no_team_response(warehouse):
    found = warehouse.table(
        "customer_waits",
        "seconds, team_at_reply_id, team_assigned_at, team_response_seconds",
        where="conversation_id = 'reply_and_close'",
    )

    assert found == [(600, None, None, None)]


told.conversation(
    "let_go",
    "Mon 09:00",
    part("Mon 09:05", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:10", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:20", "assignment", ANNA, to=NOBODY),
    part("Mon 09:30", "assignment", ANNA, to=NO_TEAM),
)


def test_giving_a_conversation_to_nobody_ends_one_track_and_not_the_other(warehouse):
    found = warehouse.table(
        "conversation_assignments",
        "track, assignee_id, started_at, ended_at, ended_by",
        where="conversation_id = 'let_go'",
    )

    assert found == [
        ("admin", "1", "Mon 09:10", "Mon 09:20", "unassigned"),
        ("team", "t1", "Mon 09:05", "Mon 09:30", "unassigned"),
    ]


told.conversation(
    "parting_words",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:10", "assignment", ANNA, "<p>Billing will help.</p>", to=BILLING),
)


def test_words_that_come_with_an_assignment_answer_for_the_team_that_hands_over(warehouse):
    waits = warehouse.table(
        "customer_waits",
        "team_at_reply_id, team_response_seconds",
        where="conversation_id = 'parting_words'",
    )
    assignments = warehouse.table(
        "conversation_assignments",
        "assignee_id, replies_during, open_seconds",
        where="conversation_id = 'parting_words'",
    )

    assert waits == [("t1", 540)]
    assert assignments == [("t1", 1, 540), ("t2", 0, 0)]


def test_a_teams_response_runs_from_its_assignment_or_the_later_message(warehouse):
    found = warehouse.table(
        "customer_waits",
        "wait_order, team_at_reply_id, team_assigned_at, seconds, team_response_seconds",
        where="conversation_id = 'handed_around'",
    )

    assert found == [
        (1, "t1", "Mon 09:01", 360, 300),
        (2, "t2", "Mon 09:11", 1_200, 1_200),
    ]


def test_assignments_are_counted_and_timed(warehouse):
    found = warehouse.table(
        "conversations",
        "assignments, reassignments_after_reply, teams_touched, teammates_replied,"
        " time_to_assignment_seconds, first_assigned_at, team_queue_seconds",
        where="conversation_id = 'handed_around'",
    )

    assert found == [(5, 2, 2, 2, 300, "Mon 09:01", 240 + 1_200)]


told.conversation(
    "fin_hands_over",
    "Mon 09:00",
    part("Mon 09:01", "comment", FIN),
    part("Mon 09:05", "comment", CUSTOMER),
    part("Mon 09:06", "comment", FIN, "<p>I will get a person.</p>"),
    part("Mon 09:07", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:27", "comment", ANNA),
    ai_agent_participated=True,
)


def test_after_a_hand_over_the_clock_may_start_with_the_people(warehouse):
    found = warehouse.table(
        "conversations",
        "first_response_seconds, first_response_after_handover_seconds, fin_involved",
        where="conversation_id = 'fin_hands_over'",
    )

    assert found == [(1_620, 1_200, True)]


told.conversation(
    "within_one_second",
    "Mon 09:00",
    part("Mon 09:00", "comment", ANNA, id="100"),
    part("Mon 09:00", "close", ANNA, id="99"),
    part("Mon 09:00", "comment", CUSTOMER, id="101"),
)


def test_events_of_one_second_keep_the_order_of_their_numbers(warehouse):
    found = warehouse.table(
        "conversation_events",
        "event_order, event_id, state_after",
        where="conversation_id = 'within_one_second'",
    )

    assert found == [
        (0, "within_one_second:opening", "open"),
        (1, "99", "closed"),
        (2, "100", "closed"),
        (3, "101", "open"),
    ]


told.conversation(
    "cut_thread",
    "Mon 09:00",
    part("Tue 09:00", "comment", ANNA),
    part("Tue 10:00", "comment", CUSTOMER),
    part("Tue 10:10", "comment", ANNA),
    part("Tue 11:00", "close", ANNA),
    state="closed",
    parts_truncated=True,
    parts_total_count=620,
    parts_received=500,
    statistics_time_to_admin_reply=777,
)


def test_a_cut_thread_gives_no_number_that_needs_its_beginning(warehouse):
    conversation = warehouse.table(
        "conversations",
        "numbers_from, parts_loaded, parts_missing, first_response_seconds, closes,"
        " first_customer_message_at, last_human_reply_at, stat_time_to_admin_reply",
        where="conversation_id = 'cut_thread'",
    )
    waits = warehouse.table(
        "customer_waits",
        "started_at, seconds, is_first",
        where="conversation_id = 'cut_thread'",
    )

    assert conversation == [("intercom", 4, 616, None, None, "Mon 09:00", "Tue 10:10", 777)]
    assert waits == [("Tue 10:00", 600, False)]


told.conversation(
    "a_part_was_removed",
    "Mon 09:00",
    part("Mon 09:10", "comment", ANNA, synced_at=datetime(2026, 3, 20, tzinfo=UTC)),
    part("Mon 09:20", "comment", ANNA),
)
told.conversation(
    "thread_never_read",
    "Mon 09:00",
    part("Mon 09:10", "comment", ANNA, synced_at=datetime(2026, 3, 20, tzinfo=UTC)),
    parts_received=None,
    parts_total_count=None,
    parts_truncated=None,
)


def test_a_part_that_the_last_read_lacked_is_gone_and_one_never_read_is_not(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, first_response_seconds, numbers_from, parts_loaded",
        where="conversation_id in ('a_part_was_removed', 'thread_never_read')",
    )

    assert found == [
        ("a_part_was_removed", 1_200, "parts", 1),
        ("thread_never_read", None, "intercom", 1),
    ]


told.conversation("deleted_for_good", "Mon 09:00")
told.row("deleted_conversations", id="deleted_for_good", deleted_at=moment("Tue 09:00"))
told.conversation("deleted_but_kept_in_reports", "Mon 09:00")
told.row(
    "deleted_conversations",
    id="deleted_but_kept_in_reports",
    deleted_at=moment("Tue 09:00"),
    metrics_retained=True,
)


def test_a_deleted_conversation_counts_only_if_intercom_kept_its_numbers(warehouse):
    staged = warehouse.table(
        "stg_conversations",
        "conversation_id, deleted_at",
        where="conversation_id like 'deleted%'",
    )
    counted = warehouse.table(
        "conversations",
        "conversation_id, deleted_at",
        where="conversation_id like 'deleted%'",
    )

    assert staged == [
        ("deleted_but_kept_in_reports", "Tue 09:00"),
        ("deleted_for_good", "Tue 09:00"),
    ]
    assert counted == [("deleted_but_kept_in_reports", "Tue 09:00")]


told.conversation(
    "unknown_words",
    "Mon 09:00",
    part("Mon 09:10", "some_new_part", ANNA, "<p>Visible?</p>"),
    priority="sky_high",
    channel_initial="carrier_pigeon",
    state="pondering",
)


def test_words_that_nobody_knew_break_nothing(warehouse):
    found = warehouse.table(
        "conversations",
        "state, channel_started, priority_rank, first_response_seconds",
        where="conversation_id = 'unknown_words'",
    )

    assert found == [("pondering", "carrier_pigeon", 0, None)]


told.conversation(
    "opening_without_a_source",
    "Mon 09:00",
    part("Mon 09:10", "comment", ANNA),
    **WITHOUT_SOURCE,
)


told.conversation(
    "opened_by_operator_without_a_word",
    "Mon 09:00",
    part("Mon 09:10", "comment", CUSTOMER),
    part("Mon 09:30", "comment", ANNA),
    by=OPERATOR,
    source_type=None,
    source_delivered_as="admin_initiated",
    source_body="",
)
told.conversation(
    "source_that_repeats_a_comment",
    "Mon 09:00",
    part("Mon 09:00", "comment", ANNA, "<p>Hello?</p>"),
    part("Mon 09:10", "comment", CUSTOMER),
    by=ANNA,
    source_type="unknown",
    source_delivered_as="admin_initiated",
)
told.conversation("nothing_said", "Mon 09:00", **WITHOUT_SOURCE)


def test_who_began_a_conversation_is_who_wrote_its_first_message(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, started_by, first_customer_message_at, first_response_seconds,"
        " human_replies, contact_id",
        where="conversation_id in ('opening_without_a_source', 'source_that_repeats_a_comment',"
        " 'opened_by_operator_without_a_word', 'nothing_said')",
    )

    assert found == [
        ("nothing_said", "nobody", None, None, 0, None),
        ("opened_by_operator_without_a_word", "customer", "Mon 09:10", 1_200, 1, "c1"),
        ("opening_without_a_source", "teammate", None, None, 1, None),
        ("source_that_repeats_a_comment", "teammate", "Mon 09:10", None, 1, None),
    ]


def test_an_opening_is_a_message_only_if_something_was_said_that_no_comment_repeats(warehouse):
    found = warehouse.table(
        "conversation_events",
        "conversation_id, kind, is_reply",
        where="part_id is null and conversation_id in ('opening_without_a_source', 'outbound',"
        " 'opened_by_operator_without_a_word', 'source_that_repeats_a_comment')",
    )

    assert found == [
        ("opened_by_operator_without_a_word", "state", False),
        ("opening_without_a_source", "state", False),
        ("outbound", "message", True),
        ("source_that_repeats_a_comment", "state", False),
    ]


told.conversation(
    "types_that_nobody_knows",
    "Mon 09:00",
    part("Mon 09:01", "some_new_part", ANNA, "<p>Visible?</p>", to=TO_ANNA),
    part("Mon 09:02", "conversation_summary", ANNA, "<p>The customer asks for help.</p>"),
    part("Mon 09:03", "company_updated", OPERATOR),
    part("Mon 09:04", "entity_linked", ANNA),
    part("Mon 09:05", "fin_guidance_applied", FIN, "<p>Be kind.</p>"),
    part("Mon 09:06", "note_and_snooze", ANNA, "<p>Later.</p>"),
    part("Mon 09:07", "some_new_part", CUSTOMER, "<p>And this?</p>"),
    part("Mon 09:08", "note_and_close", ANNA, "<p>Done.</p>"),
    state="closed",
)


def test_what_is_unknown_or_internal_is_no_reply_and_assigns_nobody(warehouse):
    found = warehouse.table(
        "conversations",
        "human_replies, fin_messages, customer_messages, notes, assignments, closes,"
        " time_to_first_close_seconds, snoozed_seconds, first_response_seconds",
        where="conversation_id = 'types_that_nobody_knows'",
    )

    assert found == [(0, 0, 1, 2, 0, 1, 480, 120, None)]


told.conversation(
    "lists",
    "Mon 09:00",
    tags=[{"id": "5", "name": "vip"}, {"id": "6", "name": "bug"}, {"id": "5", "name": "vip"}],
    contacts=[{"id": "c1"}, {"id": "c0"}],
    linked_objects=[{"id": "77", "type": "ticket"}, {"id": "78", "type": "conversation"}],
    ai_topics={"topics": [{"topic_name": "Refunds"}, {"topic_name": "Access"}]},
    custom_attributes={"Brand": "North"},
)
told.conversation("lists_of_another_shape", "Mon 09:00", tags={"a": 1}, contacts="no", by=FIN)


def test_lists_are_unnested_and_other_shapes_are_no_list(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, tags, tags_count, contact_id, contact_ids_count, ticket_ids,"
        " linked_conversation_ids, topics, brand",
        where="conversation_id like 'lists%'",
    )

    assert found == [
        ("lists", "bug, vip", 2, "c1", 2, "77", "78", "Access, Refunds", "North"),
        ("lists_of_another_shape", None, 0, None, 0, None, None, None, None),
    ]


@pytest.mark.parametrize("model", load().values(), ids=lambda model: model.name)
def test_the_key_in_the_header_is_unique_and_not_null(warehouse, model):
    key = ", ".join(model.key)
    missing = " or ".join(f"{column} is null" for column in model.key)

    repeated = warehouse.sql(
        f"select {key} from intercom_reporting.{model.name} group by {key} having count(*) > 1"
    )

    assert repeated == []
    assert warehouse.table(model.name, "count(*)", where=missing) == [(0,)]


def test_every_check_holds(warehouse):
    assert [result for result in warehouse.check() if result.failures] == []
