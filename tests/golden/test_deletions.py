"""What is gone, merged or archived: which reads prove it, and who is left of merged contacts."""

from datetime import datetime
from typing import Any

import pytest

from tests.golden.story import Golden, moment

told = Golden()
FIRST, SECOND, THIRD = (moment(f"{day} 06:00") for day in ("Mon", "Tue", "Wed"))
EARLY, LATE = moment("Mon 06:05"), moment("Tue 06:05")


def ran(resource: str, at: datetime, workspace: Golden = told, **more: Any) -> None:
    """A read that saw everything, unless `more` says otherwise."""
    usual = {"status": "complete", "read_kind": "complete", "unchanged": 0, "rejected": 0}
    columns = {"run_id": f"run at {at}", "started_at": at, "finished_at": at, **usual, **more}
    workspace.row("sync_runs", resource=resource, **columns)


def seen(table: str, name: str, at: datetime, **more: Any) -> None:
    told.row(table, id=name, synced_at=at, **more)


def merged(source: str, target: str, at: str | None) -> None:
    number = len(told.rows["contact_activities"])
    told.row(
        "contact_activities",
        id=f"{number}",
        event_type="contact.merged",
        merge_source_id=source,
        merge_target_id=target,
        created_at=moment(at) if at else None,
    )


ran("tags", FIRST)
ran("tags", SECOND)
seen("tags", "kept", LATE)
seen("tags", "removed", EARLY)


def test_a_row_that_a_later_complete_read_did_not_see_is_gone(warehouse):
    assert warehouse.table("stg_tags", "tag_id, deleted_at") == [
        ("kept", None),
        ("removed", "Tue 06:00"),
    ]


NO_PROOF = {
    "incremental": {"read_kind": "incremental"},
    "failed": {"status": "failed"},
    "interrupted": {"status": "interrupted"},
    "running": {"status": "running", "finished_at": None},
    "unavailable": {"status": "unavailable"},
    "with a row put aside": {"rejected": 1},
    "short of what was claimed": {"short": 1},
}
KINDS = ("articles", "segments", "macros", "companies", "calls", "ticket_states", "brands")
for table, why in zip(KINDS, NO_PROOF, strict=True):
    ran(table, FIRST)
    ran(table, SECOND, **NO_PROOF[why])
    seen(table, "unseen", EARLY)


@pytest.mark.parametrize(("table", "why"), list(zip(KINDS, NO_PROOF, strict=True)))
def test_a_read_that_may_have_missed_rows_proves_nothing(warehouse, table, why):
    key = {"companies": "company_id", "ticket_states": "ticket_state_id"}.get(
        table, f"{table[:-1]}_id"
    )

    assert warehouse.table(f"stg_{table}", "deleted_at", f"{key} = 'unseen'") == [(None,)]


def searched(resource: str, at: datetime, workspace: Golden = told, **more: Any) -> None:
    """A search through all of time, unless `more` says otherwise."""
    window = {"read_kind": "incremental", "window_from": None, "window_until": at}
    ran(resource, at, workspace, **{**window, **more})


searched("tickets", FIRST)
searched("tickets", SECOND)
searched("tickets", THIRD, window_from=SECOND)
seen("tickets", "found", LATE)
seen("tickets", "deleted", EARLY)


def test_a_ticket_that_a_search_through_all_of_time_did_not_find_is_gone(warehouse):
    found = warehouse.table(
        "stg_tickets", "ticket_id, deleted_at", "ticket_id in ('deleted', 'found')"
    )

    assert found == [("deleted", "Tue 06:00"), ("found", None)]


other = Golden("w2")
searched("tickets", SECOND, other)
other.row("tickets", id="changed while it was searched", synced_at=EARLY)
searched("contacts", SECOND, other, unchanged=7)
searched("contacts", THIRD, other, window_from=SECOND)
other.row("contacts", id="held already", synced_at=EARLY)
for table, rows in other.rows.items():
    told.rows[table] += rows


