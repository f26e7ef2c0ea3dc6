"""Conversations: the thread of a row told and put into the form of the API."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from random import Random
from typing import TypeVar

from sandbox.blank import blank_conversation
from sandbox.contacts import Contacts
from sandbox.derived import derive
from sandbox.directory import OPERATOR_ID, Directory, Json
from sandbox.handling import handling_stretches
from sandbox.ids import DecimalIds, mix, part_id
from sandbox.office_hours import OfficeHours
from sandbox.openings import source_of
from sandbox.parts import render_part
from sandbox.rarities import is_merged, opening_for
from sandbox.story import tell
from sandbox.texts import CX_EXPLANATIONS, TOPICS
from sandbox.threads import Outline, Setting, Thread

Story = TypeVar("Story", bound=Thread)

_SALT = 0xC2
_SOMEBODY = {"type": "user"}
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
_WORKFLOW_BASE = 31_000
# Scripts in which Fin is only tried out, by a teammate.
_PREVIEWS = {29: "fin_preview", 58: "workflow_preview"}
CONVERSATIONS_PER_TICKET = 10


class Conversations:
    """Builds the conversation of any row from the seed."""

    def __init__(
        self,
        seed: int,
        ids: DecimalIds,
        arrivals: tuple[array[int], array[int]],
        now: int,
        directory: Directory,
        hours: OfficeHours,
        contacts: Contacts,
    ) -> None:
        """Describe conversations by their beginnings and scripts, with nothing after `now`."""
        self.seed = seed
        self.ids = ids
        self.created_at, self.scripts = arrivals
        self.now = now
        self.directory = directory
        self.hours = hours
        self.contacts = contacts
        self._rng = Random()

    def thread(self, row: int) -> Thread:
        """The conversation told until now."""
        customer = self.contact_row(row)
        people = self.contacts.author(customer), self.contacts.author(customer // 2)
        return self._told(Thread, row, *people)

    def endings(self) -> Iterator[tuple[int, str]]:
        """(updated_at, state) of every conversation, telling each script as seldom as possible."""
        known: dict[int, tuple[int, str]] = {}
        for row, script in enumerate(self.scripts):
            created = self.created_at[row]
            seconds, state = known.get(script, (0, ""))
            end = created + seconds
            if state and end <= self.now and self.hours.is_steady(created, end):
                yield end, state
                continue
            outline = self._told(Outline, row, _SOMEBODY, _SOMEBODY)
            if not outline.is_over and self.hours.is_steady(created, outline.last_at):
                known[script] = outline.last_at - created, outline.state
            yield outline.last_at, outline.state

    def _told(self, kind: type[Story], row: int, customer: Json, guest: Json) -> Story:
        rng, script = self._rng, self.scripts[row]
        rng.seed(mix(self.seed, _SALT, script))
        setting = self._setting(row, script, customer, guest)
        thread = kind(setting, rng, self.directory, self.hours, self.now)
        tell(thread)
        return thread

    def _setting(self, row: int, script: int, customer: Json, guest: Json) -> Setting:
        draw = self._rng.random
        topic = TOPICS[int(draw() * len(TOPICS))]
        channel, _ = _CHANNELS[int(draw() * len(_CHANNELS))]
        delivered_as = _DELIVERIES[int(draw() * len(_DELIVERIES))]
        others = () if draw() > 0.03 else (guest,)
        opening = opening_for(script)
        if opening != "plain":
            channel, delivered_as = "conversation", "admin_initiated"
        return Setting(
            row,
            script,
            self.created_at[row],
            topic,
            channel,
            delivered_as,
            opening,
            customer,
            others,
            self._long_target(script),
        )

    def _long_target(self, script: int) -> int:
        """Parts of the few very long threads: one early, then one in 1,500."""
        first = min(len(self.created_at) // 3, 400)
        if len(self.created_at) < 60 or (script - first) % 1_500:
            return 0
        return _LONG_LENGTHS[(script - first) // 1_500 % len(_LONG_LENGTHS)]

    def channel(self, row: int) -> str:
        """How the conversation began: conversation, email, phone_call and so on."""
        script = self.scripts[row]
        self._rng.seed(mix(self.seed, _SALT, script))
        return self._setting(row, script, _SOMEBODY, _SOMEBODY).channel

    def contact_row(self, row: int) -> int:
        """The contact who takes part, who was there before the conversation."""
        reached = max(len(self.contacts.created_at) * row // max(len(self.created_at), 1), 1)
        return mix(self.seed, _SALT, row, 1) % reached

    def build(self, row: int, company: Json | None, ticket: Json | None) -> Json:
        """The whole conversation with all its parts; private keys begin with `_`."""
        thread, customer = self.thread(row), self.contact_row(row)
        parts = [
            render_part(event, part_id(row, number))
            for number, event in enumerate(thread.events, 1)
        ]
        contacts = [self.contacts.reference(customer)]
        if thread.setting.others:
            contacts.append(self.contacts.reference(customer // 2))
        channel = _CHANNEL_NAMES[thread.setting.channel]
        found = blank_conversation(self.ids.encode(row), self.created_at[row])
        found |= {
            "title": thread.setting.topic.subject if row % 3 == 0 else None,
            "updated_at": thread.last_at,
            "read": row % 3 != 1,
            "company": company,
            "conversation_rating": _rating(row, thread, contacts[0]),
            "source": source_of(thread, self.directory, self.contacts.role(customer)),
            "custom_attributes": _attributes(row, thread),
            "sla_applied": _sla_applied(thread),
            "ai_agent_participated": thread.answer_type is not None,
            "ai_agent": _ai_agent(row, thread),
            "ai_topics": _ai_topics(row, thread),
            "channel": {"initial": channel, "current": channel},
            "_handling_events": _pauses(row, self.created_at[row], parts),
            # Intercom notes some openings a second after it made the conversation.
            "_noted_after": int(row % 19 == 0 and self.created_at[row] < self.now),
        }
        found["contacts"]["contacts"] = contacts
        found["conversation_parts"]["conversation_parts"] = parts
        if ticket is not None:
            linked = {key: ticket[key] for key in ("type", "id", "category")}
            found["linked_objects"] |= {"data": [linked], "total_count": 1}
            found["ticket"] = ticket if "state" in ticket else None
        self._link_merged(row, parts)
        derive(found, self.directory, self.hours)
        return found

    def _link_merged(self, row: int, parts: list[Json]) -> None:
        """Let the parts of a merge name the other conversation, where it is the next by script."""
        other = row - 1 if is_merged(self.scripts[row]) else row + 1
        if not 0 <= other < len(self.scripts) or self.scripts[other] != other:
            return
        for part in parts:
            if part["part_type"] == "merged_secondary_conversation":
                part["event_details"] = {"primary_conversation_id": self.ids.encode(other)}
            elif part["part_type"] == "merged_primary_conversation" and is_merged(other):
                part["event_details"] = {"secondary_conversation_id": self.ids.encode(other)}


def _rating(row: int, thread: Thread, contact: Json) -> Json | None:
    if thread.rating is None:
        return None
    score, requested_at, rated_at, remark = thread.rating
    return {
        "rating": score,
        "remark": remark,
        "created_at": requested_at,
        "updated_at": rated_at,
        "contact": contact,
        "teammate": _rated(row, thread),
    }


def _rated(row: int, thread: Thread) -> Json | None:
    """Whose work the customer rated: Fin's, as a rule a teammate's, now and then nobody's."""
    if thread.admin == 0:
        return {"type": "bot", "id": OPERATOR_ID}
    others = {
        3: {"type": "team", "id": thread.directory.teams[thread.team]["id"]},
        8: {"type": "workflow", "id": str(_WORKFLOW_BASE + row % 4)},
        4: None,
    }
    return others.get(row % 10, {"type": "admin", "id": thread.agent["id"]})


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
    if thread.promise.name is None:
        return None
    return {
        "type": "conversation_sla_summary",
        "sla_name": thread.promise.name,
        "sla_status": thread.promise.status,
    }


def _ai_agent(row: int, thread: Thread) -> Json | None:
    if thread.answer_type is None:
        return None
    topic = thread.setting.topic
    rating = 1 + row % 5 if row % 9 == 0 else None
    rated_at = None if rating is None else thread.last_at
    if thread.rating is not None and thread.admin == 0:
        rating, rated_at = thread.rating[0], thread.rating[2]
    source_type = "workflow" if row % 2 else "profile"
    return {
        "source_type": _PREVIEWS.get(thread.setting.script % 83, source_type),
        "source_title": "Answer first" if row % 2 else None,
        "last_answer_type": thread.answer_type,
        "resolution_state": thread.resolution,
        "rating": rating,
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
    if thread.is_merged:
        found["Merged"] = True
    return found
