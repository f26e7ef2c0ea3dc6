"""Conversations: the thread of a row told and put into the form of the API.

`derive` computes every field that follows from the parts, so that generated and changed
conversations obey the same rules.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from random import Random

from sandbox.contacts import Contacts
from sandbox.directory import Directory, Json
from sandbox.ids import DecimalIds, mix, part_id
from sandbox.office_hours import OfficeHours
from sandbox.parts import attachment, render_part
from sandbox.statistics import (
    first_contact_reply_at,
    handling_stretches,
    is_customer,
    is_reply,
    is_teammate,
    ordered,
    statistics,
)
from sandbox.story import tell
from sandbox.texts import CX_EXPLANATIONS, OUTBOUND, TOPICS
from sandbox.threads import Setting, Thread

_SALT = 0xC2
_CHANNELS = (
    *(("conversation", "messenger"),) * 50,
    *(("email", "email"),) * 27,
    *(("whatsapp", "whatsapp"),) * 8,
    *(("phone_call", "phone"),) * 4,
    *(("instagram", "instagram"),) * 3,
    *(("facebook", "facebook"),) * 3,
    *(("sms", "sms"),) * 3,
    *(("twitter", "twitter"),) * 2,
)
_CHANNEL_NAMES = dict(_CHANNELS)
_DELIVERIES = (
    *("customer_initiated",) * 90,
    *("admin_initiated",) * 5,
    *("campaigns_initiated",) * 3,
    "automated",
    "operator_initiated",
)
_LONG_LENGTHS = (620, 540, 320, 700, 501)
CONVERSATIONS_PER_TICKET = 10


class Conversations:
    """Builds the conversation of any row from the seed."""

    def __init__(
        self,
        seed: int,
        ids: DecimalIds,
        created_at: array[int],
        now: int,
        directory: Directory,
        hours: OfficeHours,
        contacts: Contacts,
    ) -> None:
        """Describe conversations begun at `created_at`, with nothing after `now`."""
        self.seed = seed
        self.ids = ids
        self.created_at = created_at
        self.now = now
        self.directory = directory
        self.hours = hours
        self.contacts = contacts
        self.team_names = {team["id"]: team["name"] for team in directory.teams}

    def thread(self, row: int) -> Thread:
        """The conversation told until now."""
        rng = Random(mix(self.seed, _SALT, row))
        thread = Thread(self._setting(row, rng), rng, self.directory, self.hours, self.now)
        tell(thread)
        return thread

    def _setting(self, row: int, rng: Random) -> Setting:
        draw = rng.random
        topic = TOPICS[int(draw() * len(TOPICS))]
        channel, _ = _CHANNELS[int(draw() * len(_CHANNELS))]
        delivered_as = _DELIVERIES[int(draw() * len(_DELIVERIES))]
        customer = self.contact_row(row)
        others = () if draw() > 0.03 else (self.contacts.author(customer // 2),)
        return Setting(
            row,
            self.created_at[row],
            topic,
            channel,
            delivered_as,
            self.contacts.author(customer),
            others,
            self._long_target(row),
        )

    def _long_target(self, row: int) -> int:
        """Parts of the few very long threads: one early, then one in 1,500."""
        first = min(len(self.created_at) // 3, 400)
        if len(self.created_at) < 60 or (row - first) % 1_500:
            return 0
        return _LONG_LENGTHS[(row - first) // 1_500 % len(_LONG_LENGTHS)]

    def contact_row(self, row: int) -> int:
        """The contact who takes part, who was there before the conversation."""
        reached = max(len(self.contacts.created_at) * row // len(self.created_at), 1)
        return mix(self.seed, _SALT, row, 1) % reached

    def build(self, row: int, company: Json | None, ticket: Json | None) -> Json:
        """The whole conversation with all its parts; private keys begin with `_`."""
        thread = self.thread(row)
        parts = [
            render_part(event, part_id(row, number))
            for number, event in enumerate(thread.events, 1)
        ]
        contacts = [self.contacts.reference(self.contact_row(row))]
        if thread.setting.others:
            contacts.append(self.contacts.reference(self.contact_row(row) // 2))
        linked = [] if ticket is None else [ticket]
        found: Json = {
            "type": "conversation",
            "id": self.ids.encode(row),
            "title": thread.setting.topic.subject if row % 3 == 0 else None,
            "created_at": self.created_at[row],
            "updated_at": thread.events[-1].at if thread.events else self.created_at[row],
            "read": row % 3 != 1,
            "priority": "none",
            "company": company,
            "tags": {"type": "tag.list", "tags": []},
            "conversation_rating": self._rating(row, thread),
            "source": self._source(row, thread.setting),
            "contacts": {"type": "contact.list", "contacts": contacts},
            "custom_attributes": _attributes(row, thread),
            "sla_applied": _sla_applied(thread),
            "linked_objects": {
                "type": "list",
                "data": linked,
                "total_count": len(linked),
                "has_more": False,
            },
            "ai_agent_participated": thread.answer_type is not None,
            "ai_agent": _ai_agent(row, thread),
            "ai_topics": _ai_topics(row, thread),
            "sales_agent_participated": False,
            "sales_agent": None,
            "channel": {
                "initial": _CHANNEL_NAMES[thread.setting.channel],
                "current": _CHANNEL_NAMES[thread.setting.channel],
            },
            "external_references": [],
            "topics": {},
            "ticket": None,
            "conversation_parts": {
                "type": "conversation_part.list",
                "conversation_parts": parts,
                "total_count": len(parts),
            },
            "_handling_events": _pauses(row, self.created_at[row], parts),
        }
        self.derive(found)
        return found

    def derive(self, conversation: Json) -> None:
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
        conversation["tags"]["tags"] = _tags(parts, self.directory.tags)
        conversation["priority"] = _priority(parts)
        conversation["statistics"] = statistics(conversation, self.hours.between, self.team_names)

    def _source(self, row: int, setting: Setting) -> Json:
        author, body = self._opening(row, setting)
        is_email = setting.channel == "email"
        source: Json = {
            "type": setting.channel,
            "id": str(part_id(row, 0)),
            "delivered_as": setting.delivered_as,
            "subject": f"<p>{setting.topic.subject}</p>" if is_email else "",
            "body": body,
            "author": author,
            "attachments": [attachment(row, image=True)] if row % 23 == 0 else [],
            "url": None if row % 2 else "https://app.example.com/orders",
            "redacted": False,
        }
        if is_email:
            source |= _email(row, setting)
        return source

    def _opening(self, row: int, setting: Setting) -> tuple[Json, str]:
        if setting.delivered_as == "customer_initiated":
            role = self.contacts.role(self.contact_row(row))
            author, body = {**setting.customer, "type": role}, setting.topic.openings
        elif setting.delivered_as == "admin_initiated":
            author, body = self.directory.authors[1 + row % 12], OUTBOUND
        else:
            author, body = self.directory.operator, OUTBOUND
        shown = {key: author[key] for key in ("type", "id", "name", "email")}
        return shown, body[row % len(body)]

    def _rating(self, row: int, thread: Thread) -> Json | None:
        if thread.rating is None:
            return None
        score, requested_at, rated_at, remark = thread.rating
        return {
            "rating": score,
            "remark": remark,
            "created_at": requested_at,
            "updated_at": rated_at,
            "contact": self.contacts.reference(self.contact_row(row)),
            "teammate": {"type": "admin", "id": thread.agent["id"]},
        }


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
    source = conversation["source"]
    opened_by_customer = source is None or is_customer(source["author"])
    waiting: int | None = conversation["created_at"] if opened_by_customer else None
    for part in parts:
        if is_customer(part["author"]) and is_reply(part):
            waiting = waiting or part["created_at"]
        elif is_reply(part) or part["part_type"] == "close":
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
    by_name = {tag["name"]: tag for tag in known.values()}
    found: dict[str, Json] = {}
    for part in parts:
        if part["part_type"] != "conversation_tags_updated":
            continue
        applied_by = {"type": "admin", "id": part["author"]["id"]}
        for name in part["event_details"]["tags_added"]:
            if name in by_name:
                applied = {"applied_at": part["created_at"], "applied_by": applied_by}
                found[name] = {**by_name[name], **applied}
        for name in part["event_details"]["tags_removed"]:
            found.pop(name, None)
    return list(found.values())


def _priority(parts: list[Json]) -> str:
    changes = [part for part in parts if part["part_type"] == "priority_changed"]
    return str(changes[-1]["event_details"]["current_priority"]) if changes else "none"


def _pauses(row: int, created_at: int, parts: list[Json]) -> list[tuple[str, int, int]]:
    """(teammate, paused at, resumed at): every fourth conversation was put aside for a while."""
    if row % 4:
        return []
    return [
        (stretch.admin_id, stretch.started_at + 300, (stretch.started_at + stretch.ended_at) // 2)
        for stretch in handling_stretches(created_at, parts)
        if stretch.ended_at - stretch.started_at > 900
    ]


def _sla_applied(thread: Thread) -> Json | None:
    if thread.sla is None:
        return None
    return {
        "type": "conversation_sla_summary",
        "sla_name": thread.sla.name,
        "sla_status": thread.sla_status,
    }


def _ai_agent(row: int, thread: Thread) -> Json | None:
    if thread.answer_type is None:
        return None
    topic = thread.setting.topic
    rated_at = thread.events[-1].at if row % 9 == 0 else None
    return {
        "source_type": "workflow" if row % 2 else "profile",
        "source_title": "Answer first" if row % 2 else None,
        "last_answer_type": thread.answer_type,
        "resolution_state": thread.resolution,
        "rating": 1 + row % 5 if rated_at else None,
        "rating_remark": "Quick!" if rated_at and row % 2 else None,
        "created_at": rated_at,
        "updated_at": rated_at,
        "content_sources": {
            "type": "content_source.list",
            "total_count": 1,
            "content_sources": [
                {
                    "content_type": "article",
                    "url": f"https://help.example.com/{topic.name.lower()}",
                    "title": topic.article,
                    "locale": "en",
                }
            ],
        },
    }


def _ai_topics(row: int, thread: Thread) -> Json | None:
    if row % 2:
        return None
    return {
        "type": "ai_topics",
        "topics": [{"type": "topic", "topic_name": thread.setting.topic.name, "subtopics": []}],
    }


def _attributes(row: int, thread: Thread) -> Json:
    """Custom attributes in which one name holds values of several types."""
    found: Json = {"Topic": thread.setting.topic.name, "Copilot used": row % 5 == 0}
    if row % 4 == 0:
        found["CX Score rating"] = 1 + row % 5
        found["CX Score explanation"] = CX_EXPLANATIONS[row % 2]
    if row % 6 == 0:
        found["Order value"] = (19, 19.9, "19,90 €")[row // 6 % 3]
    if row % 11 == 0:
        instance = {"id": str(row), "external_id": f"A-{row}", "external_created_at": None}
        found["Orders"] = {"type": "order.list", "instances": [instance]}
    if row % 13 == 0:
        found["Größe 📦"] = None
    return found


def _email(row: int, setting: Setting) -> Json:
    sender = setting.customer
    return {
        "recipients": [{"type": "to", "email": "help@desk.example.com"}],
        "reply_to": [{"email": "help@desk.example.com", "name": "Help"}] if row % 2 else None,
        "email_message_metadata": {
            "message_id": f"{row}@mail.example.com",
            "subject": setting.topic.subject,
            "email_address_headers": [
                {"type": "from", "name": sender["name"] or "", "email_address": sender["email"]},
                {"type": "to", "name": "Help", "email_address": "help@desk.example.com"},
            ],
            "history": "",
        },
    }
