"""What hangs on something that is gone is gone with it; what happened stays."""

import re

import pytest

from sources.intercom import ENDPOINTS
from tests.golden.story import ANNA, Golden, moment, part
from transforms.models import load

EARLY, LATE = moment("Mon 09:00"), moment("Tue 09:00")
MODELS = load()
GONE = re.findall(r"'(\w+)' as resource_name", MODELS["stg_gone_parents"].text)
KEYS = {MODELS[f"stg_{resource}"].key[-1]: resource for resource in GONE}
"""The column in which staging views name an object of a resource that may be gone."""

HISTORIES = {
    "admin_activity_logs",
    "calls",
    "contact_activities",
    "contact_merge_history",
    "conversation_tag_changes",
    "data_connector_execution_results",
    "events",
    "message_statuses",
}
NAMED = {"collections": "help_center_id", "external_pages": "content_import_source_id"}
"""Lists that are read alone, whose rows name what they belong to."""


def hangs_on() -> dict[str, dict[str, str]]:
    """By table: the resources that its rows hang on, and the column that names one of them.

    A row hangs on the row that it is read with or found in, and on each of two that its key names.
    """
    found: dict[str, dict[str, str]] = {}
    for endpoint in ENDPOINTS:
        read_with = [(endpoint.table.table, endpoint.parent, endpoint.parent_key)]
        inside = [(child.table.table, endpoint.name, child.parent) for child in endpoint.children]
        for table, resource, column in read_with + inside:
            if resource in GONE:
                found.setdefault(table, {})[resource] = column
    for table, column in NAMED.items():
        found.setdefault(table, {})[KEYS[column]] = column
    for name, model in MODELS.items():
        table = name.removeprefix("stg_")
        if name.startswith("stg_") and len(model.key) > 2:
            for column in KEYS.keys() & set(model.key):
                found.setdefault(table, {})[KEYS[column]] = column
    views = {name.removeprefix("stg_") for name in MODELS if name.startswith("stg_")}
    return {table: found[table] for table in sorted((found.keys() & views) - HISTORIES)}


PARENTS = hangs_on()
PAIRS = sorted((table, resource) for table, found in PARENTS.items() for resource in found)


def joined(table: str, resource: str, column: str) -> str:
    return f"""
    left join stg_gone_parents as gone_{resource}
        on
            own.workspace_id = gone_{resource}.workspace_id
            and gone_{resource}.resource_name = '{resource}'
            and own.{column} = gone_{resource}.object_id
"""


@pytest.mark.parametrize(("table", "resource"), PAIRS)
def test_a_view_asks_for_everything_that_its_rows_hang_on(table, resource):
    text = MODELS[f"stg_{table}"].text

    assert joined(table, resource, PARENTS[table][resource]).strip("\n") in text
    assert re.search(rf"gone_{resource}\.gone_at[^;]*? as deleted_at", text)


def test_no_view_asks_for_anything_else_and_histories_say_that_they_stay():
    asking = {name for name, model in MODELS.items() if "stg_gone_parents" in model.inputs}

    assert asking == {f"stg_{table}" for table in PARENTS}
    for table in HISTORIES:
        assert "-- A history: a row stays" in MODELS[f"stg_{table}"].text


told = Golden()
for resource in GONE:
    if resource not in ("conversations", "contacts"):
        run = {"run_id": resource, "resource": resource, "status": "complete"}
        told.row("sync_runs", **run, read_kind="complete", started_at=LATE, finished_at=LATE)


def ids(*names: str) -> list[dict[str, str]]:
    return [{"id": name} for name in names]


