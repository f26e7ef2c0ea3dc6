"""One fact is one row: what is told twice counts once, and what is no fact counts nowhere."""

from datetime import UTC, datetime

import pytest

from tests.golden.story import ANNA, CUSTOMER, OPERATOR, SYNCED, Golden, moment, part
from transforms import Settings

settings = Settings(as_of=moment("+1 Mon 00:00"))
told = Golden()
for number, name in (("1", "Anna"), ("2", "Ben"), ("9", "Operator")):
    told.row("admins", id=number, name=name, is_operator=number == "9")
SECONDARY, PRIMARY = "merged_secondary_conversation", "merged_primary_conversation"

# Merged away: told by ids in one of the two, by the part alone, by the attribute alone.
told.conversation(
    "survives", "Mon 09:00", part("Mon 09:30", PRIMARY, OPERATOR), part("Mon 09:40", "close", ANNA)
)
told.conversation(
    "away_by_its_own_word",
    "Mon 09:00",
    part("Mon 09:30", SECONDARY, OPERATOR, event_details={"primary_conversation_id": "survives"}),
)
told.conversation(
    "names_the_other",
    "Mon 09:00",
    part(
        *("Mon 09:31", PRIMARY, OPERATOR),
        event_details={"secondary_conversation": {"id": "away_by_the_others_word"}},
    ),
)
told.conversation("away_by_the_others_word", "Mon 09:00")
told.conversation("away_without_ids", "Mon 09:00", part("Mon 09:30", SECONDARY, OPERATOR))
told.conversation("away_by_attribute", "Mon 09:00")
told.row(
    "conversation_custom_attributes",
    conversation_id="away_by_attribute",
    name="Merged",
    value=True,
)
told.conversation(
    "not_away", "Mon 09:00", part("Mon 09:30", PRIMARY, OPERATOR), part("Mon 09:40", "close", ANNA)
)
told.row("conversation_custom_attributes", conversation_id="not_away", name="Merged", value=False)

# Previews.
for kind in ("fin_preview", "workflow_preview"):
    told.conversation(
        kind, "Mon 09:00", ai_agent_participated=True, ai_agent_source_type=kind, rating_value=5
    )

# Times that cannot be.
told.conversation(
    "of_the_year_one",
    "Mon 09:00",
    part("Mon 10:00", "comment", ANNA, created_at=datetime(1, 1, 1, tzinfo=UTC)),
    created_at=datetime(1, 1, 1, tzinfo=UTC),
)
told.conversation(
    "of_the_future",
    "Mon 09:00",
    part("Mon 10:00", "comment", CUSTOMER, created_at=datetime(9000, 1, 1, tzinfo=UTC)),
)


# Ratings told twice, or of no teammate; Ben is listed, 5643511 is not.
GOOD = {"rating_value": 5, "rating_updated_at": moment("Tue 09:00")}
told.conversation(
    "rated_fin_on_two_paths",
    "Mon 09:00",
    part("Mon 09:30", "close", ANNA, "Bye."),
    **GOOD,
    rating_teammate_type="bot",
    rating_teammate_id="5643511",
    ai_agent_participated=True,
    ai_agent_rating=5,
    ai_agent_rating_updated_at=moment("Tue 09:00"),
)
told.conversation(
    "rated_fin_as_a_bot",
    "Mon 09:00",
    **GOOD,
    rating_teammate_type="bot",
    ai_agent_participated=True,
)
for name, kind, rated in (
    ("rated_admin", "admin", "2"),
    ("rated_workflow", "workflow", "77"),
    ("rated_team", "team", "t1"),
    ("rated_nobody", None, None),
    ("rated_stranger", "admin", "5643511"),
):
    told.conversation(
        name, "Mon 09:00", **GOOD, rating_teammate_type=kind, rating_teammate_id=rated
    )

