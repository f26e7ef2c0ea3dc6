"""The simulated workspace: every object by kind, and what it is right now."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from random import Random
from threading import RLock
from typing import Any

from sandbox import ids
from sandbox.changes import RandomChanges
from sandbox.companies import Companies
from sandbox.contacts import Contacts
from sandbox.conversations import CONVERSATIONS_PER_TICKET, Conversations
from sandbox.directory import Directory, Json
from sandbox.founding import Founding
from sandbox.knobs import Knobs
from sandbox.office_hours import OfficeHours
from sandbox.rhythm import arrivals, scripted_arrivals, span_seconds
from sandbox.shelf import Shelf
from sandbox.store import Table
from sandbox.subjects import KINDS
from sandbox.tickets import Tickets

DAY = 86_400


class Workspace(RandomChanges):
    """All objects of a workspace, the same for the same seed, size and `now`."""

    def __init__(
        self,
        conversations: int,
        seed: int,
        now: Callable[[], float],
        knobs: Knobs,
        *,
        contacts: int | None = None,
        companies: int | None = None,
        workspace_id: str = "acme1234",
        time_zone: str = "America/New_York",
        history_seconds: int | None = None,
    ) -> None:
        """Tell the history of a workspace until `now()`; sizes not given follow from the first.

        `history_seconds` is how long ago the first conversation may have begun: in a history of
        a minute nothing is older than that.
        """
        self.clock = now
        self.knobs = knobs
        self.workspace_id = workspace_id
        self.time_zone = time_zone
        self.lock = RLock()
        self._present = present = int(now())
        if history_seconds is None:
            history_seconds = span_seconds(conversations)
        self._start = present - history_seconds
        self._rng = Random(ids.mix(seed, 1))
        self.directory = Directory(workspace_id, self._start - 400 * DAY)
        self.hours = OfficeHours(time_zone, present)
        contacts = max(conversations * 3 // 5, 20) if contacts is None else contacts
        companies = max(conversations // 20, 12) if companies is None else companies
        self._visible_companies = companies - companies // 12
        self._found(seed, conversations, contacts, companies)
        self.shelf = Shelf(KINDS, self._founding(seed))
        self.members = self._memberships()
        self._first_counts = {row: len(people) for row, people in self.members.items()}
        self.contacts = self._contact_table()
        self.companies = self._company_table()
        self.conversations = self._conversation_table()
        self.tickets = self._ticket_table()
        self.activities = []
        self.deleted_conversations = []
        self.merged_into = {}
        self._remember_arrivals()

    def _found(self, seed: int, conversations: int, contacts: int, companies: int) -> None:
        """Decide when everybody arrives and every conversation begins."""
        present, people = self._present, self.directory
        arrived = self._arrivals(contacts)
        self._people = Contacts(seed, ids.contact_ids(seed), arrived, present, people)
        arrived = self._arrivals(companies)
        self._firms = Companies(seed, ids.company_ids(seed), arrived, present, people)
        begun = scripted_arrivals(
            conversations, self._start, present, self.hours, self.time_zone, self._rng
        )
        self._talks = Conversations(
            seed, ids.conversation_ids(seed), begun, present, people, self.hours, self._people
        )
        raised = array("q", begun[0][3::CONVERSATIONS_PER_TICKET])
        self._desk = Tickets(seed, ids.ticket_ids(seed), raised, present, people, self._people)

    def _founding(self, seed: int) -> Founding:
        return Founding(
            seed,
            self.workspace_id,
            self.time_zone,
            self._start,
            self._present,
            self.directory,
            self._people,
            self._firms,
            self._talks,
            self._desk,
        )

    def _arrivals(self, count: int) -> array[int]:
        return arrivals(count, self._start, self._present, self.time_zone, self._rng)

    def _memberships(self) -> dict[int, list[int]]:
        """Contact rows by company row."""
        members: dict[int, list[int]] = {}
        for row in range(len(self._people.created_at)):
            if self._people.is_gone(row):
                continue
            for company in self._people.company_rows(row, self._visible_companies):
                members.setdefault(company, []).append(row)
        return members

    # Tables grow; those who tell the history go by how many there were when it was told.

    def _contact_table(self) -> Table:
        people = self._people
        updated = array("q", map(people.updated_at, range(len(people.created_at))))
        table = Table(people.ids, people.created_at[:], updated, self._build_contact, {})
        table.forget({row for row in range(len(table)) if people.is_gone(row)})
        return table

    def _company_table(self) -> Table:
        firms = self._firms
        rows = range(len(firms.created_at))
        updated = array("q", map(firms.updated_at, rows))
        columns: dict[str, list[Any]] = {
            "last_request_at": [firms.last_request_at(row) for row in rows]
        }
        table = Table(firms.ids, firms.created_at[:], updated, self._build_company, columns)
        table.hide({row for row in rows if not self.members.get(row)})
        return table

    def _conversation_table(self) -> Table:
        talks = self._talks
        updated, states = array("q"), []
        for ended_at, state in talks.endings():
            updated.append(ended_at)
            states.append(state)
        columns: dict[str, list[Any]] = {
            "state": states,
            "open": [state != "closed" for state in states],
        }
        return Table(talks.ids, talks.created_at[:], updated, self._build_conversation, columns)

    def _ticket_table(self) -> Table:
        desk = self._desk
        updated = array("q", map(desk.updated_at, range(len(desk.created_at))))
        return Table(desk.ids, desk.created_at[:], updated, self._build_ticket, {})

    def _build_contact(self, row: int) -> Json:
        companies = self._people.company_rows(row, self._visible_companies)
        return self._people.build(row, [self._firms.ids.encode(company) for company in companies])

    def _build_company(self, row: int) -> Json:
        return self._firms.build(row, self._first_counts.get(row, 0))

    def _build_conversation(self, row: int) -> Json:
        contact = self._talks.contact_row(row)
        companies = self._people.company_rows(contact, self._visible_companies)
        company = self._build_company(companies[0]) if companies and row % 2 else None
        ticket = None
        number, is_ticket = divmod(row, CONVERSATIONS_PER_TICKET)
        if is_ticket == 3:
            kind = self._desk.ticket_type(number % 3)["category"]
            ticket = {"type": "ticket", "id": self._desk.ids.encode(number), "category": kind}
            if number % 3 == 0:  # a conversation that became a ticket says how that stands
                ticket["state"] = self._desk.state_of(number)["category"]
        return self._talks.build(row, company, ticket)

    def _build_ticket(self, row: int) -> Json:
        conversation = self._talks.ids.encode(row * CONVERSATIONS_PER_TICKET + 3)
        linked = {"type": "conversation", "id": conversation, "category": None}
        return self._desk.build(row, linked)

    def _remember_arrivals(self) -> None:
        """The arrival of the newest contacts; the list does not reach back for ever."""
        for row in range(max(len(self.contacts) - 500, 0), len(self.contacts)):
            if row not in self.contacts.gone:
                self.activities.append(self._activity("contact.created", self.contacts.get(row)))

    def handling_events(self, conversation: Json) -> list[Json]:
        """Pauses of teammates in a conversation, as its own endpoint shows them."""
        names = {admin["id"]: admin for admin in self.directory.admins}
        found = []
        for admin_id, paused, resumed in conversation["_handling_events"]:
            admin = names[admin_id]
            teammate = {"type": "admin", "id": int(admin_id), "name": admin["name"]}
            teammate["email"] = admin["email"]
            for kind, at in (("paused", paused), ("resumed", resumed)):
                event = {"teammate": teammate, "type": kind, "timestamp": self.hours.iso(at)}
                found.append(event | ({"reason": "Switched"} if kind == "paused" else {}))
        return found

    def ticket_attribute_names(self) -> dict[str, str]:
        """Names of ticket attributes by id."""
        return {
            attribute["id"]: attribute["name"]
            for kind in self._desk.ticket_types()
            for attribute in kind["ticket_type_attributes"]["data"]
        }

    def company_notes(self, company: Json) -> list[Json]:
        """The notes about a company, oldest first."""
        return self.shelf.rows("company_notes", company["id"])

    def table(self, kind: str) -> Table:
        """The table of `conversations`, `contacts`, `companies` or `tickets`."""
        tables = {
            "conversations": self.conversations,
            "contacts": self.contacts,
            "companies": self.companies,
            "tickets": self.tickets,
        }
        return tables[kind]

    def all(self, kind: str) -> Iterator[Json]:
        """Every existing object of a table, oldest first, as it is now."""
        table = self.table(kind)
        with self.lock:
            rows = list(table.rows())
        for row in rows:
            with self.lock:
                if row in table.gone:
                    continue
                found = table.get(row)
            yield found
