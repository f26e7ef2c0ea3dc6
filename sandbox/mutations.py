"""All changes that a workspace can undergo; the API itself never makes one."""

from sandbox.contact_changes import ContactChanges
from sandbox.conversation_changes import ConversationChanges
from sandbox.directory import TAG_BASE, Json
from sandbox.ids import ticket_part_id
from sandbox.state import merge
from sandbox.tickets import TicketEvent, ticket_part


class Mutations(ConversationChanges, ContactChanges):
    """Verbs for conversations, contacts, companies, tickets and tags, and raw overwriting."""

    def comment_ticket(
        self, ticket_id: str, body: str = "<p>Any news?</p>", at: int | None = None
    ) -> None:
        """Add a teammate's comment to a ticket."""
        self._ticket_part(ticket_id, "comment", {"body": body}, at)

    def set_ticket_state(self, ticket_id: str, category: str, at: int | None = None) -> None:
        """Let a teammate set the state, which by default does not move `updated_at`."""
        with self.lock:
            row, found = self.edit(self.tickets, ticket_id)
            states = (state for state in self._states() if state["category"] == category)
            before, after = found["ticket_state"], next(states)
            found |= {
                "ticket_state": after,
                "previous_ticket_state_id": before["id"],
                "open": category != "resolved",
            }
            self.tickets.put(row, found, self.clock())
            more = {"ticket_state": category, "previous_ticket_state": before["category"]}
            bumps = self.knobs.ticket_state_bumps_ticket
            self._ticket_part(ticket_id, "ticket_state_updated_by_admin", more, at, bumps=bumps)

    def delete_ticket(self, ticket_id: str) -> None:
        """Delete a ticket without a trace."""
        with self.lock:
            self.tickets.remove(self.row(self.tickets, ticket_id), self.clock())

    def add_tag(self, name: str) -> str:
        """Add a tag to the workspace's list."""
        with self.lock:
            newest = max(map(int, self.directory.tags), default=TAG_BASE)
            tag_id = str(newest + 1)
            tag = {"type": "tag", "id": tag_id, "name": name}
            self.directory.tags[tag_id] = self.directory.tags_by_name[name] = tag
            return tag_id

    def remove_tag(self, tag_id: str) -> None:
        """Take a tag out of the workspace's list; objects keep the tag they were given."""
        with self.lock:
            del self.directory.tags[tag_id]

    def put(self, kind: str, object_id: str, overrides: Json, *, touch: bool = True) -> None:
        """Overwrite raw fields of any object, known to Intercom or not.

        `touch` moves `updated_at` to now unless the overrides name it. Kinds: conversations,
        contacts, companies, tickets, admins, teams, tags, segments.
        """
        with self.lock:
            tables = {
                "conversations": self.conversations,
                "contacts": self.contacts,
                "companies": self.companies,
                "tickets": self.tickets,
            }
            if kind not in tables:
                merge(self._small(kind, object_id), overrides)
                return
            row, found = self.edit(tables[kind], object_id)
            if touch:
                found["updated_at"] = self.present(None)
            merge(found, overrides)
            tables[kind].put(row, found, self.clock())

    def _small(self, kind: str, object_id: str) -> Json:
        people = self.directory
        rows = {
            "admins": people.admins,
            "teams": people.teams,
            "tags": list(people.tags.values()),
            "segments": people.segments,
        }[kind]
        return next(one for one in rows if one["id"] == object_id)

    def _ticket_part(
        self, ticket_id: str, part_type: str, more: Json, at: int | None, *, bumps: bool = True
    ) -> None:
        with self.lock:
            row, found = self.edit(self.tickets, ticket_id)
            second, listing = self.present(at), found["ticket_parts"]
            parts = listing["ticket_parts"]
            newest = max((int(part["id"]) for part in parts), default=ticket_part_id(row, 0))
            event = TicketEvent(second, part_type, self.directory.authors[1], more)
            parts.append(ticket_part(event, newest + 1))
            listing["total_count"] = len(parts)
            if bumps:
                found["updated_at"] = second
            self.tickets.put(row, found, self.clock())

    def _states(self) -> list[Json]:
        return [self._desk.state(number) for number in range(4)]