# A conversation that became a ticket, which was resolved on Tuesday.
TO_RESOLVED = part("Tue 09:00", "ticket_state_updated_by_admin", ANNA)
told.conversation(
    "ticket_resolved",
    "Mon 09:00",
    TO_RESOLVED,
    updated_at=moment("Sat 09:00"),
    ticket={"id": "5", "state": "resolved"},
)
told.conversation(
    "ticket_in_progress",
    "Mon 09:00",
    ticket={"id": "6", "ticket_state": {"category": "in_progress"}},
)


def test_a_rating_is_one_of_its_kind_and_no_teammates_out_of_thin_air(warehouse):
    found = warehouse.table(
        "ratings",
        "conversation_id, rated_kind, rated_admin_id",
        where="conversation_id like 'rated%'",
    )
    days = warehouse.table("teammate_daily", "admin_id, ratings", where="ratings > 0")
    periods = warehouse.table(
        "metrics_by_period",
        "dimension, dimension_id, ratings",
        where="period = 'month' and dimension in ('all', 'teammate') and ratings > 0",
    )

    assert found == [
        ("rated_admin", "admin", "2"),
        ("rated_fin_as_a_bot", "fin", None),
        ("rated_fin_on_two_paths", "fin", None),
        ("rated_nobody", "nobody", None),
        ("rated_stranger", "unknown", None),
        ("rated_team", "team", None),
        ("rated_workflow", "workflow", None),
    ]
    assert days == [("2", 1)]
    assert periods == [("all", "all", 5), ("teammate", "2", 1), ("teammate", "none", 4)]


def test_a_resolved_ticket_ends_open_time_and_leaves_the_backlog(warehouse):
    conversations = warehouse.table(
        "conversations",
        "conversation_id, state, ticket_state, counted_state, open_seconds,"
        " customer_waiting_seconds > 0",
        where="conversation_id like 'ticket%'",
    )
    states = warehouse.table(
        "conversation_states",
        "started_at, state, change_source",
        where="conversation_id = 'ticket_resolved'",
    )

    assert conversations == [
        ("ticket_in_progress", "open", "in_progress", "open", 6 * 86_400 + 15 * 3_600, True),
        ("ticket_resolved", "open", "resolved", "closed", 86_400, False),
    ]
    assert states == [("Mon 09:00", "open", "part"), ("Tue 09:00", "closed", "ticket")]
    assert warehouse.table(
        "int_backlog_spans", "until_date is null", where="conversation_id = 'ticket_resolved'"
    ) == [(False,)]


def test_a_merged_conversation_is_told_and_counts_nowhere(warehouse):
    staged = warehouse.table(
        "stg_conversations", "conversation_id, merged_into_id", where="is_merged"
    )
    counted = warehouse.table(
        "conversations",
        "conversation_id",
        where="conversation_id like 'away%' or conversation_id in"
        " ('survives', 'names_the_other', 'not_away')",
    )

    assert staged == [
        ("away_by_attribute", None),
        ("away_by_its_own_word", "survives"),
        ("away_by_the_others_word", "names_the_other"),
        ("away_without_ids", None),
    ]
    assert counted == [("names_the_other",), ("not_away",), ("survives",)]


@pytest.mark.parametrize(
    "name", ["int_customer_waits", "ratings", "fin_conversations", "int_hands"]
)
def test_a_preview_counts_nowhere(warehouse, name):
    assert warehouse.table(name, "count(*)", where="conversation_id like '%preview'") == [(0,)]


def test_times_that_cannot_be_are_bounded_and_the_raw_ones_kept(warehouse):
    staged = warehouse.table(
        "stg_conversations",
        "cast(extract(year from created_at) as int), begun_at = timestamptz '2011-01-01 00:00:00Z'",
        where="conversation_id = 'of_the_year_one'",
    )
    events = warehouse.sql(
        "select min(happened_at), max(happened_at) from intercom_reporting.conversation_events"
    )
    days = warehouse.table("backlog_daily", "cast(min(local_date) as text), count(*) < 20000")

    assert staged == [(1, True)]
    assert events == [(datetime(2011, 1, 1, tzinfo=UTC), SYNCED.replace(day=2))]
    assert days == [("2011-01-01", True)]
