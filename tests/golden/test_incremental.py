"""After a load only what changed is recomputed, and the result is that of a full rebuild."""

import os
from random import Random

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

MODELS = load()
SEEDS = int(os.environ.get("PYTEST_SEEDS", "1"))
"""`make prove` asks for more."""
ACTS = [
    ("comment", CUSTOMER, None),
    ("comment", CUSTOMER, None),
    ("comment", ANNA, None),
    ("comment", BEN, None),
    ("comment", FIN, None),
    ("note", ANNA, None),
    ("assignment", OPERATOR, SUPPORT),
    ("assignment", OPERATOR, BILLING),
    ("assignment", ANNA, TO_ANNA),
    ("assignment", BEN, TO_BEN),
    ("assignment", BEN, NOBODY),
    ("snoozed", ANNA, None),
    ("timer_unsnooze", OPERATOR, None),
    ("open", BEN, None),
    ("close", ANNA, None),
    ("close", OPERATOR, None),
    ("conversation_rating_changed", CUSTOMER, None),
    *(
        (f"conversation_sla_{act}", OPERATOR, None)
        for act in ("applied_by_rule", "target_missed", "paused", "unpaused", "removed")
    ),
]
SLA = {
    "sla_name": "Gold",
    "sla_target_type": "next_reply_time",
    "sla_definition": {"first_reply_time": 3_600, "next_reply_time": 1_800, "time_to_close": 7_200},
}
STATES = {"close": "closed", "snoozed": "snoozed", "timer_unsnooze": "open", "open": "open"}
OPENERS = [CUSTOMER, CUSTOMER, ANNA, OPERATOR]


def history(random: Random, conversations: int = 36, loads: int = 3) -> list[Golden]:
    """Random conversations, each read again as it grows: the rows of each load."""
    found = []
    threads: dict[str, list] = {}
    for number in range(loads):
        told = Golden(timezone="Europe/Dublin")
        told.row("admins", id="1", name=f"Anna {number}")
        for name in (f"c{n}" for n in range(conversations)):
            if name in threads and random.random() < 0.5:
                continue
            thread = threads.setdefault(name, [])
            grow(random, thread, name)
            tell(told, name, thread, random)
        found.append(told)
    return found


def grow(random: Random, thread: list, name: str) -> None:
    if thread and random.random() < 0.2:
        del thread[random.randrange(len(thread))]
    for _ in range(random.randrange(6)):
        kind, author, to = random.choice(ACTS)
        at = f"+0 Mon {9 + len(thread) % 14:02}:{random.choice((0, 0, 7, 30)):02}"
        number = f"{len(thread)}{random.randrange(10**6):06}{name[1:]}"
        thread.append(part(at, kind, author, to=to, id=number, event_details=SLA))


def tell(told: Golden, name: str, thread: list, random: Random) -> None:
    told.conversation(
        name,
        "Mon 09:00",
        *thread,
        by=OPENERS[int(name[1:]) % len(OPENERS)],
        state=random.choice(("open", "closed", "snoozed")),
        tags=random.choice(([], [{"id": "1", "name": "spam"}], [{"id": "2", "name": "vip"}])),
        parts_truncated=random.random() < 0.1,
        parts_total_count=len(thread) + random.choice((0, 0, 5)),
        synced_at=moment(f"+{random.randrange(2, 9)} Mon 00:00"),
    )
    if random.random() < 0.1:
        told.row(
            "deleted_conversations",
            id=name,
            deleted_at=moment("+2 Mon 00:00"),
            metrics_retained=random.random() < 0.5,
        )


def contents(warehouse) -> dict[str, list]:
    return {
        name: sorted(warehouse.sql(f"select * from intercom_reporting.{name}"), key=str)
        for name, model in MODELS.items()
        if not model.is_view
    }


@pytest.fixture
def fresh(empty_warehouse):
    empty_warehouse.clear()
    return empty_warehouse


