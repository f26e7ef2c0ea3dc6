"""Tickets with their parts, types and states, built on demand."""

from __future__ import annotations

from array import array
from random import Random
from typing import NamedTuple

from sandbox.contacts import Contacts
from sandbox.directory import TEAM_BASE, Directory, Json
from sandbox.ids import DecimalIds, mix, ticket_part_id

_SALT = 0xC3
_TYPE_BASE, _STATE_BASE, _ATTRIBUTE_BASE = 67, 8_269, 165
_TYPES = (
    ("Bug report", "Customer", "🐞", (("Severity", "list"), ("Affected users", "integer"))),
    ("Refund", "Back-office", "💶", (("Amount", "decimal"), ("Approved", "boolean"))),
    ("Incident", "Tracker", "🚨", (("Started at", "datetime"), ("Files", "files"))),
)
_STATES = (
    ("submitted", "Submitted", "Submitted"),
    ("in_progress", "In progress", "In progress"),
    ("waiting_on_customer", "Waiting on customer", "Waiting on you"),
    ("resolved", "Resolved", "Resolved"),
    # A custom state that shares its category with a standard one.
    ("in_progress", "Waiting on carrier", "In progress"),
)
# Paths through the states, as numbers of _STATES.
_PATHS = ((0,), (0, 1), (0, 1, 2, 1, 3), (0, 1, 4, 3), (0, 3), (0, 1, 3, 1))


class TicketEvent(NamedTuple):
    """One step of a ticket."""

    at: int
    part_type: str
    author: Json
    more: Json


