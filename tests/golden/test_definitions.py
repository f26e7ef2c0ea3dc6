"""Numbers that would mislead if they meant what is easiest to compute."""

from tests.golden.story import (
    ANNA,
    CUSTOMER,
    Golden,
    moment,
    part,
)

told = Golden()

quiet = Golden("quiet")
quiet.conversation(
    "still open",
    "Mon 09:00",
    part("Mon 09:05", "assignment", ANNA, to={"type": "admin", "id": "1"}),
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
)
told.conversation(
    "cut", "Mon 09:00", part("Tue 09:00", "note", ANNA), parts_truncated=True, parts_total_count=600
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
        "workspace_id = 'w1' and period = 'month' and dimension = 'all'",
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
