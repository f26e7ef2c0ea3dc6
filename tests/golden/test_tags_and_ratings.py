"""What hangs on a conversation: tags, attributes, ratings, Fin's part, and words nobody knew."""

from datetime import UTC, datetime

from tests.golden.story import (
    ANNA,
    BILLING,
    CUSTOMER,
    FIN,
    OPERATOR,
    SUPPORT,
    Golden,
    Json,
    moment,
    part,
)

told = Golden()


def changed(at: str, by: str, author: Json, attribute: str) -> Json:
    """A part that tells of a changed attribute."""
    details = {"attribute": {"name": attribute}}
    return part(at, f"conversation_attribute_updated_by_{by}", author, event_details=details)


told.conversation(
    "tagged",
    "Mon 09:00",
    part(
        "Mon 09:10",
        "conversation_tags_updated",
        ANNA,
        event_details={"tags_added": ["vip", "bug"], "tags_removed": []},
    ),
    part("Mon 09:20", "conversation_tags_updated", ANNA, event_details={"tags_removed": ["bug"]}),
    changed("Mon 09:30", "admin", ANNA, "Plan"),
    changed("Mon 09:40", "user", CUSTOMER, "Plan"),
    changed("Mon 09:40", "workflow", OPERATOR, "Seats"),
    tags=[
        {"id": "1", "name": "vip"},
        {"id": "2", "name": "old", "applied_at": 1772442000, "applied_by": {"id": "7"}},
    ],
)
for name, value in {
    "Plan": "gold",
    "Seats": 12.5,
    "Paid": True,
    "Many": ["a", "b"],
    "Quote": 'say "hi"',
    "Renewal": "2026-03-06T13:00:00+01:00",
    "Nothing": None,
}.items():
    told.row("conversation_custom_attributes", conversation_id="tagged", name=name, value=value)
told.row(
    "conversation_custom_attributes",
    conversation_id="tagged",
    name="Gone",
    value="x",
    synced_at=datetime(2026, 3, 20, tzinfo=UTC),
)
told.conversation(
    "rated",
    "Mon 09:00",
    part("Mon 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:05", "close", ANNA, "Bye."),
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 10:05", "close", ANNA, "Bye again."),
    part("Mon 10:06", "assignment", ANNA, to=BILLING),
    state="closed",
    rating_value=4,
    rating_remark="Fine.",
    rating_teammate_type="admin",
    rating_teammate_id="1",
    rating_requested_at=moment("Mon 10:05"),
    rating_updated_at=moment("Mon 11:05"),
    ai_agent_rating=2,
    ai_agent_rating_updated_at=moment("Tue 09:00"),
)
told.conversation("asked_only", "Mon 09:00", rating_requested_at=moment("Mon 10:05"))

FIN_TOOK_PART = {"ai_agent_participated": True, "ai_agent_last_answer_type": "ai_answer"}
RESOLVED = {**FIN_TOOK_PART, "ai_agent_resolution_state": "assumed_resolution", "state": "closed"}
told.conversation(
    "fin_resolved",
    "Mon 09:00",
    part("Mon 09:01", "comment", FIN),
    part("Mon 09:02", "comment", {**FIN, "author_is_ai_answer": True}),
    part("Tue 09:01", "close", FIN),
    **RESOLVED,
)
told.conversation(
    "fin_resolved_but",
    "Mon 09:00",
    part("Mon 09:01", "comment", FIN),
    part("Tue 09:01", "close", FIN),
    part("Thu 09:00", "comment", CUSTOMER),
    part("Thu 09:01", "assignment", OPERATOR, to=SUPPORT),
    part("Thu 09:05", "comment", ANNA),
    part("Thu 09:06", "close", ANNA),
    **RESOLVED,
)
told.conversation(
    "fin_escalated",
    "Mon 09:00",
    part("Mon 09:01", "comment", FIN),
    part("Mon 09:02", "assignment", OPERATOR, to=SUPPORT),
    **{**FIN_TOOK_PART, "ai_agent_resolution_state": "escalated"},
)
told.conversation("fin_preview", "Mon 09:00", **{**RESOLVED, "ai_agent_source_type": "fin_preview"})
told.conversation(
    "one_touch", "Mon 09:00", part("Mon 09:05", "close", ANNA, "There."), state="closed"
)
told.conversation(
    "strange",
    "Mon 09:00",
    part("Mon 09:01", "telepathy", {"author_type": "oracle"}),
    part("Mon 09:02", "telepathy", {"author_type": "oracle"}),
    state="pondering",
    source_type="smoke_signal",
    source_delivered_as="by_owl",
    rating_teammate_type="ghost",
    ai_agent_source_type="dream",
    ai_agent_last_answer_type="riddle",
    ticket={"state": "haunted"},
)


