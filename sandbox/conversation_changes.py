"""What people do to conversations after the history has been told."""

from typing import Literal

from sandbox.blank import blank_conversation, opening_message
from sandbox.derived import derive
from sandbox.directory import Json
from sandbox.ids import part_id
from sandbox.parts import NOBODY, Event, render_part, state_after
from sandbox.state import State, merge
from sandbox.statistics import ordered
from sandbox.texts import TOPICS

Speaker = Literal["admin", "contact", "fin", "operator"]


class ConversationChanges(State):
    """Verbs that change conversations; each takes `at` (Unix seconds, default now)."""

    def reply(
        self,
        conversation_id: str,
        body: str = "<p>Thank you, noted.</p>",
        *,
        by: Speaker = "admin",
        at: int | None = None,
    ) -> str:
        """Add a message; a customer's message opens a closed or snoozed conversation."""
        return self.add_part(conversation_id, "comment", by, body=body, at=at)

    def note(self, conversation_id: str, body: str = "<p>Note.</p>", at: int | None = None) -> str:
        """Add a note that only teammates see."""
        return self.add_part(conversation_id, "note", "admin", body=body, at=at)

    def close(self, conversation_id: str, body: str | None = None, *, at: int | None = None) -> str:
        """Close, with last words in the same part when `body` is given."""
        return self.add_part(conversation_id, "close", "admin", body=body, at=at)

    def reopen(self, conversation_id: str, at: int | None = None) -> str:
        """Open a closed conversation without a word."""
        return self.add_part(conversation_id, "open", "admin", at=at)

    def snooze(self, conversation_id: str, at: int | None = None) -> str:
        """Put a conversation aside until tomorrow."""
        details = {"until": "until tomorrow"}
        return self.add_part(conversation_id, "snoozed", "admin", details=details, at=at)

    def assign(
        self,
        conversation_id: str,
        *,
        admin_id: str | None = None,
        team_id: str | None = None,
        at: int | None = None,
    ) -> str:
        """Give a conversation to a teammate or a team, or to nobody."""
        target = NOBODY
        if team_id is not None:
            target = {"type": "team", "id": team_id}
        elif admin_id is not None:
            target = {"type": "admin", "id": admin_id}
        return self.add_part(conversation_id, "assignment", "admin", assigned_to=target, at=at)

    def tag_conversation(self, conversation_id: str, name: str, at: int | None = None) -> str:
        """Put a known tag on a conversation."""
        details = {"tags_added": [name], "tags_removed": []}
        bumps = self.knobs.conversation_tag_bumps_conversation
        return self.add_part(
            conversation_id, "conversation_tags_updated", "admin", details=details, at=at,
            bumps=bumps,
        )  # fmt: skip

    def untag_conversation(self, conversation_id: str, name: str, at: int | None = None) -> str:
        """Take a tag off a conversation."""
        details = {"tags_added": [], "tags_removed": [name]}
        bumps = self.knobs.conversation_tag_bumps_conversation
        return self.add_part(
            conversation_id, "conversation_tags_updated", "admin", details=details, at=at,
            bumps=bumps,
        )  # fmt: skip

    def set_priority(self, conversation_id: str, priority: str, at: int | None = None) -> str:
        """Change the priority: none, low, medium, high or urgent."""
        row = self.row(self.conversations, conversation_id)
        previous = self.conversations.get(row)["priority"]
        details = {"current_priority": priority, "previous_priority": previous}
        return self.add_part(conversation_id, "priority_changed", "admin", details=details, at=at)

    def set_attribute(
        self, conversation_id: str, name: str, value: object, at: int | None = None
    ) -> str:
        """Set a custom attribute of a conversation to a value of any type."""
        details = {"attribute": {"name": name}, "value": {"name": str(value), "previous": None}}
        with self.lock:
            part = self.add_part(
                conversation_id, "conversation_attribute_updated_by_admin", "admin",
                details=details, at=at,
            )  # fmt: skip
            row = self.row(self.conversations, conversation_id)
            self.conversations.get(row)["custom_attributes"][name] = value
        return part

    def rate(
        self, conversation_id: str, score: int, remark: str | None = None, at: int | None = None
    ) -> None:
        """Let the customer rate the conversation from 1 to 5."""
        with self.lock:
            row, found = self.edit(self.conversations, conversation_id)
            second = self.present(at)
            contact = (found["contacts"]["contacts"] or [None])[0]
            closer = found["statistics"]["last_closed_by_id"]
            found["conversation_rating"] = {
                "rating": score,
                "remark": remark,
                "created_at": second,
                "updated_at": second,
                "contact": contact,
                "teammate": {"type": "admin", "id": closer or self.directory.admins[1]["id"]},
            }
            if self.knobs.rating_bumps_conversation:
                found["updated_at"] = second
            self.conversations.put(row, found, self.clock())

    def settle_fin(self, conversation_id: str, resolution: str = "assumed_resolution") -> None:
        """Let Fin's resolution be decided late, hours after the last message."""
        with self.lock:
            row, found = self.edit(self.conversations, conversation_id)
            if found["ai_agent"] is None:
                raise KeyError(f"Fin took no part in {conversation_id}")
            found["ai_agent"]["resolution_state"] = resolution
            if self.knobs.late_statistics_bump_conversation:
                found["updated_at"] = self.present(None)
            self.conversations.put(row, found, self.clock())

    def remove_part(
        self, conversation_id: str, part: str | None = None, at: int | None = None
    ) -> str:
        """Redact a part (by default the first message): it stays, its words and files go."""
        with self.lock:
            row, found = self.edit(self.conversations, conversation_id)
            parts = found["conversation_parts"]["conversation_parts"]
            chosen = next(p for p in parts if (p["id"] == part if part else p["body"]))
            second = self.present(at)
            chosen |= {"body": "", "attachments": [], "redacted": True, "updated_at": second}
            derive(found, self.directory, self.hours)
            if self.knobs.redaction_bumps_conversation:
                found["updated_at"] = second
            self.conversations.put(row, found, self.clock())
            return str(chosen["id"])

    def put_part(self, conversation_id: str, part: str, overrides: Json) -> None:
        """Overwrite raw fields of a part, known to Intercom or not, and touch the conversation."""
        with self.lock:
            row, found = self.edit(self.conversations, conversation_id)
            parts = found["conversation_parts"]["conversation_parts"]
            merge(next(p for p in parts if p["id"] == part), overrides)
            found["updated_at"] = self.present(None)
            self.conversations.put(row, found, self.clock())

    def create_conversation(
        self,
        contact_id: str | None = None,
        body: str | None = None,
        at: int | None = None,
    ) -> str:
        """Let a customer begin a conversation in the messenger."""
        with self.lock:
            row, second = len(self.conversations), self.present(at)
            contact = self._somebody(contact_id)
            author = {key: contact[key] for key in ("id", "name", "email")}
            reference = {key: contact[key] for key in ("type", "id", "external_id")}
            found = blank_conversation(self.conversations.ids.encode(row), second)
            found["contacts"]["contacts"] = [reference]
            words = body or TOPICS[row % len(TOPICS)].openings[0]
            author["type"] = contact["role"]
            found["source"] = opening_message(str(part_id(row, 0)), author, words)
            derive(found, self.directory, self.hours)
            self.conversations.append(found, self.clock())
            return str(found["id"])

    def delete_conversation(
        self, conversation_id: str, *, metrics_retained: bool = False, at: int | None = None
    ) -> None:
        """Delete for good: 404 from now on, and a row in `/conversations/deleted`."""
        with self.lock:
            row = self.row(self.conversations, conversation_id)
            self.conversations.remove(row, self.clock())
            self.deleted_conversations.append(
                {
                    "type": "conversation",
                    "id": conversation_id,
                    "metrics_retained": metrics_retained,
                    "deleted_at": self.present(at),
                }
            )

    def bulk_edit(self, count: int, at: int) -> list[str]:
        """Change `count` conversations in one and the same second; their ids."""
        with self.lock:
            rows = list(self.conversations.listed_rows())
            step = max(len(rows) // max(count, 1), 1)
            chosen = [self.conversations.ids.encode(row) for row in rows[::step][:count]]
            for conversation_id in chosen:
                self.set_attribute(conversation_id, "Batch", at, at=at)
        return chosen

    def _somebody(self, contact_id: str | None) -> Json:
        if contact_id is None:
            return self.contacts.get(next(self.contacts.listed_rows()))
        return self.contacts.get(self.row(self.contacts, contact_id))

    def add_part(
        self,
        conversation_id: str,
        part_type: str,
        by: Speaker,
        *,
        body: str | None = None,
        assigned_to: Json | None = None,
        details: Json | None = None,
        at: int | None = None,
        bumps: bool = True,
    ) -> str:
        """Add a part of any type, known or not, and what follows from it; the id of the part."""
        with self.lock:
            row, found = self.edit(self.conversations, conversation_id)
            second, author = self.present(at), self._speaker(found, by)
            listing = found["conversation_parts"]
            parts = listing["conversation_parts"]
            state = ordered(parts)[-1]["state"] if parts else "open"
            after = state_after(state, part_type, author, body)
            event = Event(second, part_type, author, after, body, assigned_to, details)
            newest = max((int(part["id"]) for part in parts), default=part_id(row, 0))
            parts.append(render_part(event, newest + 1))
            derive(found, self.directory, self.hours)
            if bumps:
                found["updated_at"] = second
            self.conversations.put(row, found, self.clock())
            return str(newest + 1)

    def _speaker(self, conversation: Json, by: Speaker) -> Json:
        if by == "fin":
            return self.directory.fin_answering
        if by == "operator":
            return self.directory.operator
        if by == "admin":
            known = {author["id"]: author for author in self.directory.authors}
            assigned = str(conversation["admin_assignee_id"])
            return known.get(assigned, self.directory.authors[1])
        reference = conversation["contacts"]["contacts"][0]
        row = self.contacts.find(reference["id"])
        contact = {} if row is None else self.contacts.get(row)
        return {
            "type": "user",
            "id": reference["id"],
            "name": contact.get("name"),
            "email": contact.get("email", ""),
            "from_ai_agent": False,
            "is_ai_answer": False,
        }
