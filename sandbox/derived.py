"""What follows from the parts of a conversation: state, assignees, tags, statistics and so on.

Generated and changed conversations go through the same rules.
"""

from collections.abc import Mapping

from sandbox.directory import Directory, Json
from sandbox.office_hours import OfficeHours
from sandbox.parts import CLOSING_TYPES
from sandbox.statistics import (
    OPENING,
    first_contact_message,
    first_contact_reply_at,
    is_customer,
    is_reply,
    is_teammate,
    ordered,
    statistics,
)


def derive(conversation: Json, directory: Directory, hours: OfficeHours) -> None:
    """Compute what follows from the parts: state, assignees, tags, statistics and so on."""
    parts = ordered(conversation["conversation_parts"]["conversation_parts"])
    conversation["conversation_parts"]["total_count"] = len(parts)
    state = parts[-1]["state"] if parts else "open"
    conversation["state"], conversation["open"] = state, state != "closed"
    conversation["admin_assignee_id"], conversation["team_assignee_id"] = _assignees(parts)
    conversation["waiting_since"] = _waiting_since(conversation, parts)
    conversation["snoozed_until"] = _snoozed_until(parts) if state == "snoozed" else None
    conversation["teammates"] = _teammates(parts)
    conversation["first_contact_reply"] = _first_contact_reply(conversation, parts)
    conversation["tags"]["tags"] = _tags(parts, directory.tags_by_name)
    conversation["priority"] = _priority(parts)
    conversation["statistics"] = statistics(conversation, hours.between, directory.team_names)


def _assignees(parts: list[Json]) -> tuple[int, int]:
    admin = team = 0
    for part in parts:
        assigned_to = part["assigned_to"]
        if not assigned_to:
            continue
        if assigned_to["type"] == "team":
            team = int(assigned_to["id"] or 0)
        elif assigned_to["type"] in ("admin", "nobody_admin"):
            admin = int(assigned_to["id"] or 0)
    return admin, team


def _waiting_since(conversation: Json, parts: list[Json]) -> int | None:
    begins = first_contact_message(conversation, parts) == OPENING
    waiting: int | None = conversation["created_at"] if begins else None
    for part in parts:
        if is_customer(part["author"]) and is_reply(part):
            waiting = waiting or part["created_at"]
        elif is_reply(part) or part["part_type"] in CLOSING_TYPES:
            waiting = None
    return waiting


def _snoozed_until(parts: list[Json]) -> int:
    snoozed = [part for part in parts if part["part_type"] == "snoozed"]
    wait = 7_200 if snoozed[-1]["event_details"].get("custom_until_time") else 86_400
    return int(snoozed[-1]["created_at"]) + wait


def _teammates(parts: list[Json]) -> Json:
    replied = (part["author"] for part in parts if is_teammate(part["author"]))
    ids = dict.fromkeys(author["id"] for author in replied)
    return {"type": "admin.list", "admins": [{"type": "admin", "id": key} for key in ids]}


def _first_contact_reply(conversation: Json, parts: list[Json]) -> Json | None:
    at = first_contact_reply_at(conversation, parts)
    if at is None:
        return None
    source = conversation["source"] or {"type": "conversation", "url": None}
    return {"created_at": at, "type": source["type"], "url": source["url"]}


def _tags(parts: list[Json], known: Mapping[str, Json]) -> list[Json]:
    found: dict[str, Json] = {}
    for part in parts:
        if part["part_type"] != "conversation_tags_updated":
            continue
        applied_by = {"type": "admin", "id": part["author"]["id"]}
        for name in part["event_details"]["tags_added"]:
            if name in known:
                applied = {"applied_at": part["created_at"], "applied_by": applied_by}
                found[name] = {**known[name], **applied}
        for name in part["event_details"]["tags_removed"]:
            found.pop(name, None)
    return list(found.values())


def _priority(parts: list[Json]) -> str:
    changes = [part for part in parts if part["part_type"] == "priority_changed"]
    return str(changes[-1]["event_details"]["current_priority"]) if changes else "none"