for name, listed, synced in (("here", ("here", "gone"), LATE), ("gone", ("here",), EARLY)):
    told.conversation(
        name,
        "Mon 08:00",
        tags=ids(*listed),
        contacts=ids(*listed),
        linked_objects=ids("7"),
        ai_topics={"topics": [{"topic_name": "Billing"}]},
        statistics_assigned_team_first_response_time=[{"team_id": one} for one in listed],
        synced_at=EARLY,
    )
    more = {
        "contacts": {"tags": ids(*listed), "companies": ids(*listed)},
        "companies": {"tags": ids(*listed), "segments": ids(*listed)},
        "teams": {"admin_ids": list(listed)},
    }
    for resource in GONE:
        if resource != "conversations":
            told.row(resource, id=name, synced_at=synced, **more.get(resource, {}))
told.row("gone_objects", resource="conversations", id="gone", status=404, seen_at=LATE)
told.row("contact_activities", id="1", event_type="contact.deleted", contact_id="gone")
told.rows["contact_activities"][-1]["created_at"] = LATE

RAW = {"content_import_source_id": "source_id"}
"""Columns that staging views name otherwise."""
COLUMNS = {"created_at": EARLY, "fetched_at": EARLY, "timestamp": EARLY, "part_type": "note"}
for table, found in PARENTS.items():
    if f"intercom.{table}" in MODELS[f"stg_{table}"].reads:
        columns = [RAW.get(column, column) for column in found.values()]
        for place, gone in enumerate([None, *columns]):
            named = {column: "gone" if column == gone else "here" for column in columns}
            names = {"id": f"{table} {place}", "name": f"{table} {place}"}
            told.row(table, **{**COLUMNS, **names, **named}, synced_at=LATE)


def test_what_hangs_on_something_gone_is_gone(warehouse):
    found = {}
    for table, resource in PAIRS:
        columns = PARENTS[table]
        present = " and ".join(f"{column} = 'here'" for column in columns.values())
        found[table, resource] = [
            warehouse.sql(
                "select distinct deleted_at is not null"
                f" from intercom_reporting.stg_{table} where {condition}"
            )
            for condition in (f"{columns[resource]} = 'gone'", present)
        ]

    assert found == {pair: [[(True,)], [(False,)]] for pair in PAIRS}


told.row("contacts", id="went into another", synced_at=EARLY)
told.row(
    "contact_activities",
    id="2",
    event_type="contact.merged",
    merge_source_id="went into another",
    merge_target_id="here",
    created_at=LATE,
)
told.row("contact_notes", id="of a merged one", contact_id="went into another", synced_at=LATE)


def test_a_merged_contact_takes_its_notes_along(warehouse):
    assert warehouse.table("stg_contact_notes", "deleted_at", "note_id = 'of a merged one'") == [
        ("Tue 09:00",)
    ]


told.conversation("retained", "Mon 08:00", part("Mon 08:30", "comment", ANNA), synced_at=EARLY)
told.row("deleted_conversations", id="retained", deleted_at=LATE, metrics_retained=True)
told.conversation("found again", "Mon 08:00", part("Mon 08:30", "comment", ANNA), synced_at=LATE)
told.row("gone_objects", resource="conversations", id="found again", status=404, seen_at=EARLY)


def test_a_conversation_whose_numbers_intercom_kept_loses_none_with_its_parts(warehouse):
    [(removed_at, deleted_at)] = warehouse.table(
        "stg_conversation_parts", "removed_at, deleted_at", "conversation_id = 'retained'"
    )
    numbers = warehouse.table(
        "conversations",
        "conversation_id, human_replies, first_response_seconds",
        "conversation_id in ('gone', 'retained')",
    )

    assert (removed_at, deleted_at) == (None, "Tue 09:00")
    assert numbers == [("retained", 1, 1_800)]


def test_what_was_found_again_brings_back_what_hangs_on_it(warehouse):
    parts = warehouse.table(
        "stg_conversation_parts", "deleted_at", "conversation_id = 'found again'"
    )

    assert parts == [(None,)]


def test_nobody_is_in_a_team_that_is_gone(warehouse):
    assert warehouse.table("team_members", "team_id, admin_id") == [("here", "here")]
    assert warehouse.table("teams", "team_id, members") == [("gone", 0), ("here", 1)]
