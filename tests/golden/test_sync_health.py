"""Whether the numbers can be trusted: how fresh each resource is, and what is missing of it."""

from datetime import UTC, datetime, timedelta

from tests.golden.story import Golden, moment
from transforms import Settings

settings = Settings(as_of=moment("Thu 21:00"))
told = Golden()
for run, status, at in (
    ("r1", "complete", "Mon 09:00"),
    ("r2", "complete", "Tue 09:00"),
    ("r3", "failed", "Wed 08:00"),
    ("r4", "complete", "Wed 09:00"),
    ("r5", "failed", "Thu 09:00"),
):
    told.row(
        "sync_runs",
        run_id=run,
        resource="conversations",
        status=status,
        read_kind="incremental",
        claimed=40,
        received=40,
        loaded=38,
        short=1 if run == "r5" else 0,
        loaded_by_table={"conversations": 8, "conversation_parts": 30},
        unknown_keys={"conversations.mood": 3} if run == "r5" else {},
        started_at=moment(at),
    )
told.row("sync_runs", run_id="r1", resource="tags", status="failed", started_at=moment("Mon 09:00"))
told.row("rejected_rows", id="h1", table_name="conversations")
FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)
for day in range(28):
    if day % 7 < 5 and day != 9:  # no Sundays and Saturdays as a rule, and one Wednesday is missing
        told.conversation(f"c{day}", "Mon 09:00", created_at=FIRST + timedelta(days=day))
told.conversation("behind", "Mon 09:00", created_at=FIRST, parts_received=3, parts_total_count=5)
told.conversation("never_read", "Mon 09:00", created_at=FIRST, parts_received=None)


def test_every_run_of_a_resource_is_told(warehouse):
    found = warehouse.table(
        "sync_health",
        "run_number, status, api_total_count, rows_loaded, rows_short, is_newest, rows_held",
        "resource_name = 'conversations'",
    )

    assert found == [
        (1, "complete", 40, 38, 0, False, None),
        (2, "complete", 40, 38, 0, False, None),
        (3, "failed", 40, 38, 0, False, None),
        (4, "complete", 40, 38, 0, False, None),
        (5, "failed", 40, 38, 1, True, 21),
    ]


def test_a_run_tells_its_load_its_tables_and_whether_intercom_sent_something_new(warehouse):
    found = warehouse.table(
        "sync_health",
        "run_number, load_id, has_unknown_keys,"
        " cast(cast(rows_loaded_by_table as json) ->> 'conversation_parts' as int)",
        "resource_name = 'conversations' and run_number > 3",
    )

    assert found == [(4, "1700000000.1", False, 30), (5, "1700000000.1", True, 30)]


def test_a_resource_that_was_read_daily_is_late_after_two_days(warehouse):
    columns = "resource_name, complete_at, lag_seconds, expected_every_seconds, is_late"

    assert warehouse.table("sync_health", columns, "is_newest") == [
        ("conversations", "Wed 09:00", 36 * 3_600, 86_400, False),
        ("tags", None, None, None, None),
    ]
    warehouse.transform(settings=Settings(as_of=moment("Fri 09:01")))
    assert warehouse.table("sync_health", "resource_name, is_late", "is_newest") == [
        ("conversations", True),
        ("tags", None),
    ]


def test_what_is_missing_in_the_warehouse_shows(warehouse):
    found = warehouse.table(
        "sync_health",
        "days_without_rows, conversations_without_parts, parts_behind, rejected_rows",
        "resource_name = 'conversations' and is_newest",
    )

    assert found == [(1, 1, 1, 1)]