def test_a_search_proves_nothing_before_another_brought_what_changed_meanwhile(warehouse):
    assert warehouse.table("stg_tickets", "deleted_at", "workspace_id = 'w2'") == [(None,)]


def test_a_search_that_loads_only_what_is_new_proves_nothing(warehouse):
    assert warehouse.table("stg_contacts", "is_archived", "workspace_id = 'w2'") == [(False,)]


searched("companies", SECOND, other)
searched("companies", THIRD, other, window_from=SECOND)
other.row("companies", id="without users", synced_at=EARLY)
told.rows["companies"] += other.rows["companies"]
told.rows["sync_runs"] += other.rows["sync_runs"][-2:]


def test_a_company_without_users_is_not_gone_though_a_search_does_not_list_it(warehouse):
    assert warehouse.table("stg_companies", "deleted_at", "workspace_id = 'w2'") == [(None,)]


searched("contacts", FIRST)
searched("contacts", SECOND)
searched("contacts", THIRD, window_from=SECOND)
for name in ("deleted", "merged", "archived"):
    seen("contacts", name, EARLY)
seen("contacts", "present", LATE)
for kind, name in (("contact.deleted", "deleted"), ("contact.merge_failed", "present")):
    told.row(
        "contact_activities",
        id=kind,
        event_type=kind,
        contact_id=name,
        merge_source_id="present",
        merge_target_id="elsewhere",
        created_at=moment("Mon 12:00"),
    )
merged("merged", "present", "Mon 12:00")


def test_a_contact_is_deleted_merged_archived_or_present(warehouse):
    found = warehouse.table(
        "stg_contacts",
        "contact_id, merged_into_id, is_archived, deleted_at",
        "workspace_id = 'w1' and contact_id not like 'asked %'",
    )

    assert found == [
        ("archived", None, True, None),
        ("deleted", None, False, "Mon 12:00"),
        ("merged", "present", False, None),
        ("present", None, False, None),
    ]


def asked_for(resource: str, name: str, at: datetime, status: int = 404, **more: Any) -> None:
    told.row("gone_objects", resource=resource, id=name, status=status, seen_at=at, **more)


for name in ("gone", "moved", "returned"):
    seen("contacts", f"asked {name}", LATE)
asked_for("contacts", "asked gone", THIRD)
asked_for("contacts", "asked moved", THIRD, status=410, moved_to="present")
asked_for("contacts", "asked returned", FIRST)
for table in ("companies", "tickets"):
    seen(table, "asked gone", LATE)
    asked_for(table, "asked gone", THIRD)
told.conversation("asked gone", "Mon 09:00", synced_at=LATE)
asked_for("conversations", "asked gone", THIRD)
told.conversation("listed as deleted", "Mon 09:00", synced_at=LATE)
told.row(
    "deleted_conversations",
    id="listed as deleted",
    deleted_at=moment("Mon 10:00"),
    metrics_retained=True,
)


def test_what_was_asked_for_by_its_id_and_was_no_more_is_gone(warehouse):
    columns = "contact_id, merged_into_id, is_archived, deleted_at"
    contacts = warehouse.table("stg_contacts", columns, "contact_id like 'asked %'")
    others = [
        warehouse.table(view, "deleted_at", f"{key} = 'asked gone'")
        for view, key in (("stg_companies", "company_id"), ("stg_tickets", "ticket_id"))
    ]

    assert contacts == [
        ("asked gone", None, False, "Wed 06:00"),
        ("asked moved", "present", False, None),
        ("asked returned", None, False, None),
    ]
    assert others == [[("Wed 06:00",)], [("Wed 06:00",)]]


def test_a_conversation_is_gone_when_it_is_listed_so_or_no_more_found(warehouse):
    columns = "conversation_id, is_metrics_retained, deleted_at"

    told_of = "conversation_id in ('asked gone', 'listed as deleted')"
    found = warehouse.table("stg_conversations", columns, told_of)
    counted = warehouse.table("conversations", "conversation_id", told_of)

    assert found == [
        ("asked gone", False, "Wed 06:00"),
        ("listed as deleted", True, "Mon 10:00"),
    ]
    assert counted == [("listed as deleted",)]


