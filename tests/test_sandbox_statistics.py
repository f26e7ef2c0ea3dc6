"""The sandbox's statistics are those that Intercom gave of threads that it really recorded."""

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sandbox.office_hours import OfficeHours
from sandbox.parts import Event, render_part, state_after
from sandbox.statistics import statistics

Object = dict[str, Any]
THREADS = json.loads((Path(__file__).parent / "recorded_threads.json").read_text())["threads"]
PEOPLE = {
    "admin": {"type": "admin", "id": "somebody", "email": "anna@example.com"},
    "bot/operator": {"type": "bot", "id": "operator", "email": "operator+a@intercom.io"},
    "operator": {"type": "admin", "id": "operator", "email": "operator+a@intercom.io"},
    "user": {"type": "user", "id": "kim", "email": "kim@example.org"},
    "lead": {"type": "lead", "id": "kim", "email": "kim@example.org"},
}
# In one thread Intercom noted the customer's opening a second after it made the conversation.
NOTED_AFTER = {"r07": 1}


def conversation(thread: Object) -> Object:
    """The recorded facts as the sandbox holds a conversation; the words are made up."""
    begun, opening, state, numbers, parts = (
        *(thread["created_at"], thread["opening"]),
        *("open", count(1), []),
    )
    for after, kind, author, has_text, assigned_to, _ in thread["parts"]:
        person, body = PEOPLE[author], "<p>Words.</p>" if has_text else None
        state = state_after(state, kind, person, body)
        target = {"type": assigned_to, "id": "7"} if assigned_to else None
        event = Event(begun + after, kind, person, state, body, target)
        parts.append(render_part(event, next(numbers)))
    author = opening and PEOPLE["operator" if opening["operator"] else opening["author"]]
    return {
        "created_at": begun,
        "source": opening and {"author": author},
        "conversation_parts": {"conversation_parts": parts},
        "_noted_after": NOTED_AFTER.get(thread["case"], 0),
    }


def clock(schedule: Object | None, around: int) -> Callable[[int, int], int]:
    """The office hours in force, or the clock on the wall."""
    if schedule is None or schedule["all_day"]:
        return lambda start, end: end - start
    return OfficeHours(schedule["zone"], around).between


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["case"])
def test_statistics_are_those_that_intercom_recorded(thread):
    begun = thread["created_at"]

    found = statistics(conversation(thread), clock(thread["schedule"], begun), {})

    assert {name: found[name] for name in thread["statistics"]} == {
        name: begun + value["after"] if isinstance(value, dict) else value
        for name, value in thread["statistics"].items()
    }


def test_the_state_after_the_last_part_is_the_recorded_one():
    ends = {one["case"]: conversation(one)["conversation_parts"] for one in THREADS}

    assert {case: listed["conversation_parts"][-1]["state"] for case, listed in ends.items()} == {
        one["case"]: one["state"] for one in THREADS
    }


SATURDAY_10 = 1_763_200_800  # 2025-11-15 10:00 in Berlin
NINE_TO_FIVE = {"zone": "Europe/Berlin", "all_day": False}
BY_CUSTOMER = {"author": "user", "operator": False}


def told(*parts: tuple[int, str, str, bool, str | None]) -> Object:
    """A conversation that a customer begins on a Saturday, in the form of the recorded ones."""
    facts = [[*part, None] for part in parts]
    return {"case": "told", "created_at": SATURDAY_10, "opening": BY_CUSTOMER, "parts": facts}


def test_what_took_no_open_second_is_null_and_an_assignment_may_answer_itself():
    thread = told((60, "assignment", "admin", True, "admin"), (90, "close", "admin", True, None))

    found = statistics(conversation(thread), clock(NINE_TO_FIVE, SATURDAY_10), {})

    assert {
        name: value for name, value in found.items() if name.startswith(("time", "median"))
    } == {
        "time_to_assignment": None,
        "time_to_admin_reply": None,
        "time_to_first_close": None,
        "time_to_last_close": None,
        "median_time_to_reply": None,
    }
    moments = ("first_assignment_at", "last_assignment_admin_reply_at", "first_admin_reply_at")
    assert {found[name] for name in moments} == {SATURDAY_10 + 60}
    assert found["first_close_at"] == SATURDAY_10 + 90


@pytest.mark.parametrize(
    "kind", ["conversation_summary", "note", "note_and_close", "note_and_snooze", "from_tomorrow"]
)
def test_notes_summaries_and_what_is_unknown_answer_nobody(kind):
    thread = told((60, kind, "admin", True, None), (3_600, "comment", "admin", True, None))

    found = statistics(conversation(thread), clock(None, SATURDAY_10), {})

    assert found["first_admin_reply_at"] == SATURDAY_10 + 3_600
    assert found["time_to_admin_reply"] == 3_600


def test_a_note_may_close():
    thread = told((60, "note_and_close", "admin", True, None), (90, "comment", "user", True, None))

    found = statistics(conversation(thread), clock(None, SATURDAY_10), {})

    assert (found["first_close_at"], found["count_reopens"]) == (SATURDAY_10 + 60, 1)
