"""What hangs on a conversation: tags, attributes, ratings, Fin's part, and words nobody knew."""

from datetime import UTC, datetime

from tests.golden.story import (
    ANNA,
    CUSTOMER,
    FIN,
    OPERATOR,
    SUPPORT,
    Golden,
    moment,
    part,
)

told = Golden()
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
    part("Mon 09:05", "close", ANNA, "Bye."),
    part("Mon 10:00", "comment", CUSTOMER),
    part("Mon 10:05", "close", ANNA, "Bye again."),
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
    "strange",
    "Mon 09:00",
    part("Mon 09:01", "telepathy", {"author_type": "oracle"}),
    part("Mon 09:02", "telepathy", {"author_type": "oracle"}),
    state="pondering",
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
        ("Seats", "number", "12.5", 12.5, None),
    ]
    assert [row[:2] for row in found if row[0] == "Many"] == [("Many", "list")]


def test_only_ratings_that_were_given_are_ratings(warehouse):
    found = warehouse.table(
        "ratings",
        "conversation_id, rated_kind, rating, is_positive, rated_admin_id, seconds_to_rate,"
        " after_reopen, remark",
    )

    assert found == [
        ("rated", "admin", 4, True, "1", 3_600, True, "Fine."),
        ("rated", "fin", 2, False, None, None, None, None),
    ]


def test_a_resolution_by_fin_is_told_with_what_came_after_it(warehouse):
    found = warehouse.table(
        "fin_conversations",
        "conversation_id, is_resolved, is_deflected, is_resolved_but_reopened,"
        " is_resolved_but_human_replied, answers, first_answer_seconds, handed_over_at,"
        " handed_over_to_team_id",
    )

    assert found == [
        ("fin_escalated", False, True, False, False, 1, 60, "Mon 09:02", "t1"),
        ("fin_resolved", True, True, False, False, 1, 60, None, None),
        ("fin_resolved_but", True, False, True, True, 1, 60, "Thu 09:01", "t1"),
    ]


def test_words_that_nobody_knows_are_listed(warehouse):
    found = warehouse.table("unknown_values", "column_name, found_value, rows_found, first_seen_at")

    assert found == [
        ("conversation_parts.author_type", "oracle", 2, "Mon 09:01"),
        ("conversation_parts.part_type", "telepathy", 2, "Mon 09:01"),
        ("conversations.state", "pondering", 1, "Mon 09:00"),
    ]
