"""Which fields each search endpoint knows, and where they are in the objects."""

from collections.abc import Callable, Mapping

from sandbox.directory import Json
from sandbox.search import Field, Getter, Kind

_STATISTICS_NUMBERS = (
    "time_to_assignment", "time_to_admin_reply", "time_to_first_close", "time_to_last_close",
    "median_time_to_reply", "count_reopens", "count_assignments", "count_conversation_parts",
)  # fmt: skip
_STATISTICS_TIMES = (
    "first_contact_reply_at", "first_assignment_at", "first_admin_reply_at", "first_close_at",
    "last_assignment_at", "last_assignment_admin_reply_at", "last_contact_reply_at",
    "last_admin_reply_at", "last_close_at",
)  # fmt: skip
# The search names of the rating differ from the object's; `admin_d` is Intercom's own spelling.
_RATING = {
    "requested_at": (Kind.TIME, "created_at"),
    "replied_at": (Kind.TIME, "updated_at"),
    "score": (Kind.NUMBER, "rating"),
    "remark": (Kind.TEXT, "remark"),
    "contact_id": (Kind.TEXT, "contact.id"),
    "admin_d": (Kind.TEXT, "teammate.id"),
}
TICKET_CATEGORIES = {"Customer": "request", "Back-office": "task", "Tracker": "tracker"}


def path(text: str) -> Getter:
    """A getter that follows dots and gives None where something is missing."""
    keys = text.split(".")

    def get(found: Json) -> object:
        value: object = found
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    return get


def _each(outer: str, key: str = "id") -> Getter:
    rows = path(outer)
    return lambda found: [row[key] for row in rows(found) or ()]


def _named(kind: Kind, *names: str) -> dict[str, Field]:
    return {name: Field(kind, path(name)) for name in names}


def _words(outer: str) -> Callable[[Json], list[str]]:
    text = path(outer)
    return lambda found: str(text(found) or "").lower().split()


def custom_attribute(name: str) -> Field | None:
    """`custom_attributes.NAME`; names that end in `_at` hold dates, which match UTC days."""
    group, _, key = name.partition(".")
    if group != "custom_attributes" or not key:
        return None
    kind = Kind.DATE if key.endswith("_at") else Kind.ANY
    return Field(kind, lambda found: (found["custom_attributes"] or {}).get(key))


def ticket_attribute(names: Mapping[str, str]) -> Callable[[str], Field | None]:
    """A finder of `ticket_attribute.ID` fields, for these attribute names by id."""

    def find(name: str) -> Field | None:
        key = names.get(name.removeprefix("ticket_attribute."))
        if key is None:
            return None
        return Field(Kind.ANY, lambda found: (found["ticket_attributes"] or {}).get(key))

    return find


ORDERED_ID = {"id": Field(Kind.ID, lambda found: int(found["id"]))}
"""Ids as numbers, which Intercom's tables of operators do not grant."""

CONVERSATION_FIELDS: dict[str, Field] = {
    **_named(Kind.TIME, "created_at", "updated_at", "waiting_since", "snoozed_until"),
    **_named(Kind.TEXT, "id", "source.type", "source.id", "source.delivered_as", "source.subject"),
    **_named(Kind.TEXT, "source.author.id", "source.author.type", "source.author.name"),
    **_named(Kind.TEXT, "source.author.email", "source.url", "state", "priority"),
    **_named(Kind.NUMBER, "admin_assignee_id", "team_assignee_id", "ai_agent.rating"),
    **_named(Kind.BOOLEAN, "open", "read", "ai_agent_participated"),
    **_named(Kind.TEXT, "ai_agent.resolution_state", "ai_agent.last_answer_type"),
    **_named(Kind.TEXT, "ai_agent.rating_remark", "ai_agent.source_type", "ai_agent.source_title"),
    **_named(Kind.NUMBER, *(f"statistics.{name}" for name in _STATISTICS_NUMBERS)),
    **_named(Kind.TIME, *(f"statistics.{name}" for name in _STATISTICS_TIMES)),
    **_named(Kind.TEXT, "statistics.last_closed_by_id"),
    **{
        f"conversation_rating.{name}": Field(kind, path(f"conversation_rating.{key}"))
        for name, (kind, key) in _RATING.items()
    },
    # Compared word by word, so that "need support" matches nothing.
    "source.body": Field(Kind.TEXT, _words("source.body")),
    "channel_initiated": Field(Kind.TEXT, path("channel.initial")),
    "contact_ids": Field(Kind.TEXT, _each("contacts.contacts")),
    "teammate_ids": Field(Kind.TEXT, _each("teammates.admins")),
    "tag_ids": Field(Kind.TEXT, _each("tags.tags")),
}

CONTACT_FIELDS: dict[str, Field] = {
    **_named(Kind.TIME, "created_at", "signed_up_at", "updated_at", "last_seen_at"),
    **_named(Kind.TIME, "last_contacted_at", "last_replied_at", "last_email_opened_at"),
    **_named(Kind.TIME, "last_email_clicked_at", "ios_last_seen_at", "android_last_seen_at"),
    **_named(Kind.TEXT, "id", "role", "name", "avatar", "owner_id", "email", "email_domain"),
    **_named(Kind.TEXT, "phone", "formatted_phone", "external_id", "language_override"),
    **_named(Kind.TEXT, "browser", "browser_language", "os"),
    **_named(Kind.TEXT, "location.country", "location.region", "location.city"),
    **_named(Kind.TEXT, "ios_app_version", "ios_device", "ios_os_version", "ios_app_name"),
    **_named(Kind.TEXT, "android_app_version", "android_device", "android_app_name"),
    **_named(Kind.BOOLEAN, "unsubscribed_from_emails", "marked_email_as_spam"),
    **_named(Kind.BOOLEAN, "has_hard_bounced"),
    "segment_id": Field(Kind.TAG, lambda found: found["_segments"]),
    "tag_id": Field(Kind.TAG, _each("_tags")),
}

COMPANY_FIELDS: dict[str, Field] = {
    **_named(Kind.TIME, "created_at", "updated_at", "remote_created_at", "last_request_at"),
    **_named(Kind.TEXT, "company_id", "name"),
    **_named(Kind.NUMBER, "monthly_spend", "session_count", "user_count"),
    "tag_id": Field(Kind.TAG, _each("tags.tags")),
}

TICKET_FIELDS: dict[str, Field] = {
    **_named(Kind.TIME, "created_at", "updated_at", "snoozed_until"),
    **_named(Kind.TEXT, "id"),
    **_named(Kind.NUMBER, "admin_assignee_id", "team_assignee_id"),
    **_named(Kind.BOOLEAN, "open"),
    "title": Field(Kind.TEXT, path("ticket_attributes._default_title_")),
    "description": Field(Kind.TEXT, path("ticket_attributes._default_description_")),
    "category": Field(Kind.TEXT, lambda found: TICKET_CATEGORIES[found["category"]]),
    "ticket_type_id": Field(Kind.TEXT, path("ticket_type.id")),
    "contact_ids": Field(Kind.TEXT, _each("contacts.contacts")),
    "teammate_ids": Field(
        Kind.TEXT,
        lambda found: [
            part["author"]["id"]
            for part in found["ticket_parts"]["ticket_parts"]
            if part["author"]["type"] == "admin"
        ],
    ),
    "state": Field(Kind.TEXT, path("ticket_state.category")),
}
