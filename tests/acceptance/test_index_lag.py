"""A search shows a change minutes after it happened; nothing is missed for that."""

from sandbox import Knobs, Sandbox
from sources.intercom import tables
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock


# Dies when `History.since` does not look back behind the cursor.
def test_what_the_index_shows_late_is_read_by_a_later_run(clock: SettableClock) -> None:
    knobs = Knobs(index_lag_s=300)
    with Sandbox(40, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        reader = Reader(api, clock, endpoints("contacts", "conversations"))
        clock.advance(400)
        reader.run()
        old, person = (next(api.truth(kind))["id"] for kind in ("conversations", "contacts"))
        clock.advance(100)
        part = api.workspace.reply(old)
        new = api.workspace.create_conversation()
        api.workspace.touch_contact(person)
        touched_at = int(clock.glance())
        clock.advance(100)

        reader.run()
        too_early = part in reader.ids(tables.ConversationPart)
        clock.advance(300)
        reader.run()

        assert not too_early
        assert part in reader.ids(tables.ConversationPart)
        assert new in reader.ids(tables.Conversation)
        seen = reader.column(tables.Contact, "last_seen_at")[person]
        assert seen.timestamp() == touched_at
