"""How long teammates had a conversation while it was open; recorded nowhere, so from documents."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]


class Stretch(NamedTuple):
    """A time for which a conversation was open and assigned to one teammate."""

    admin_id: str
    started_at: int
    ended_at: int


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


def handling_times(
    handled: Sequence[Stretch], pauses: Iterable[tuple[str, int, int]]
) -> dict[str, int | None]:
    """Both are known once the conversation is closed, if a teammate ever had it while open."""
    if not handled:
        return {"handling_time": None, "adjusted_handling_time": None}
    seconds = sum(stretch.ended_at - stretch.started_at for stretch in handled)
    active = seconds - paused_seconds(pauses, handled)
    return {"handling_time": seconds, "adjusted_handling_time": active}
