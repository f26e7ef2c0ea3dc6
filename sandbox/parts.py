"""Events of a conversation, the state that follows from them, and parts as the API shows them."""

from typing import Any, NamedTuple

Json = dict[str, Any]

CUSTOMER_TYPES = frozenset({"user", "lead", "contact", "visitor"})
CLOSING_TYPES = frozenset({"close", "note_and_close"})
SNOOZING_TYPES = frozenset({"snoozed", "note_and_snooze"})
OPENING_TYPES = frozenset(
    {
        "open",
        "unsnoozed",
        "timer_unsnooze",
        "assign_and_reopen",
        "assign_and_unsnooze",
        "note_and_reopen",
        "note_and_unsnooze",
    }
)
ASSIGNMENT_TYPES = frozenset(
    {
        "assignment",
        "default_assignment",
        "away_mode_assignment",
        "message_strategy_assignment",
        "assign_and_reopen",
        "assign_and_unsnooze",
    }
)
# Only these show their words to the customer: notes and summaries do not, nor does what is unknown.
SPOKEN_TYPES = ASSIGNMENT_TYPES | {
    *("comment", "quick_reply", "open", "close", "snoozed", "unsnoozed", "timer_unsnooze")
}
NOBODY: Json = {"type": "nobody_admin", "id": None}


class Event(NamedTuple):
    """One thing that happens in a conversation; `state` is the one after it."""

    at: int
    part_type: str
    author: Json
    state: str
    body: str | None = None
    assigned_to: Json | None = None
    details: Json | None = None
    more: Json | None = None


def state_after(state: str, part_type: str, author: Json, body: str | None) -> str:
    """The conversation's state once this part has happened.

    The part type decides; else a customer's message opens what was closed or snoozed.
    """
    if part_type in CLOSING_TYPES:
        return "closed"
    if part_type in SNOOZING_TYPES:
        return "snoozed"
    if part_type in OPENING_TYPES:
        return "open"
    if body and author["type"] in CUSTOMER_TYPES and part_type in SPOKEN_TYPES:
        return "open"
    return state


def render_part(event: Event, number: int) -> Json:
    """A conversation part as `GET /conversations/{id}` shows it."""
    part: Json = {
        "type": "conversation_part",
        "id": str(number),
        "part_type": event.part_type,
        "body": event.body,
        "created_at": event.at,
        "updated_at": event.at,
        "notified_at": event.at,
        "assigned_to": event.assigned_to,
        "author": event.author,
        "attachments": [],
        "external_id": None,
        "redacted": False,
        "email_message_metadata": None,
        "metadata": {},
        "state": event.state,
        "tags": [],
        "event_details": event.details or {},
        "app_package_code": None,
    }
    if event.more:
        part.update(event.more)
    return part


def attachment(number: int, *, image: bool) -> Json:
    """A file on a message; only images have a size in pixels, and then sometimes as text."""
    name = f"screenshot-{number % 97}.png" if image else f"statement-{number % 97}.pdf"
    found: Json = {
        "type": "upload",
        "name": name,
        "url": f"https://downloads.example.com/i/o/{number}/{name}?expires=1790000000",
        "content_type": "image/png" if image else "application/pdf",
        "filesize": 18_000 + number % 9_000,
    }
    if image:
        found |= {"width": 1_280, "height": 720}
    return found
