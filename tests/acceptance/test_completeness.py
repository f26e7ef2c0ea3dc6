"""Whether all came is counted: what is missing is read again once, then told, never taken on."""

from dataclasses import replace

import pytest

from sandbox import Fault, Sandbox
from sources.intercom import Session, tables
from sources.intercom.patience import Patience
from sources.intercom.tables.help_centers import Collection
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock
from tests.acceptance.test_long_threads import set_thread, some_thread

SEARCHES = {
    "conversations": tables.Conversation,
    "contacts": tables.Contact,
    "tickets": tables.Ticket,
}
DAY = 86_400


def sandbox(clock: SettableClock, size: int = 20) -> Sandbox:
    return Sandbox(size, now=clock.glance, wall_clock=clock.glance)


def truth(api: Sandbox, kind: str) -> set[str]:
    return {str(one["id"]) for one in api.truth(kind)}


def searches(api: Sandbox, name: str) -> int:
    return sum(request.path == f"/{name}/search" for request in api.requests)


def counted(session: Session, name: str) -> dict[str, int]:
    tally = session.tallies[name]
    return {"reread": tally.reread, "short": tally.short}


@pytest.mark.parametrize("name", SEARCHES)
def test_a_row_that_a_page_lost_comes_with_a_second_look(clock: SettableClock, name: str) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(name))
        api.fail(Fault("lost_row", f"POST /{name}/search"))

        session = reader.run()

        assert reader.ids(SEARCHES[name]) == truth(api, name)
        assert counted(session, name) == {"reread": 1, "short": 0}
        assert session.tallies[name].received == len(truth(api, name))
        assert reader.states[name]["cursor"] == session.history.until


@pytest.mark.parametrize("name", SEARCHES)
def test_the_cursor_waits_before_a_window_that_is_short(clock: SettableClock, name: str) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(name))
        api.fail(Fault("lost_row", f"POST /{name}/search", times=9))
        first = reader.run()
        api.api.faults.faults.clear()
        cursor, held = reader.states[name]["cursor"], reader.ids(SEARCHES[name])
        clock.advance(600)
        api.requests.clear()

        second = reader.run()

        assert (counted(first, name), cursor) == ({"reread": 1, "short": 1}, 0)
        assert len(held) == len(truth(api, name)) - 1
        assert reader.ids(SEARCHES[name]) == truth(api, name)
        assert counted(second, name) == {"reread": 0, "short": 0}
        assert second.tallies[name].loaded[name] == 1
        assert reader.states[name]["cursor"] == second.history.until


# Dies when a claim that is never met holds the cursor for good, or is asked about without end.
def test_a_claim_that_is_never_met_costs_two_looks_and_one_run(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("contacts"))
        api.fail(Fault("overclaimed", "POST /contacts/search", times=10_000))
        cursors = []
        for _ in range(4):
            api.requests.clear()
            session = reader.run()
            cursors.append((reader.states["contacts"]["cursor"], session.history.until))
            clock.advance(DAY / 2)
            assert searches(api, "contacts") <= 10

        assert reader.ids(tables.Contact) == truth(api, "contacts")
        assert cursors[0][0] == 0
        assert [cursor for cursor, _ in cursors[1:]] == [until for _, until in cursors[:-1]]


