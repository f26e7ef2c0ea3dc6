"""All changes that a workspace can undergo; the API itself never makes one."""

from collections.abc import Callable

from sandbox.contact_changes import ContactChanges
from sandbox.conversation_changes import ConversationChanges
from sandbox.directory import TAG_BASE, Json
from sandbox.ids import ticket_part_id
from sandbox.shelf_changes import ShelfChanges
from sandbox.state import merge
from sandbox.store import Table
from sandbox.tickets import TicketEvent, ticket_part


class Mutations(ConversationChanges, ContactChanges, ShelfChanges):
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
        contacts, companies, tickets, admins, teams, tags, segments and all on the shelf.
        """
        with self.lock:
            table, small = self._table(kind), self._small(kind)
            if small is not None:
                merge(_by_id(small, object_id), overrides)
            elif table is None:
                self.put_on_shelf(kind, object_id, overrides, touch=touch)
            else:
                row, found = self.edit(table, object_id)
                if touch:
                    found["updated_at"] = self.present(None)
                merge(found, overrides)
                table.put(row, found, self.clock())

    def remove(self, kind: str, object_id: str) -> None:
        """Delete an object of any kind that `put` knows, as Intercom would."""
        with self.lock:
            verbs: dict[str, Callable[[str], None]] = {
                "conversations": self.delete_conversation,
                "contacts": self.delete_contact,
                "companies": self.remove_company,
                "tickets": self.delete_ticket,
                "tags": self.remove_tag,
            }
            small = self._small(kind)
            if kind in verbs:
                verbs[kind](object_id)
            elif small is not None:
                small.remove(_by_id(small, object_id))
            else:
                self.remove_from_shelf(kind, object_id)

    def _table(self, kind: str) -> Table | None:
        tables = {
            "conversations": self.conversations,
            "contacts": self.contacts,
            "companies": self.companies,
            "tickets": self.tickets,
        }
        return tables.get(kind)

    def _small(self, kind: str) -> list[Json] | None:
        people = self.directory
        rows = {
            "admins": people.admins,
            "teams": people.teams,
            "tags": list(people.tags.values()),
            "segments": people.segments,
        }
        return rows.get(kind)

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


def _by_id(rows: list[Json], object_id: str) -> Json:
    found = next((one for one in rows if one["id"] == object_id), None)
    if found is None:
        raise KeyError(object_id)
    return found