def test_a_tag_tells_when_it_came_and_when_it_went(warehouse):
    found = warehouse.table(
        "conversation_tags",
        "tag_name, tag_id, is_current, applied_at, applied_by_id, removed_at",
    )

    assert found == [
        ("bug", None, False, "Mon 09:10", "1", "Mon 09:20"),
        ("old", "2", True, "Mon 09:00", "7", None),
        ("vip", "1", True, "Mon 09:10", "1", None),
    ]


def test_an_attribute_keeps_its_kind(warehouse):
    found = warehouse.table(
        "conversation_attributes", "attribute_name, kind, value_text, value_number, value_flag"
    )

    assert [row for row in found if row[0] != "Many"] == [
        ("Paid", "flag", "true", None, True),
        ("Plan", "text", "gold", None, None),
        ("Quote", "text", 'say "hi"', None, None),
        ("Renewal", "moment", "2026-03-06T13:00:00+01:00", None, None),
        ("Seats", "number", "12.5", 12.5, None),
    ]
    assert [row[:2] for row in found if row[0] == "Many"] == [("Many", "list")]


def test_an_attribute_tells_who_changed_it_last_and_a_moment_is_one(warehouse):
    found = warehouse.table(
        "conversation_attributes",
        "attribute_name, value_at, last_changed_at, last_changed_by_kind",
        where="attribute_name in ('Paid', 'Plan', 'Renewal', 'Seats')",
    )

    assert found == [
        ("Paid", None, None, None),
        ("Plan", None, "Mon 09:40", "customer"),
        ("Renewal", "Fri 12:00", None, None),
        ("Seats", None, "Mon 09:40", "bot"),
    ]


def test_only_ratings_that_were_given_are_ratings(warehouse):
    found = warehouse.table(
        "ratings",
        "conversation_id, rated_kind, rating, is_positive, rated_admin_id, seconds_to_rate,"
        " after_reopen, remark, team_at_close_id",
    )

    assert found == [
        ("rated", "admin", 4, True, "1", 3_600, True, "Fine.", "t1"),
        ("rated", "fin", 2, False, None, None, None, None, "t1"),
    ]


def test_a_resolution_by_fin_is_told_with_what_came_after_it(warehouse):
    found = warehouse.table(
        "fin_conversations",
        "conversation_id, is_resolved, is_deflected, is_resolved_but_reopened,"
        " is_resolved_but_human_replied, answers, first_answer_seconds, handed_over_at,"
        " handed_over_to_team_id",
    )

    assert found == [
        ("fin_escalated", False, False, False, False, 1, 60, "Mon 09:02", "t1"),
        ("fin_resolved", True, True, False, False, 2, 60, None, None),
        ("fin_resolved_but", True, False, True, True, 1, 60, "Thu 09:01", "t1"),
    ]


def test_answers_of_fin_are_its_own_or_those_that_somebody_wrote(warehouse):
    found = warehouse.table(
        "fin_conversations", "conversation_id, answers, ai_answers, custom_answers"
    )

    assert found == [
        ("fin_escalated", 1, 0, 1),
        ("fin_resolved", 2, 1, 1),
        ("fin_resolved_but", 1, 0, 1),
    ]


def test_rates_of_fin_leave_previews_out(warehouse):
    found = warehouse.table(
        "metrics_by_period",
        "new_inbound, fin_involved, fin_answered, fin_resolved, fin_confirmed, fin_deflected,"
        " involvement_rate, answer_rate, resolution_rate, deflection_rate, automation_rate,"
        " resolved_but_reopened_rate",
        where="period = 'month' and dimension = 'all'",
    )

    assert found == [(8, 3, 3, 2, 0, 1, 3 / 8, 1.0, 2 / 3, 1 / 3, 2 / 8, 0.5)]


def test_one_reply_and_a_close_is_one_touch_and_a_close_on_first_contact(warehouse):
    """`fin_resolved_but` took one reply too, but was closed twice."""
    found = warehouse.table(
        "metrics_by_period",
        "new_closed, first_contact_closes, first_contact_close_rate, one_touch_closes,"
        " one_touch_rate",
        where="period = 'month' and dimension = 'all'",
    )

    assert found == [(4, 1, 0.25, 2, 0.5)]


def test_words_that_nobody_knows_are_listed(warehouse):
    found = warehouse.table("unknown_values", "column_name, found_value, rows_found, first_seen_at")

    assert found == [
        ("conversation_parts.author_type", "oracle", 2, "Mon 09:01"),
        ("conversation_parts.part_type", "telepathy", 2, "Mon 09:01"),
        ("conversations.ai_agent_last_answer_type", "riddle", 1, "Mon 09:00"),
        ("conversations.ai_agent_source_type", "dream", 1, "Mon 09:00"),
        ("conversations.rating_teammate_type", "ghost", 1, "Mon 09:00"),
        ("conversations.source_delivered_as", "by_owl", 1, "Mon 09:00"),
        ("conversations.source_type", "smoke_signal", 1, "Mon 09:00"),
        ("conversations.state", "pondering", 1, "Mon 09:00"),
        ("conversations.ticket_state", "haunted", 1, "Mon 09:00"),
    ]
