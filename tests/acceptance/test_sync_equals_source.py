"""After any sync the raw tables are the source, whatever happened to it, also while it was read."""

from datetime import UTC, datetime

from sandbox import Knobs, Request, Sandbox, Workspace
from sources.intercom import tables
from sources.intercom.rows import Row
from tests.acceptance import comparing
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import endpoints
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import differences, gone, lost_keys, objects

HOUR = 3_600
UNUSUAL = "a\x00b 🙂 \u2028\t\"q\" \\n 'x'\r\n\\. ,;" + "é" * 50_000
KNOBS = Knobs(contact_tag_bumps_contact=True, ticket_state_bumps_ticket=True)


class Day:
    """An ordinary day of the workspace, and which objects it takes away."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.talks = [one["id"] for one in workspace.all("conversations")]
        self.people = [one["id"] for one in workspace.all("contacts")]
        self.tickets = [one["id"] for one in workspace.all("tickets")]
        userless = next(iter(workspace.companies.unlisted))
        self.deleted, self.merged = self.talks[:2], self.people[0]
        self.company = workspace.companies.ids.encode(userless)
        self.tag = workspace.add_tag("Soon gone")
        self.requests = 0

    def happen(self, now: int) -> None:
        workspace, talks, people = self.workspace, self.talks, self.people
        workspace.change(40, seed=5)
        workspace.reply(talks[5], UNUSUAL, by="contact")
        workspace.put("conversations", talks[6], {"title": "", "snoozed_until": 253_402_300_799})
        workspace.set_attribute(talks[6], "Größe 🙂", {"a": ["\x00", 1.5, None, True]})
        workspace.close(talks[7])
        workspace.remove_part(talks[8])
        workspace.create_conversation(people[3])
        workspace.bulk_edit(30, at=now - 600)
        workspace.delete_conversation(self.deleted[0])
        workspace.tag_contact(people[4], "VIP")
        workspace.touch_contact(people[5])
        workspace.merge_contacts(self.merged, people[6])
        for number in range(14):
            workspace.note_contact(people[7], f"<p>Note {number}.</p>")
        workspace.remove_company(self.company)
        workspace.create_company("Brand new, nobody there yet")
        workspace.set_ticket_state(self.tickets[0], "resolved")
        workspace.remove_tag(self.tag)

    def go_on(self, request: Request, _: Workspace) -> None:
        """Changes while a warehouse reads; no two requests meet the same ones."""
        self.requests += 1
        workspace, name = self.workspace, request.path.removeprefix("/conversations/")
        if request.path in ("/contacts/search", "/tickets/search"):
            workspace.change(4, seed=self.requests)
        elif name == self.deleted[1]:
            workspace.delete_conversation(name)
        elif name in self.talks:
            workspace.reply(self.talks[10 + self.requests % 20])
            workspace.create_conversation(self.people[8])


def test_every_table_of_both_warehouses_equals_the_source(
    duckdb_raw: RawDataset, postgres_raw: RawDataset, clock: SettableClock
) -> None:
    both = (duckdb_raw, postgres_raw)
    with Sandbox(conversations=50, knobs=KNOBS, now=clock.glance, wall_clock=clock.glance) as api:
        day = Day(api.workspace)
        first = [raw.sync(api, clock) for raw in both]
        clock.advance(HOUR)
        parts = part_ids(api, day.deleted)
        day.happen(int(clock.glance()))
        day.workspace.reply(day.deleted[1])
        clock.advance(25 * HOUR)  # companies without users are in the daily scroll only
        second_began = datetime.fromtimestamp(clock.now(), UTC)

        api.on_request(day.go_on)
        second = [raw.sync(api, clock) for raw in both]
        api.api.hooks.clear()
        third = [raw.sync(api, clock) for raw in both]

        sessions = (*first, *second, *third)
        assert [session.failure() for session in sessions] == [None] * 6
        assert [session.tallies["conversations"].not_found for session in second] == [1, 0]
        for raw in both:
            assert differences(api, raw) == {}
            assert lost_keys(api, raw) == {}
            vanished = gone(api, raw)
            assert {table: {row.get("id") for row in rows} for table, rows in vanished.items()} == {
                "conversations": set(day.deleted),
                "conversation_parts": parts,
                "conversation_custom_attributes": {None},
                "contacts": {day.merged},
                "companies": {day.company},
                "tags": {day.tag},
            }
            seen = {row["synced_at"] for rows in vanished.values() for row in rows}
            assert max(seen) < second_began
        models = [*objects(api), tables.ConversationHandlingEvent]
        assert [model.table for model in models if not same_rows(model, *both)] == []


def part_ids(api: Sandbox, conversations: list[str]) -> set[str]:
    return {
        part["id"]
        for one in api.truth("conversations")
        for part in one["conversation_parts"]["conversation_parts"]
        if one["id"] in conversations
    }


def same_rows(model: type[Row], one: RawDataset, other: RawDataset) -> bool:
    left, right = (
        [comparing.comparable(model, row) for row in raw.rows(model)] for raw in (one, other)
    )
    return left == right


def test_what_moves_no_time_is_seen_by_a_full_refresh(
    duckdb_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = endpoints("contacts")
    with Sandbox(conversations=60, now=clock.glance, wall_clock=clock.glance) as api:
        duckdb_raw.sync(api, clock, wanted)
        clock.advance(2 * HOUR)
        silent = next(one["id"] for one in api.workspace.all("contacts"))
        api.workspace.tag_contact(silent, "VIP")

        duckdb_raw.sync(api, clock, wanted)
        by_increment = differences(api, duckdb_raw, tables.Contact)
        duckdb_raw.sync(api, clock, wanted, full_refresh=True)

        assert list(by_increment["contacts"]) == [(silent,)]
        assert differences(api, duckdb_raw, tables.Contact) == {}