class Tickets:
    """Builds the ticket of any row from the seed."""

    def __init__(
        self,
        seed: int,
        ids: DecimalIds,
        created_at: array[int],
        now: int,
        directory: Directory,
        contacts: Contacts,
    ) -> None:
        """Describe tickets created at `created_at`, with nothing after `now`."""
        self.seed = seed
        self.ids = ids
        self.created_at = created_at
        self.now = now
        self.directory = directory
        self.contacts = contacts
        self.founded_at = directory.segments[0]["created_at"]

    def events(self, row: int) -> list[TicketEvent]:
        """What happened to the ticket until now."""
        rng = Random(mix(self.seed, _SALT, row))
        admin = self.directory.authors[1 + row % 12]
        customer = {
            k: v for k, v in self._customer(row).items() if not k.endswith(("agent", "wer"))
        }
        at, previous, found = self.created_at[row], _STATES[0][0], []
        for turn, number in enumerate(_PATHS[int(rng.random() * len(_PATHS))]):
            state = _STATES[number][0]
            more = {"ticket_state": state, "previous_ticket_state": previous, "_state": number}
            at += int(rng.expovariate(1 / 40_000)) + 1 if turn else 1
            found.append(TicketEvent(at, "ticket_state_updated_by_admin", admin, more))
            found.extend(self._between(rng, at, row, turn, customer, admin))
            at, previous = max(at, found[-1].at), state
        return [event for event in found if event.at <= self.now]

    def _between(
        self, rng: Random, at: int, row: int, turn: int, customer: Json, admin: Json
    ) -> list[TicketEvent]:
        found = []
        more: Json
        if rng.random() < 0.5:
            more = {"body": "<p>Any news? I can send more details if that helps.</p>"}
            found.append(TicketEvent(at + 900, "comment", customer, more))
        if rng.random() < 0.3:
            more = {"body": "<p>Reproduced on the test system.</p>"}
            found.append(TicketEvent(at + 1_800, "note", admin, more))
        if turn == 0 and row % 3:
            more = {"assigned_to": {"type": "admin", "id": admin["id"]}, "body": None}
            found.append(TicketEvent(at + 2_000, "assignment", admin, more))
        if rng.random() < 0.3:
            more = {"updated_attribute_data": _attribute_change(row)}
            found.append(TicketEvent(at + 2_400, "ticket_attribute_updated_by_admin", admin, more))
        return found

    def updated_at(self, row: int) -> int:
        """When the ticket last changed, in which state changes by an admin do not count."""
        return self._updated_at(row, self.events(row))

    def _updated_at(self, row: int, events: list[TicketEvent]) -> int:
        others = [e.at for e in events if e.part_type != "ticket_state_updated_by_admin"]
        return max(others, default=self.created_at[row])

    def build(self, row: int, linked: Json | None) -> Json:
        """The whole ticket with all parts; `linked` is the conversation it came from."""
        events = self.events(row)
        states = [e.more["_state"] for e in events if "_state" in e.more]
        state, previous = (states or [0])[-1], states[-2] if len(states) > 1 else None
        kind = row % len(_TYPES)
        category, is_open = _TYPES[kind][1], _STATES[state][0] != "resolved"
        is_assigned = any(event.part_type == "assignment" for event in events)
        return {
            "type": "ticket",
            "id": self.ids.encode(row),
            "ticket_id": str(1_001 + row),
            "category": category,
            "ticket_attributes": _attribute_values(row),
            "ticket_state": self.state(state),
            "ticket_type": self.ticket_type(kind),
            "contacts": {"type": "contact.list", "contacts": [self._contact(row)]},
            "admin_assignee_id": int(self.directory.admins[1 + row % 12]["id"]) * is_assigned,
            "team_assignee_id": (TEAM_BASE + row % 5) * (row % 4 != 0),
            "created_at": self.created_at[row],
            "updated_at": self._updated_at(row, events),
            "open": is_open,
            "linked_objects": _linked(linked),
            "ticket_parts": {
                "type": "ticket_part.list",
                "ticket_parts": [
                    ticket_part(event, ticket_part_id(row, number))
                    for number, event in enumerate(events, 1)
                ],
                "total_count": len(events),
            },
            "is_shared": category == "Customer",
            "previous_ticket_state_id": None if previous is None else str(_STATE_BASE + previous),
            "channel": "messenger",
        }

    def contact_row(self, row: int) -> int:
        """The contact who asked for the ticket, who was there before it."""
        reached = max(len(self.contacts.created_at) * row // max(len(self.created_at), 1), 1)
        return mix(self.seed, _SALT, row, 1) % reached

    def _contact(self, row: int) -> Json:
        return self.contacts.reference(self.contact_row(row))

    def _customer(self, row: int) -> Json:
        return {**self.contacts.author(self.contact_row(row)), "type": "user"}

    def state(self, number: int) -> Json:
        """A ticket state as tickets carry it."""
        category, internal, external = _STATES[number]
        return {
            "type": "ticket_state",
            "id": str(_STATE_BASE + number),
            "category": category,
            "internal_label": internal,
            "external_label": external,
        }

    def state_of(self, row: int) -> Json:
        """The state that a ticket has come to."""
        states = [e.more["_state"] for e in self.events(row) if "_state" in e.more]
        return self.state((states or [0])[-1])

    def ticket_type(self, number: int) -> Json:
        """A ticket type with its attributes."""
        name, category, icon, attributes = _TYPES[number]
        defaults = (("_default_title_", "string"), ("_default_description_", "string"))
        return {
            "type": "ticket_type",
            "id": str(_TYPE_BASE + number),
            "name": name,
            "description": f"For every {name.lower()}",
            "icon": icon,
            "workspace_id": self.directory.workspace_id,
            "archived": False,
            "created_at": self.founded_at,
            "updated_at": self.founded_at + 86_400 * number,
            "is_internal": category == "Back-office",
            "ticket_type_attributes": {
                "type": "list",
                "data": [
                    self._attribute(number, order, *attribute)
                    for order, attribute in enumerate((*defaults, *attributes))
                ],
            },
            "category": category,
        }

    def _attribute(self, kind: int, order: int, name: str, data_type: str) -> Json:
        return {
            "type": "ticket_type_attribute",
            "id": str(_ATTRIBUTE_BASE + kind * 10 + order),
            "workspace_id": self.directory.workspace_id,
            "name": name,
            "description": "",
            "data_type": data_type,
            "input_options": {"multiline": order == 1} if data_type == "string" else None,
            "order": order,
            "required_to_create": False,
            "required_to_create_for_contacts": False,
            "visible_on_create": True,
            "visible_to_contacts": order < 2,
            "default": order < 2,
            "ticket_type_id": _TYPE_BASE + kind,
            "archived": False,
            "created_at": self.founded_at,
            "updated_at": self.founded_at,
        }

    def ticket_types(self) -> list[Json]:
        """Every ticket type, with its states."""
        states = {"type": "list", "data": [self.state(n) for n in range(len(_STATES))]}
        return [{**self.ticket_type(n), "ticket_states": states} for n in range(len(_TYPES))]

    def ticket_states(self) -> list[Json]:
        """Every ticket state, with the types that use it."""
        keys = ("type", "id", "name", "description", "icon", "archived", "is_internal", "category")
        types = [{k: self.ticket_type(n)[k] for k in keys} for n in range(len(_TYPES))]
        shown = {"type": "list", "data": types}
        return [
            {**self.state(n), "archived": False, "ticket_types": shown} for n in range(len(_STATES))
        ]


def ticket_part(event: TicketEvent, number: int) -> Json:
    """A ticket part; keys that do not apply are missing."""
    author = {key: event.author[key] for key in ("type", "id", "name", "email")}
    return {
        "type": "ticket_part",
        "id": str(number),
        "part_type": event.part_type,
        "created_at": event.at,
        "updated_at": event.at,
        "author": author,
        "attachments": [],
        "redacted": False,
        **{key: value for key, value in event.more.items() if not key.startswith("_")},
    }


def _attribute_values(row: int) -> Json:
    title = {"_default_title_": f"Request {row}", "_default_description_": None}
    if row % 3 == 0:
        return title | {"Severity": "High", "Affected users": str(row % 90)}
    if row % 3 == 1:
        return title | {"Amount": f"{row % 400}.50", "Approved": row % 2 == 0}
    return title | {"Started at": None, "Files": []}


def _attribute_change(row: int) -> Json:
    return {
        "attribute": {"type": "attribute", "id": str(_ATTRIBUTE_BASE + 2), "label": "Severity"},
        "value": {
            "type": "value",
            "id": str(row % 3),
            "label": ("Low", "High", "Blocker")[row % 3],
        },
    }


def _linked(linked: Json | None) -> Json:
    data = [] if linked is None else [linked]
    return {"type": "list", "data": data, "total_count": len(data), "has_more": False}
