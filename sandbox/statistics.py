"""Intercom's conversation statistics, computed from the parts and nothing else.

Definitions follow Intercom's field descriptions. All moments are Unix seconds and all durations
seconds; `time_to_admin_reply`, `time_to_first_close`, `time_to_last_close` and
`median_time_to_reply` run on the office clock, everything else on the wall clock. A moment that
has not come yet is null.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from sandbox.parts import CUSTOMER_TYPES, NOTE_TYPES

Json = dict[str, Any]
OfficeSeconds = Callable[[int, int], int]

# A first letter outside of tags; looked for from the left, so that it is found at once.
_WORDS = re.compile(r"(?:^|>)(?:\s|&nbsp;)*(?!&nbsp;)[^<\s]")


class Stretch(NamedTuple):
    """A time for which a conversation was open and assigned to one teammate."""

    admin_id: str
    started_at: int
    ended_at: int


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
    if part["part_type"] in NOTE_TYPES:
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
    """The moments that count: those from the customer's first message on."""

    start: int | None
    parts: list[Json]
    messages: list[Json]
    assigned_at: list[int]
    admin_replies_at: list[int]
    contact_replies_at: list[int]
    closes: list[Json]


def statistics(
    conversation: Json, office_seconds: OfficeSeconds, team_names: Mapping[str, str]
) -> Json:
    """All 22 statistics of a conversation with its complete parts."""
    parts = ordered(conversation["conversation_parts"]["conversation_parts"])
    timeline = _timeline(first_contact_reply_at(conversation, parts), parts)
    handled = handling_stretches(conversation["created_at"], parts)
    pauses = conversation.get("_handling_events", ())
    is_closed = bool(parts) and parts[-1]["state"] == "closed"
    return {
        "type": "conversation_statistics",
        **_durations(timeline, office_seconds),
        **_moments(timeline),
        "count_reopens": count_reopens(timeline.parts),
        "count_assignments": len(timeline.assigned_at),
        "count_conversation_parts": len(parts),
        **_team_responses(timeline, office_seconds, team_names),
        **_handling_times(handled if is_closed else [], pauses),
    }


def _timeline(start: int | None, parts: list[Json]) -> Timeline:
    counted = [part for part in parts if start is not None and part["created_at"] >= start]
    messages = [part for part in counted if is_reply(part)]
    return Timeline(
        start,
        counted,
        messages,
        [part["created_at"] for part in counted if is_assignment(part)],
        [part["created_at"] for part in messages if is_teammate(part["author"])],
        [part["created_at"] for part in messages if is_customer(part["author"])],
        [part for part in counted if part["part_type"] == "close"],
    )


def _durations(timeline: Timeline, office_seconds: OfficeSeconds) -> Json:
    start, reply_at = timeline.start, _first(timeline.admin_replies_at)
    if start is None:
        names = ("assignment", "admin_reply", "first_close", "last_close")
        return {f"time_to_{name}": None for name in names} | {"median_time_to_reply": None}
    before_reply = [at for at in timeline.assigned_at if reply_at is not None and at <= reply_at]
    closes, waits = timeline.closes, customer_waits(start, timeline.messages)
    return {
        "time_to_assignment": before_reply[-1] - start if before_reply else None,
        "time_to_admin_reply": office_seconds(start, reply_at) if reply_at else None,
        "time_to_first_close": office_seconds(start, closes[0]["created_at"]) if closes else None,
        "time_to_last_close": office_seconds(start, closes[-1]["created_at"]) if closes else None,
        "median_time_to_reply": _median([office_seconds(*wait) for wait in waits]),
    }


def _moments(timeline: Timeline) -> Json:
    assigned_at, replies_at, closes = (
        timeline.assigned_at,
        timeline.admin_replies_at,
        timeline.closes,
    )
    after_assignment = [at for at in replies_at if assigned_at and at >= assigned_at[-1]]
    return {
        "first_contact_reply_at": timeline.start,
        "first_assignment_at": _first(assigned_at),
        "first_admin_reply_at": _first(replies_at),
        "first_close_at": closes[0]["created_at"] if closes else None,
        "last_assignment_at": _last(assigned_at),
        "last_assignment_admin_reply_at": _first(after_assignment),
        "last_contact_reply_at": _last(timeline.contact_replies_at) or timeline.start,
        "last_admin_reply_at": _last(replies_at),
        "last_close_at": closes[-1]["created_at"] if closes else None,
        "last_closed_by_id": closes[-1]["author"]["id"] if closes else None,
    }


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


def _handling_times(
    handled: Sequence[Stretch], pauses: Iterable[tuple[str, int, int]]
) -> dict[str, int | None]:
    """Both are known once the conversation is closed, if a teammate ever had it while open."""
    if not handled:
        return {"handling_time": None, "adjusted_handling_time": None}
    seconds = sum(stretch.ended_at - stretch.started_at for stretch in handled)
    active = seconds - paused_seconds(pauses, handled)
    return {"handling_time": seconds, "adjusted_handling_time": active}


def first_contact_reply_at(conversation: Json, parts: Iterable[Json]) -> int | None:
    """The customer's first message: the opening one, or the first reply to an outbound one."""
    source = conversation["source"]
    if source is None or is_customer(source["author"]):
        return int(conversation["created_at"])
    for part in parts:
        if is_customer(part["author"]) and is_reply(part):
            return int(part["created_at"])
    return None


def customer_waits(start: int, messages: Iterable[Json]) -> list[tuple[int, int]]:
    """(from, until) of every time a customer waited for a teammate and was answered."""
    waits = []
    waiting_since: int | None = start
    for part in messages:
        if is_customer(part["author"]):
            waiting_since = waiting_since or part["created_at"]
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


def handling_stretches(created_at: int, parts: Sequence[Json]) -> list[Stretch]:
    """Stretches for which the conversation was open and assigned to a teammate.

    A last stretch that is still running ends at the newest part.
    """
    stretches: list[Stretch] = []
    admin, since, state = None, created_at, "open"
    for part in parts:
        assigned_to = part["assigned_to"]
        next_admin = admin
        if assigned_to and assigned_to["type"] in ("admin", "nobody_admin"):
            next_admin = assigned_to["id"]
        if (next_admin, part["state"]) == (admin, state):
            continue
        if admin and state == "open":
            stretches.append(Stretch(admin, since, part["created_at"]))
        admin, since, state = next_admin, part["created_at"], part["state"]
    if admin and state == "open" and parts:
        stretches.append(Stretch(admin, since, parts[-1]["created_at"]))
    return [stretch for stretch in stretches if stretch.ended_at > stretch.started_at]


def paused_seconds(pauses: Iterable[tuple[str, int, int]], handled: Iterable[Stretch]) -> int:
    """Seconds of (teammate, paused at, resumed at) that fall into that teammate's stretches."""
    return sum(
        max(min(resumed, stretch.ended_at) - max(paused, stretch.started_at), 0)
        for admin_id, paused, resumed in pauses
        for stretch in handled
        if stretch.admin_id == admin_id
    )


def _response_time(team: str, team_names: Mapping[str, str], seconds: int) -> Json:
    return {"team_id": int(team), "team_name": team_names.get(team), "response_time": seconds}


def _first(moments: Sequence[int]) -> int | None:
    return moments[0] if moments else None


def _last(moments: Sequence[int]) -> int | None:
    return moments[-1] if moments else None


def _median(durations: Sequence[int]) -> int | None:
    return int(median(durations)) if durations else None
