"""Intercom's conversation statistics, computed from the parts and nothing else.

They are what Intercom gave for threads that it recorded (tests/recorded_threads.json); where none
was recorded, as for handling times and teams, they follow its field descriptions. All moments are
Unix seconds and all durations seconds; `time_to_...` and `median_time_to_reply` run on the office
clock, the rest on the wall clock. What has not come yet is null, and so is what took no time.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from sandbox.handling import handling_stretches, handling_times
from sandbox.parts import CLOSING_TYPES, CUSTOMER_TYPES, SPOKEN_TYPES

Json = dict[str, Any]
OfficeSeconds = Callable[[int, int], int]

# A first letter outside of tags; looked for from the left, so that it is found at once.
_WORDS = re.compile(r"(?:^|>)(?:\s|&nbsp;)*(?!&nbsp;)[^<\s]")


def is_customer(author: Json) -> bool:
    """Whether the author is on the customer's side."""
    return author["type"] in CUSTOMER_TYPES


def is_teammate(author: Json) -> bool:
    """Whether a human teammate wrote this; Operator and Fin may appear as `admin` too."""
    return (
        author["type"] == "admin"
        and not author.get("from_ai_agent")
        and not author.get("is_ai_answer")
        and not (author.get("email") or "").startswith("operator+")
    )


def is_reply(part: Json) -> bool:
    """Whether the customer can see words or files of this part, whatever its type."""
    if part["part_type"] not in SPOKEN_TYPES:
        return False
    return bool(part["attachments"]) or _WORDS.search(part["body"] or "") is not None


def is_assignment(part: Json) -> bool:
    """Whether the part gives the conversation to somebody."""
    assigned_to = part["assigned_to"]
    return bool(assigned_to) and assigned_to["type"] in ("admin", "team", "bot")


def ordered(parts: Iterable[Json]) -> list[Json]:
    """Parts by time; parts of one second by number."""
    return sorted(parts, key=lambda part: (part["created_at"], int(part["id"])))


class Timeline(NamedTuple):
    """What counts: the customer's first message and what comes after it, in Intercom's order."""

    start: int | None
    parts: list[Json]
    messages: list[Json]
    assignments: list[Json]
    admin_replies: list[Json]
    contact_replies: list[Json]
    closes: list[Json]


def statistics(
    conversation: Json, office_seconds: OfficeSeconds, team_names: Mapping[str, str]
) -> Json:
    """All 22 statistics of a conversation with its complete parts."""
    parts = ordered(conversation["conversation_parts"]["conversation_parts"])
    timeline = _timeline(conversation, parts)
    handled = handling_stretches(conversation["created_at"], parts)
    pauses = conversation.get("_handling_events", ())
    is_closed = bool(parts) and parts[-1]["state"] == "closed"
    return {
        "type": "conversation_statistics",
        **_durations(timeline, office_seconds),
        **_moments(timeline),
        "count_reopens": count_reopens(timeline.parts),
        "count_assignments": len(timeline.assignments),
        # The source is one of them, also where there is none.
        "count_conversation_parts": len(parts) + 1,
        **_team_responses(timeline, office_seconds, team_names),
        **handling_times(handled if is_closed else [], pauses),
    }


def _timeline(conversation: Json, parts: list[Json]) -> Timeline:
    number = first_contact_message(conversation, parts)
    counted = [] if number is None else parts[max(number, 0) :]
    messages = [part for part in counted if is_reply(part)]
    return Timeline(
        first_contact_reply_at(conversation, parts),
        counted,
        messages,
        [part for part in counted if is_assignment(part)],
        [part for part in messages if is_teammate(part["author"])],
        [part for part in messages if is_customer(part["author"])],
        [part for part in counted if part["part_type"] in CLOSING_TYPES],
    )


def _durations(timeline: Timeline, office_seconds: OfficeSeconds) -> Json:
    start, closes = timeline.start, timeline.closes
    if start is None:
        names = ("assignment", "admin_reply", "first_close", "last_close")
        return {f"time_to_{name}": None for name in names} | {"median_time_to_reply": None}

    def until(part: Json | None) -> int | None:
        return office_seconds(start, part["created_at"]) or None if part else None

    waits = customer_waits(start, timeline.messages)
    return {
        "time_to_assignment": until(_assignment_before_reply(timeline)),
        "time_to_admin_reply": until(_first(timeline.admin_replies)),
        "time_to_first_close": until(_first(closes)),
        "time_to_last_close": until(_last(closes)),
        "median_time_to_reply": _median([office_seconds(*wait) for wait in waits]),
    }


