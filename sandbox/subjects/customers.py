"""What hangs on a single customer or conversation: events, notes, side conversations, visitors."""

from sandbox.directory import Json
from sandbox.founding import DAY, Founding, iso
from sandbox.ids import mix
from sandbox.parts import Event, render_part
from sandbox.shelf import Kind

EVENTS = ("placed-order", "invited-friend", "viewed-pricing")
DAYS_LISTED = 90
_SALT = 0xD7
_SIDE_BASE = 77_000_000_000
_VISITORS = 5


def events(founding: Founding, contact_id: str) -> list[Json]:
    """What a contact did, oldest first; some of it is too long ago to be listed.

    Events have no id of their own; `_key` is the sandbox's.
    """
    row = founding.people.ids.decode(contact_id)
    if row is None or row >= len(founding.people.created_at):
        return []
    joined = founding.people.created_at[row]
    count = 60 if row % 37 == 5 else founding.draw(_SALT, row) % 4
    found = []
    for n in range(count):
        at = joined + (founding.now - joined) * (n + 1) // (count + 1)
        event = {
            "type": "event",
            "event_name": EVENTS[mix(row, n) % len(EVENTS)],
            "created_at": at,
            "intercom_user_id": contact_id,
            "metadata": {"number": n, "price": {"amount": 100 * n, "currency": "eur"}},
            "_key": str(n),
        }
        if founding.people.role(row) == "user":
            event["user_id"] = f"user-{row}"
        found.append(event)
    return found


def listed_events(rows: list[Json], now: float) -> list[Json]:
    """Those of the last ninety days; older ones are only counted."""
    return [row for row in rows if row["created_at"] > now - DAYS_LISTED * DAY]


def shown_event(event: Json) -> Json:
    """An event as the list shows it."""
    return {key: value for key, value in event.items() if key != "_key"}


def event_summaries(rows: list[Json]) -> list[Json]:
    """How often each event happened, by name; one of the times ends with a blank."""
    found: dict[str, Json] = {}
    for event in sorted(rows, key=lambda row: int(row["created_at"])):
        at = iso(event["created_at"], ".000").replace("Z", "+00:00")
        blank = {"name": event["event_name"], "first": at, "count": 0, "description": ""}
        summary = found.setdefault(event["event_name"], blank)
        summary |= {"last": f"{at} ", "count": summary["count"] + 1}
    return list(found.values())


def company_notes(founding: Founding, company_id: str) -> list[Json]:
    """Notes about a company, oldest first."""
    row = founding.firms.ids.decode(company_id)
    if row is None or row >= len(founding.firms.created_at):
        return []
    start = founding.firms.created_at[row]
    count = 53 if row % 29 == 3 else founding.draw(_SALT, 1, row) % 3
    return [
        {
            "type": "note",
            "id": str(60_000_000 + row * 64 + n),
            "created_at": start + (founding.now - start) * (n + 1) // (count + 1),
            "company": {"type": "company", "id": company_id},
            "author": founding.directory.admins[1 + (row + n) % 12],
            "body": f"<p>Renewal talk {n + 1}.</p>",
        }
        for n in range(count)
    ]


def side_conversations(founding: Founding, conversation_id: str) -> list[Json]:
    """Talks beside a conversation: with every ninth there is one, with few there are many."""
    row = founding.talks.ids.decode(conversation_id)
    if row is None or row >= len(founding.talks.created_at) or row % 9 != 4:
        return []
    return [_side(founding, row, n) for n in range(27 if row == 4 else 1 + row % 2)]


def _side(founding: Founding, row: int, n: int) -> Json:
    base = _SIDE_BASE + row * 1_000 + n * 10
    at = min(founding.talks.created_at[row] + 600 * (n + 1), founding.now)
    admin = founding.directory.authors[1 + row % 12]
    partner = {
        "type": "lead",
        "id": founding.people.ids.encode(founding.talks.contact_row(row)),
        "name": "Carrier desk",
        "email": "desk@carrier.example.com",
        "from_ai_agent": False,
        "is_ai_answer": False,
    }
    said = [
        Event(at, "comment", admin, "open", "<p>Where is this parcel?</p>"),
        Event(min(at + DAY, founding.now), "comment", partner, "open", "<p>On its way.</p>"),
    ]
    parts = [render_part(event, base + turn) for turn, event in enumerate(said, 1)]
    return {"side_conversation_id": str(base), "conversation_parts": parts, "total_count": 2}


def visitors(founding: Founding, _: str) -> list[Json]:
    """People who have not said who they are; found by those who know their `user_id`."""
    return [_visitor(founding, n) for n in range(_VISITORS)]


def _visitor(founding: Founding, n: int) -> Json:
    at = founding.moment(n, _VISITORS)
    return {
        "type": "visitor",
        "id": f"{0x6700 + n:08x}{founding.seed & 0xFFFF:04x}{n:012x}",
        "user_id": f"00000000-0000-4000-a000-{n:012d}",
        "anonymous": True,
        "email": "",
        "phone": None,
        "name": None,
        "pseudonym": "Red Duck from Dublin" if n % 2 else None,
        "avatar": {"type": "avatar", "image_url": None},
        "app_id": founding.workspace_id,
        "companies": {"type": "company.list", "companies": []},
        "location_data": {},
        "last_request_at": at if n % 2 else None,
        "created_at": at,
        "remote_created_at": at,
        "signed_up_at": at,
        "updated_at": at,
        "session_count": n,
        "social_profiles": {"type": "social_profile.list", "social_profiles": []},
        "owner_id": None,
        "unsubscribed_from_emails": False,
        "marked_email_as_spam": False,
        "has_hard_bounced": False,
        "tags": {"type": "tag.list", "tags": []},
        "segments": {"type": "segment.list", "segments": []},
        "custom_attributes": {},
        **dict.fromkeys(
            ("referrer", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term")
        ),
        "do_not_track": None,
    }


KINDS = (
    Kind("events", events, "contacts", "contact_id", key="_key"),
    Kind("company_notes", company_notes, "companies", "company_id"),
    Kind(
        "side_conversations",
        side_conversations,
        "conversations",
        "conversation_id",
        key="side_conversation_id",
    ),
    Kind("visitors", visitors),
)
