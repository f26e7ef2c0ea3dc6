"""What the checks are worth: each holds on true tables and finds every fault that is planted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.golden.story import (
    ANNA,
    BEN,
    CUSTOMER,
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
from transforms.models import CHECKS, FOLDERS, load

HERE = moment("Sun 12:00")
settings = Settings(as_of=HERE)
told = Golden()
told.row("admins", id="1", name="Anna")
told.conversation(
    "there_and_back",
    "Mon 09:00",
    part("Mon 09:05", "assignment", OPERATOR, to=SUPPORT),
    part("Mon 09:10", "assignment", ANNA, to=TO_ANNA),
    part("Mon 09:30", "comment", ANNA),
    part("Mon 09:40", "snoozed", ANNA),
    part("Mon 10:40", "comment", CUSTOMER),
    part("Mon 10:50", "assignment", ANNA, to=TO_BEN),
    part("Mon 11:00", "close", BEN, "Done."),
    part("Tue 21:00", "comment", CUSTOMER),
    part("Wed 08:00", "assignment", BEN, to=NOBODY),
    part("Wed 09:00", "assignment", BEN, to=TO_ANNA),
    part("Wed 10:00", "close", ANNA, "Bye."),
    state="closed",
    synced_at=HERE,
)
told.conversation("in_hand", "Mon 09:00", part("Mon 09:10", "assignment", ANNA, to=TO_ANNA))
for number, (at, away) in enumerate([("Mon 08:00", False), ("Mon 20:00", True), ("Tue 08:00", 0)]):
    told.row(
        "admin_activity_logs",
        id=f"l{number}",
        activity_type="admin_away_mode_change",
        admin_id="1",
        metadata={"away_mode": bool(away)},
        created_at=moment(at),
    )

EARLIER = "update {} set {} = {} - interval '1 hour' where {} is not null"
LATER = "update {} set {} = {} + interval '2 days' where {} is not null"
TWICE = "insert into {0} select * from {0}"


def gap(table: str, column: str = "ended_at") -> str:
    return EARLIER.format(f"intercom_reporting.{table}", column, column, column)


def overlap(table: str, column: str = "ended_at") -> str:
    return LATER.format(f"intercom_reporting.{table}", column, column, column)


def twice(table: str) -> str:
    return TWICE.format(f"intercom_reporting.{table}")


FAULTS = [
    ("states_without_gaps", gap("int_states")),
    ("states_without_gaps", overlap("int_states")),
    ("states_without_gaps", twice("int_states")),
    ("states_without_gaps", "update intercom_reporting.int_states set state = 'open'"),
    ("assignments_without_gaps", gap("conversation_assignments")),
    ("assignments_without_gaps", overlap("conversation_assignments")),
    ("assignments_without_gaps", twice("conversation_assignments")),
    ("assignments_without_gaps", "update intercom_reporting.conversation_assignments"
                                 " set ended_at = null, ended_by = 'now'"),
    ("handling_without_gaps", gap("handling_sessions")),
    ("handling_without_gaps", overlap("handling_sessions")),
    ("handling_without_gaps", twice("handling_sessions")),
    ("handling_without_gaps", "delete from intercom_reporting.handling_sessions"
                              " where ended_by = 'snoozed'"),
    ("presence_without_gaps", gap("int_presence_stretches")),
    ("presence_without_gaps", overlap("int_presence_stretches")),
    ("presence_without_gaps", twice("int_presence_stretches")),
    ("cycles_without_gaps", gap("int_resolution_cycles", "reopened_at")),
    ("cycles_without_gaps", overlap("int_resolution_cycles", "closed_at")),
    ("cycles_without_gaps", twice("int_resolution_cycles")),
    ("waits_without_overlaps", overlap("int_customer_waits")),
    ("waits_without_overlaps", twice("int_customer_waits")),
    ("waits_without_overlaps", "update intercom_reporting.int_customer_waits set is_open = true"),
    ("no_negative_durations", "update intercom_reporting.int_states"
                              " set ended_at = started_at - interval '1 second'"),
    ("conversations_are_whole", "delete from intercom_reporting.int_conversation_profiles"
                                " where conversation_id = 'in_hand'"),
    ("backlog_balances", "update intercom_reporting.backlog_daily set open = open + 1"),
    ("backlog_balances", "update intercom_reporting.backlog_daily set opened = opened + 1"),
]  # fmt: skip


class Undone(Exception):
    """Ends a transaction that nobody is to see."""


@contextmanager
def planted(warehouse, fault: str) -> Iterator[None]:
    """The tables with a fault in them, which nobody else sees."""
    with suppress(Undone), warehouse.client.begin_transaction():
        warehouse.sql(fault)
        yield
        raise Undone


def found(warehouse, **options) -> dict[str, int]:
    checked = warehouse.check(settings=settings, **options)
    return {result.name: result.failures for result in checked if result.failures}


def test_every_check_holds_on_true_tables(warehouse):
    assert found(warehouse) == {}


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_planted_fault_is_found(warehouse, check, fault):
    with planted(warehouse, fault):
        assert list(found(warehouse, only=[check])) == [check]

    assert found(warehouse, only=[check]) == {}


def test_a_setting_that_names_nothing_is_found(warehouse):
    wrong = Settings(excluded_tags=("spam",), extra_columns={"plan": "Plan"})

    [result] = [result for result in warehouse.check(settings=wrong) if result.failures]

    assert sorted(result.sample) == [("excluded_tags", "spam"), ("extra_columns", "Plan")]


def test_no_check_is_without_a_fault_that_it_finds():
    checks = load((*FOLDERS, CHECKS)).keys() - load().keys()

    assert {check for check, _ in FAULTS} | {"settings_name_what_exists"} == checks