merged("chain a", "chain b", "Mon 09:00")
merged("chain b", "chain c", "Mon 10:00")
told.row("contact_merge_history", contact_id="chain d", source_contact_id="chain c")
merged("circle a", "circle b", "Mon 09:00")
merged("circle b", "circle a", "Mon 10:00")
merged("at once a", "at once b", "Mon 09:00")
merged("at once b", "at once a", "Mon 09:00")
merged("into a ring", "ring a", "Mon 08:00")
merged("ring a", "ring b", "Mon 09:00")
merged("ring b", "ring c", "Mon 09:00")
merged("ring c", "ring a", "Mon 09:00")
merged("itself", "itself", "Mon 09:00")


def redirects(warehouse, name: str) -> list[tuple[Any, ...]]:
    columns = "merged_contact_id, surviving_contact_id, merge_count, merged_at"
    return warehouse.table("contact_redirects", columns, f"merged_contact_id like '{name}%'")


def test_a_chain_of_merges_leads_to_its_last_survivor(warehouse):
    assert redirects(warehouse, "chain") == [
        ("chain a", "chain d", 3, "Mon 09:00"),
        ("chain b", "chain d", 2, "Mon 10:00"),
        ("chain c", "chain d", 1, None),
    ]


told.conversation("of a merged contact", "Mon 09:00", source_author_id="chain a")


def test_a_conversation_of_a_merged_contact_belongs_to_the_survivor(warehouse):
    assert warehouse.table(
        "conversations", "conversation_id, contact_id", "contact_id like 'chain%'"
    ) == [("of a merged contact", "chain d")]


def test_a_merge_back_makes_a_survivor_of_a_merged_contact(warehouse):
    assert redirects(warehouse, "circle") == [("circle b", "circle a", 1, "Mon 10:00")]


def test_merges_that_lead_nowhere_are_harmless(warehouse):
    assert redirects(warehouse, "at once") == []
    assert redirects(warehouse, "itself") == []
    assert [row[0] for row in redirects(warehouse, "into a ring")] == ["into a ring"]


for name, at in (("kept", LATE), ("withdrawn", EARLY)):
    told.row("contact_notes", id=name, contact_id="present", synced_at=at)
told.row("contact_notes", id="of a deleted one", contact_id="deleted", synced_at=EARLY)
ran("contact_notes", moment("Mon 06:00"), finished_at=moment("Mon 07:00"))
ran("contact_notes", moment("Tue 06:00"), finished_at=moment("Tue 07:00"))
told.row("contact_segments", contact_id="present", segment_id="s1", synced_at=EARLY)
ran("contact_segments", moment("Mon 06:00"), finished_at=moment("Mon 07:00"))


def test_what_hangs_on_a_contact_is_gone_when_a_later_read_of_both_did_not_bring_it(warehouse):
    assert warehouse.table("stg_contact_notes", "note_id, deleted_at") == [
        ("kept", None),
        ("of a deleted one", "Mon 12:00"),
        ("withdrawn", "Tue 06:05"),
    ]


def test_a_contact_that_was_read_alone_says_nothing_of_what_hangs_on_it(warehouse):
    assert warehouse.table("stg_contact_segments", "segment_id, deleted_at") == [("s1", None)]


for name, at in (("summer", EARLY), ("winter", LATE)):
    told.row(
        "office_hours_schedules",
        id=name,
        name=name,
        time_zone_name="UTC",
        created_at=EARLY if name == "summer" else LATE,
        synced_at=at,
    )
ran("office_hours_schedules", SECOND)


def test_a_schedule_that_is_gone_counts_no_hours(warehouse):
    found = warehouse.table("stg_office_hours_schedules", "schedule_id, is_default")

    assert found == [("winter", True)]