@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_split_into_loads_equals_one_full_rebuild(fresh, seed):
    settings = Settings(excluded_tags=("spam",))
    for number, told in enumerate(history(Random(seed))):
        fresh.load(told.rows, load_id=f"1700000000.{number}")
        modes = {run.name: run.mode for run in fresh.transform(settings=settings)}

    incremental = contents(fresh)
    fresh.transform(settings=settings, full=True)

    assert modes["conversation_events"] == "incremental"
    assert incremental == contents(fresh)


def two_loads(fresh) -> None:
    first, second = Golden(), Golden()
    first.conversation("a", "Mon 09:00")
    first.conversation("b", "Mon 09:00")
    second.conversation("a", "Mon 09:00", part("Mon 09:10", "comment", ANNA))
    fresh.load(first.rows, load_id="1.1")
    fresh.transform()
    fresh.load(second.rows, load_id="1.2")


def modes(runs) -> dict[str, str]:
    return {run.name: run.mode for run in runs}


def test_a_run_on_the_next_day_that_brings_nothing_equals_a_full_rebuild(fresh):
    first, second = Golden(), Golden()
    first.conversation("a", "Mon 09:00", part("Mon 09:05", "assignment", ANNA, to=TO_ANNA))
    for told, day in ((first, "Mon 12:00"), (second, "Wed 12:00")):
        columns = {"run_id": day, "resource": "conversations", "status": "complete"}
        told.row("sync_runs", **columns, started_at=moment(day), finished_at=moment(day))
        fresh.load(told.rows, load_id=day)
        fresh.transform()

    incremental = contents(fresh)
    fresh.transform(full=True)

    assert incremental == contents(fresh)
    assert len(incremental["backlog_daily"]) == 4  # Monday's arrival, and three days with Anna


def test_what_is_gone_and_what_came_back_equal_a_full_rebuild(fresh):
    first, second, third = Golden(), Golden(), Golden()
    for name in ("gone", "kept", "retained", *(f"other {n}" for n in range(9))):
        first.conversation(
            name,
            "Mon 09:00",
            part("Mon 09:10", "comment", ANNA),
            tags=[{"id": "1", "name": "vip"}],
            synced_at=moment("Mon 12:00"),
        )
    first.row("tags", id="1", name="vip", synced_at=moment("Mon 12:00"))
    columns = {"run_id": "r", "resource": "tags", "status": "complete", "read_kind": "complete"}
    second.row("sync_runs", **columns, started_at=moment("Tue 12:00"))
    second.row("gone_objects", resource="conversations", id="gone", seen_at=moment("Tue 12:00"))
    second.row(
        "deleted_conversations",
        id="retained",
        deleted_at=moment("Tue 11:00"),
        metrics_retained=True,
    )
    third.conversation("gone", "Mon 09:00", part("Mon 09:20", "comment", ANNA))
    found = []
    for number, told in enumerate((first, second, third)):
        fresh.load(told.rows, load_id=f"1.{number}")
        fresh.transform()
        found.append(fresh.table("conversations", "human_replies", "conversation_id = 'gone'"))

    incremental = contents(fresh)
    fresh.transform(full=True)

    assert incremental == contents(fresh)
    assert found == [[(1,)], [], [(1,)]]


def test_a_conversation_leaves_when_only_the_other_one_tells_of_the_merge(fresh):
    merged = {"secondary_conversation_id": "a", "primary_conversation_id": "b"}
    first, second, third = Golden(), Golden(), Golden()
    first.conversation("a", "Mon 09:00")
    first.conversation("b", "Mon 09:00")
    second.conversation(
        "b",
        "Mon 09:00",
        part("Mon 09:30", "merged_primary_conversation", ANNA, event_details=merged),
    )
    third.conversation("a", "Mon 09:00", part("Mon 10:00", "comment", CUSTOMER, id="900"))
    for number, told in enumerate((first, second, third)):
        fresh.load(told.rows, load_id=f"1.{number}")
        fresh.transform()

        left = [("a",), ("b",)] if number == 0 else [("b",)]
        assert fresh.table("conversations", "conversation_id") == left
    incremental = contents(fresh)
    fresh.transform(full=True)

    assert fresh.table("stg_conversations", "merged_into_id", "is_merged") == [("b",)]
    assert incremental == contents(fresh)