def _assignment_before_reply(timeline: Timeline) -> Json | None:
    """The last assignment until the first answer, which it may hold itself; None without one."""
    found = None
    for part in timeline.parts:
        if is_assignment(part):
            found = part
        if timeline.admin_replies and part is timeline.admin_replies[0]:
            return found
    return None


def _moments(timeline: Timeline) -> Json:
    assignments, replies, closes = timeline.assignments, timeline.admin_replies, timeline.closes
    last_contact = _last(timeline.contact_replies)
    return {
        "first_contact_reply_at": timeline.start,
        "first_assignment_at": _at(_first(assignments)),
        "first_admin_reply_at": _at(_first(replies)),
        "first_close_at": _at(_first(closes)),
        "last_assignment_at": _at(_last(assignments)),
        "last_assignment_admin_reply_at": _at(_reply_to_assignment(timeline)),
        "last_contact_reply_at": _at(last_contact) if last_contact else timeline.start,
        "last_admin_reply_at": _at(_last(replies)),
        "last_close_at": _at(_last(closes)),
        "last_closed_by_id": closes[-1]["author"]["id"] if closes else None,
    }


def _reply_to_assignment(timeline: Timeline) -> Json | None:
    """The first answer since the last assignment, whose own words are one."""
    found = None
    for part in timeline.parts:
        if is_assignment(part):
            found = None
        if found is None and is_reply(part) and is_teammate(part["author"]):
            found = part
    return found if timeline.assignments else None


def _team_responses(
    timeline: Timeline, office_seconds: OfficeSeconds, team_names: Mapping[str, str]
) -> Json:
    found = team_first_responses(timeline.parts)
    name = "assigned_team_first_response_time"
    return {
        name: [_response_time(team, team_names, end - begin) for team, begin, end in found],
        f"{name}_in_office_hours": [
            _response_time(team, team_names, office_seconds(begin, end))
            for team, begin, end in found
        ],
    }


OPENING = -1
"""The place of the opening message, before the first part."""


def first_contact_message(conversation: Json, parts: Sequence[Json]) -> int | None:
    """Where the customer first says something: in the opening, or in a part with this number.

    A conversation without a source, as one that was born as a ticket, was begun by nobody.
    """
    source = conversation["source"]
    if source is not None and is_customer(source["author"]):
        return OPENING
    for number, part in enumerate(parts):
        if is_customer(part["author"]) and is_reply(part):
            return number
    return None


def first_contact_reply_at(conversation: Json, parts: Sequence[Json]) -> int | None:
    """When the customer first says something, which Intercom may note a second late."""
    number = first_contact_message(conversation, parts)
    if number == OPENING:
        return int(conversation["created_at"]) + int(conversation.get("_noted_after", 0))
    return None if number is None else int(parts[number]["created_at"])


def customer_waits(start: int, messages: Iterable[Json]) -> list[tuple[int, int]]:
    """(from, until) for each answer: from the last message that the customer wrote before it."""
    waits = []
    waiting_since: int | None = start
    for part in messages:
        if is_customer(part["author"]):
            waiting_since = part["created_at"]
        elif is_teammate(part["author"]) and waiting_since is not None:
            waits.append((waiting_since, part["created_at"]))
            waiting_since = None
    return waits


def count_reopens(parts: Iterable[Json]) -> int:
    """How often a closed conversation was opened again."""
    reopens, was_closed = 0, False
    for part in parts:
        is_closed = part["state"] == "closed"
        reopens += was_closed and not is_closed
        was_closed = is_closed
    return reopens


def team_first_responses(parts: Iterable[Json]) -> list[tuple[str, int, int]]:
    """(team, assigned at, answered at) for each team that answered while it was assigned."""
    found: dict[str, tuple[str, int, int]] = {}
    team, assigned_at = None, 0
    for part in parts:
        # Words that come with an assignment answer for the team that hands over.
        if team and team not in found and is_teammate(part["author"]) and is_reply(part):
            found[team] = (team, assigned_at, part["created_at"])
        assigned_to = part["assigned_to"] or {}
        if assigned_to.get("type") == "team" and assigned_to["id"] != team:
            team, assigned_at = assigned_to["id"], part["created_at"]
    return list(found.values())


def _response_time(team: str, team_names: Mapping[str, str], seconds: int) -> Json:
    return {"team_id": int(team), "team_name": team_names.get(team), "response_time": seconds}


def _at(part: Json | None) -> int | None:
    return int(part["created_at"]) if part else None


def _first(parts: Sequence[Json]) -> Json | None:
    return parts[0] if parts else None


def _last(parts: Sequence[Json]) -> Json | None:
    return parts[-1] if parts else None


def _median(durations: Sequence[int]) -> int | None:
    return int(median(durations)) or None if durations else None
