"""Threads as Intercom really recorded them, served again: true facts, and words made up.

`recorded_threads.json` says of each thread what happened when, and the statistics that Intercom
gave of it. Threads under one schedule make one workspace.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.handmade import WORKSPACE, Handmade, Object, conversation, part

THREADS: list[Object] = json.loads(
    (Path(__file__).parent / "recorded_threads.json").read_text(encoding="utf-8")
)["threads"]
WORDS = "<p>Some words.</p>"
ADMIN = {"type": "admin", "id": "1", "name": "Anna", "email": "anna@example.com"}
OPERATOR = {"type": "admin", "id": "9", "name": "Operator", "email": "operator+x@intercom.io"}
PEOPLE = {
    "admin": ADMIN,
    "bot/operator": {"type": "bot", "id": "9", "name": "Operator", "email": "operator@example.com"},
    "user": {"type": "user", "id": "c1", "name": "Kim", "email": "kim@example.org"},
    "lead": {"type": "lead", "id": "c1", "name": "Kim", "email": "kim@example.org"},
}
ASSIGNEES = {"admin": {"type": "admin", "id": "1"}, "team": {"type": "team", "id": "51"}}
WEEKDAYS = [
    {"start_minute": day * 1_440 + 9 * 60, "end_minute": day * 1_440 + 17 * 60} for day in range(5)
]


def workspaces() -> dict[str, Handmade]:
    """An Intercom for each schedule, by the name of its workspace."""
    found: dict[str, list[Object]] = defaultdict(list)
    for thread in THREADS:
        found[json.dumps(thread["schedule"])].append(thread)
    return {
        f"w{number}": _workspace(f"w{number}", json.loads(schedule), threads)
        for number, (schedule, threads) in enumerate(found.items(), start=1)
    }


def statistics() -> int:
    """How many comparisons there are."""
    return sum(len(thread["statistics"]) for thread in THREADS)


def _workspace(name: str, schedule: Object | None, threads: list[Object]) -> Handmade:
    made = Handmade(conversations=[_conversation(thread) for thread in threads])
    zone = schedule["zone"] if schedule else "UTC"
    made.me = {**WORKSPACE, "app": {**WORKSPACE["app"], "id_code": name, "timezone": zone}}
    made.lists["/office_hours_schedules"] = [_schedule(schedule)] if schedule else []
    return made


def _schedule(told: Object) -> Object:
    return {
        "type": "office_hours_schedule",
        "id": "1",
        "name": "Default",
        "time_zone_name": told["zone"],
        "twenty_four_seven": told["all_day"],
        "time_intervals": [] if told["all_day"] else WEEKDAYS,
    }


def _conversation(thread: Object) -> Object:
    begun, numbers = thread["created_at"], count(1)
    parts = [
        part(
            f"{thread['case'][1:]}{next(numbers):03}",
            part_type=kind,
            body=WORDS if has_text else None,
            created_at=begun + after,
            author=PEOPLE[author],
            assigned_to=ASSIGNEES.get(to),
            state=state,
        )
        for after, kind, author, has_text, to, state in thread["parts"]
    ]
    return conversation(
        thread["case"],
        *parts,
        created_at=begun,
        updated_at=begun + 1 + max((told[0] for told in thread["parts"]), default=0),
        state=thread["state"],
        source=_source(thread["opening"]),
        statistics=dict(_statistics(thread)),
    )


def _source(opening: Object | None) -> Object | None:
    if opening is None:
        return None
    return {
        "type": opening["type"],
        "id": "1",
        "delivered_as": opening["delivered_as"],
        "body": WORDS if opening["has_text"] else "",
        "author": OPERATOR if opening["operator"] else PEOPLE[opening["author"]],
    }


def _statistics(thread: Object) -> Iterator[tuple[str, object]]:
    for name, value in thread["statistics"].items():
        if name == "last_closed_by_id":
            yield name, ADMIN["id"] if value else None
        elif name.endswith("_at") and value is not None:
            yield name, thread["created_at"] + value["after"]
        else:
            yield name, value
