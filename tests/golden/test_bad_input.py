"""What no report may break on: each oddity gives a null with its reason or is left out, no more."""

from datetime import UTC, datetime

import pytest

from tests.golden.story import ANNA, CUSTOMER, SUPPORT, Golden, moment, part
from transforms import Settings

settings = Settings(as_of=moment("Thu 12:00"))
FUTURE = datetime(2106, 2, 7, 6, 28, 15, tzinfo=UTC)
told = Golden()


def attribute(conversation: str, name: str, value: object) -> None:
    told.row("conversation_custom_attributes", conversation_id=conversation, name=name, value=value)


for number, value in enumerate(
    (19, 19.9, "19,90 €", True, ["19"], {"amount": 19}, "", 10**400, "2026-02-30T00:00:00Z")
):
    told.conversation(
        f"order_{number}", "Mon 09:00", part("Mon 09:10", "comment", ANNA), state="open"
    )
    attribute(f"order_{number}", "Order value", value)
told.conversation(
    "cut_at_500",
    "Mon 09:00",
    part("Tue 09:00", "assignment", ANNA, to=SUPPORT),
    part("Tue 09:10", "comment", CUSTOMER),
    part("Tue 09:15", "comment", ANNA),
    part("Tue 09:20", "close", ANNA),
    state="closed",
    parts_truncated=True,
    parts_total_count=900,
    statistics_time_to_admin_reply=240,
)
told.conversation(
    "without_statistics", "Mon 09:00", part("Mon 09:10", "close", ANNA, "Bye."), state="closed"
)
told.conversation(
    "without_contact_text",
    "Mon 09:00",
    part("Mon 09:10", "comment", ANNA),
    source_body=None,
    source_author_type=None,
    source_author_id=None,
    contacts=None,
)
told.conversation(
    "in_the_future",
    "Mon 09:00",
    part("Mon 09:00", "comment", ANNA, created_at=FUTURE),
    part("Mon 09:00", "comment", CUSTOMER, created_at=FUTURE),
    created_at=FUTURE,
    updated_at=FUTURE,
)
told.conversation("never_created", "Mon 09:00", created_at=None, state=None)
told.conversation(
    "odd_shapes",
    "Mon 09:00",
    part("Mon 09:10", "conversation_tags_updated", ANNA, event_details=["?"]),
    part("Mon 09:11", "conversation_sla_applied_by_rule", ANNA, event_details="?"),
    part("Mon 09:12", "conversation_sla_applied_by_rule", ANNA, event_details=None),
    part(
        "Mon 09:13",
        "conversation_sla_applied_by_rule",
        ANNA,
        event_details={"sla_definition": {"first_reply_time": "soon", "time_to_close": -1}},
    ),
    part("Mon 09:14", "conversation_sla_target_missed", ANNA, event_details={"sla_target_type": 7}),
    part("Mon 09:15", "conversation_attribute_updated_by_admin", ANNA, event_details="?"),
    part("Mon 09:16", "snoozed", ANNA, event_details={"custom_until_time": "2026-02-31T99:00:00Z"}),
    tags={"type": "tag.list"},
    ai_topics=["?"],
    custom_attributes=["?"],
    linked_objects="?",
    contacts=[{"external_id": "x"}],
    state="snoozed",
)
told.conversation("deleted", "Mon 09:00", part("Mon 09:10", "comment", ANNA))
told.row("deleted_conversations", id="deleted", deleted_at=moment("Tue 09:00"))
told.conversation("kept", "Mon 09:00", part("Mon 09:20", "comment", ANNA))
told.row("deleted_conversations", id="kept", deleted_at=moment("Tue 09:00"), metrics_retained=True)


def one(warehouse, name: str, columns: str) -> list[tuple]:
    return warehouse.table("conversations", columns, f"conversation_id = '{name}'")


def test_an_attribute_may_change_its_type_from_one_conversation_to_the_next(warehouse):
    found = warehouse.table("conversation_attributes", "conversation_id, kind, value_number")

    assert found == [
        ("order_0", "number", 19.0),
        ("order_1", "number", 19.9),
        ("order_2", "text", None),
        ("order_3", "flag", None),
        ("order_4", "list", None),
        ("order_5", "object", None),
        ("order_6", "text", None),
        ("order_7", "number", None),
        ("order_8", "text", None),
    ]


def test_a_thread_cut_at_500_parts_takes_no_number_from_its_missing_beginning(warehouse):
    found = one(
        warehouse,
        "cut_at_500",
        "numbers_from, parts_missing, first_response_seconds, time_to_first_close_seconds,"
        " human_replies, handling_seconds, sla_targets_applied, stat_time_to_admin_reply,"
        " last_closed_at",
    )

    assert found == [("intercom", 896, None, None, None, None, None, 240, "Tue 09:20")]


def test_without_statistics_ours_stand_alone(warehouse):
    reasons = warehouse.sql(
        "select distinct verdict, reason from intercom_reporting.statistics_reconciliation"
        " where conversation_id = 'without_statistics'"
    )

    assert one(warehouse, "without_statistics", "first_response_seconds, closes") == [(600, 1)]
    assert reasons == [("not_comparable", "no statistics")]


def test_a_conversation_without_text_or_author_still_has_a_first_response(warehouse):
    assert one(
        warehouse, "without_contact_text", "contact_id, started_by, first_response_seconds"
    ) == [(None, "customer", 600)]


def test_a_conversation_of_the_future_has_no_backlog_and_no_age(warehouse):
    assert one(
        warehouse, "in_the_future", "first_response_seconds, open_seconds, customer_waiting_seconds"
    ) == [(0, 0, 0)]
    assert warehouse.sql("select max(local_date) from intercom_reporting.backlog_daily") == [
        (datetime(2026, 4, 1).date(),)
    ]


def test_shapes_that_nobody_expected_are_nothing_instead_of_an_error(warehouse):
    found = one(
        warehouse,
        "odd_shapes",
        "tags, topics, brand, ticket_ids, contact_ids_count, sla_targets_applied, snoozed_until",
    )

    assert found == [(None, None, None, None, 0, 0, None)]


@pytest.mark.parametrize(("name", "count"), [("deleted", 0), ("kept", 1)])
def test_a_deleted_conversation_is_in_every_table_or_in_none(warehouse, name, count):
    tables = ("conversations", "conversation_states", "customer_waits", "resolution_cycles")
    found = {
        table: len(warehouse.table(table, "conversation_id", f"conversation_id = '{name}'"))
        for table in tables
    }

    assert found == dict.fromkeys(tables, count)


def test_every_check_holds_on_all_of_it(warehouse):
    assert [result for result in warehouse.check() if result.failures] == []


def test_no_duration_is_negative_anywhere(warehouse):
    columns = warehouse.sql(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'intercom_reporting' and column_name like '%seconds'"
        " and table_name not like 'int%' and table_name not like 'stg%'"
    )
    negative = [
        (table, column)
        for table, column in columns
        if warehouse.table(table, column, f"{column} < 0")
    ]

    assert negative == []