# Dies when a total decides alone whether a window is cut: every second would be asked for.
def test_a_window_of_one_page_is_not_cut_whatever_it_claims(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        (contacts,) = endpoints("contacts")
        reader = Reader(api, clock, [replace(contacts, window_rows=1)])
        api.fail(Fault("overclaimed", "POST /contacts/search", times=10_000))

        reader.run()

        assert reader.ids(tables.Contact) == truth(api, "contacts")
        assert searches(api, "contacts") == 4  # two windows, the last one open, each read twice


# Dies when a row that moved to a later window while it was read counts as missing.
def test_a_row_that_moves_on_while_a_window_is_read_is_not_missing(clock: SettableClock) -> None:
    with sandbox(clock, 10) as api:
        moving = [api.workspace.create_contact() for _ in range(160)][-1]
        clock.advance(10)
        reader = Reader(api, clock, endpoints("contacts"))

        def touch(request, workspace) -> None:
            if "starting_after" in (request.body or {}).get("pagination", {}):
                api.api.hooks.clear()
                clock.advance(5)
                workspace.touch_contact(moving)

        api.on_request(touch)
        session = reader.run()
        cursor = reader.states["contacts"]["cursor"]
        reader.run()

        assert counted(session, "contacts") == {"reread": 1, "short": 0}
        assert cursor == session.history.until
        assert reader.ids(tables.Contact) == truth(api, "contacts")


def test_a_list_that_lost_a_row_is_read_again(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("collections"))
        api.fail(Fault("lost_row", "GET /help_center/collections"))

        session = reader.run()

        assert reader.ids(Collection) == truth(api, "collections")
        assert counted(session, "collections") == {"reread": 1, "short": 0}


# Dies when a short list counts as complete: the row it did not bring would look deleted.
def test_a_list_that_stays_short_calls_no_row_gone(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("collections"))
        api.fail(Fault("lost_row", "GET /help_center/collections", times=9))

        session = reader.run()

        tally = session.tallies["collections"]
        assert (tally.status, tally.read_kind) == ("complete", "incremental")
        assert tally.short > 0


def test_a_thread_that_came_short_is_asked_for_again(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        name = some_thread(api)
        every = set_thread(api, name, 7)
        api.fail(Fault("lost_row", f"GET /conversations/{name}"))
        reader = Reader(api, clock, endpoints("conversations"))

        tally = reader.run().tallies["conversations"]

        assert set(every) <= reader.ids(tables.ConversationPart)
        assert (tally.reread, tally.short_threads, tally.truncated_threads) == (1, 0, 0)


def test_a_thread_that_stays_short_is_flagged_and_counted(
    raw: RawDataset, clock: SettableClock
) -> None:
    with sandbox(clock) as api:
        name = some_thread(api)
        set_thread(api, name, 7)
        api.fail(Fault("lost_row", f"GET /conversations/{name}", times=2))

        raw.sync(api, clock, endpoints("conversations"))

        flagged = {row["id"]: row["parts_truncated"] for row in raw.rows(tables.Conversation)}
        (run,) = raw.rows(tables.SyncRun)
        assert [one for one, is_cut in flagged.items() if is_cut] == [name]
        assert {column: run[column] for column in ("reread", "short", "short_threads")} == {
            "reread": 1,
            "short": 0,
            "short_threads": 1,
        }


def test_a_ticket_that_came_short_is_asked_for_by_its_id(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        ticket = next(api.truth("tickets"))
        listing = {**ticket["ticket_parts"], "total_count": 99}
        api.workspace.put("tickets", ticket["id"], {"ticket_parts": listing}, touch=False)
        reader = Reader(api, clock, endpoints("tickets"))

        tally = reader.run().tallies["tickets"]

        asked = [one.path for one in api.requests if one.method == "GET"]
        assert asked == ["/me", f"/tickets/{ticket['id']}"]
        assert (tally.reread, tally.short_threads) == (1, 1)


# Dies when every thread is fetched twice for ever, since Intercom counts what it does not send.
def test_patience_ends_where_asking_again_never_helps() -> None:
    patience = Patience()
    for _ in range(19):
        patience.learn(helped=False)
    nearly = patience.is_left
    patience.learn(helped=False)
    spent = patience.is_left
    patience.learn(helped=True)

    assert (nearly, spent, patience.is_left) == (True, False, True)


def test_a_conversation_deleted_meanwhile_is_noted(raw: RawDataset, clock: SettableClock) -> None:
    with sandbox(clock) as api:
        name = some_thread(api)

        def delete(request, workspace) -> None:
            if request.path == f"/conversations/{name}":
                api.api.hooks.clear()
                workspace.delete_conversation(name)

        api.on_request(delete)
        raw.sync(api, clock, endpoints("conversations"))

        found = [
            (row["resource"], row["id"], row["status"], row["moved_to"])
            for row in raw.rows(tables.GoneObject)
        ]
        assert found == [("conversations", name, 404, None)]
        assert raw.rows(tables.GoneObject)[0]["seen_at"].timestamp() >= NOW