def test_the_country_of_a_merged_contact_follows_the_survivor(fresh):
    first, second = Golden(), Golden()
    first.conversation("a", "Mon 09:00")
    first.conversation("b", "Mon 09:00", by={**CUSTOMER, "author_id": "c2"})
    first.row("contacts", id="c1", location_country="Ireland")
    first.row("contacts", id="c2", location_country="Spain")
    first.row(
        "gone_objects", resource="contacts", id="c1", moved_to="c2", seen_at=moment("Tue 09:00")
    )
    second.row("contacts", id="c2", location_country="Italy")
    found = []
    for number, told in enumerate((first, second)):
        fresh.load(told.rows, load_id=f"1.{number}")
        fresh.transform()
        found.append(fresh.table("int_conversation_countries", "conversation_id, country"))
    incremental = contents(fresh)
    fresh.transform(full=True)

    assert found == [[("a", country), ("b", country)] for country in ("Spain", "Italy")]
    assert incremental == contents(fresh)


def test_without_a_new_load_nothing_is_recomputed(fresh):
    two_loads(fresh)
    fresh.transform()

    assert set(modes(fresh.transform()).values()) == {"unchanged"}


def test_a_run_of_some_models_leaves_the_load_to_the_others(fresh):
    two_loads(fresh)
    fresh.transform(select=["stg_workspaces"])

    found = modes(fresh.transform())

    assert found["conversation_events"] == "incremental"
    assert fresh.table("conversations", "conversation_id, human_replies") == [("a", 1), ("b", 0)]


def test_only_rows_of_changed_conversations_are_written(fresh):
    two_loads(fresh)
    fresh.sql("update intercom_reporting.conversation_events set app_package_code = 'old'")

    fresh.transform()

    assert fresh.table("conversation_events", "conversation_id, app_package_code") == [
        ("a", None),
        ("a", None),
        ("b", "old"),
    ]


def test_another_setting_rebuilds_what_depends_on_it(fresh):
    two_loads(fresh)
    fresh.transform()

    found = modes(fresh.transform(settings=Settings(report_time_zone="Asia/Tokyo")))

    assert found["stg_workspaces"] == "full"
    assert found["int_conversation_profiles"] == "full"
    assert found["part_types"] == "unchanged"


def test_raw_tables_that_were_loaded_anew_are_read_in_full(fresh):
    two_loads(fresh)
    fresh.transform()
    fresh.sql("drop schema intercom cascade")
    told = Golden()
    told.conversation("b", "Mon 09:00")
    fresh.load(told.rows, load_id="2.1")

    fresh.transform()

    assert fresh.table("conversations", "conversation_id") == [("b",)]
    assert set(modes(fresh.transform()).values()) == {"unchanged"}


def test_a_table_that_somebody_dropped_comes_back(fresh):
    two_loads(fresh)
    fresh.transform()
    fresh.sql("drop table intercom_reporting.int_states cascade")

    found = modes(fresh.transform())

    assert found["int_states"] == "full"


@pytest.mark.parametrize(
    "model", [model for model in MODELS.values() if model.incremental], ids=lambda model: model.name
)
def test_what_is_recomputed_in_part_reads_nothing_that_changes_unseen(model):
    """A raw table may only be read through a view that carries the key, so that it is cut."""

    def unseen(name: str) -> set[str]:
        view = MODELS[name]
        if not view.is_view or name in CARRY:
            return set()
        raw = any(ref.is_raw for ref in view.references) and "conversation_id" not in view.key
        below = set().union(*(unseen(below) for below in view.inputs))
        return below | ({name} if raw else set())

    assert set().union(*(unseen(name) for name in model.inputs)) == set()


CARRY = {
    "stg_conversation_parts",
    "stg_conversation_handling_events",
    "stg_conversation_tag_changes",
    "stg_contacts",
    "stg_sync_runs",
    "stg_gone_parents",
}
"""A part belongs to one conversation; a contact's conversations are found when it changes. A run is
complete when the conversations that it read are loaded. What is computed in part reads what is
removed, and not what is deleted with a parent."""
