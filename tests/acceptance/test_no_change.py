"""A sync in which nothing changed costs a handful of requests and writes nothing."""

from collections import Counter

from sandbox import Sandbox
from sources.intercom import choose, tables
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import NOW, SettableClock

CHANGING = (
    tables.Conversation,
    tables.ConversationPart,
    tables.ConversationCustomAttribute,
    tables.Contact,
    tables.Ticket,
    tables.TicketPart,
    tables.Company,
)


def test_a_sync_without_changes_reads_no_conversation_and_writes_no_row(
    raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(conversations=50, now=clock.glance, wall_clock=clock.glance) as api:
        api.workspace.change(40, seed=3)
        batch = api.workspace.bulk_edit(30, at=NOW - 60)
        tagged = next(one["id"] for one in api.workspace.all("contacts"))
        for number in range(12):
            api.workspace.note_contact(tagged, f"<p>Note {number}.</p>")
        raw.sync(api, clock, choose())
        clock.advance(600)
        before = {model.table: raw.rows(model) for model in CHANGING}
        api.requests.clear()

        session = raw.sync(api, clock, choose())

        asked = Counter(request.path for request in api.requests)
        assert [
            path for path in asked if path.startswith(("/conversations/2", "/contacts/6"))
        ] == []
        lists = [path for path in asked if not path.endswith("/search")]
        assert {path: asked[path] for path in asked if path not in lists and asked[path] > 2} == {}
        assert {model.table: raw.rows(model) for model in CHANGING} == before
        written = {name for name, tally in session.tallies.items() if tally.loaded}
        assert written == {"team_metrics", "contact_activities"}  # a snapshot; the last hour
        tally = session.tallies["conversations"]
        assert tally.loaded == {}
        assert tally.unchanged == tally.received >= len(batch)
        assert session.tallies["contacts"].unchanged == session.tallies["contacts"].received > 0
