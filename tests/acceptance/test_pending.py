"""What fails for a single object: it is put aside and asked for again, and all else goes on."""

from datetime import timedelta

import orjson

from sandbox import Fault, Knobs, Sandbox
from sources.intercom import tables
from sources.intercom.errors import Unavailable
from sources.intercom.pending import MOST_PENDING
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

HOUR = 3_600
ALWAYS = 100_000


def sandbox(clock: SettableClock, **more: Knobs) -> Sandbox:
    return Sandbox(24, now=clock.glance, wall_clock=clock.glance, **more)


def names(api: Sandbox) -> list[str]:
    return [one["id"] for one in api.truth("conversations")]


def poison(api: Sandbox, *ids: str, kind: str = "status", status: int = 500) -> None:
    match = f"GET /conversations/({'|'.join(ids)})"
    api.fail(Fault(kind, match, times=ALWAYS, status=status))


def asked(api: Sandbox, name: str) -> int:
    return sum(request.path == f"/conversations/{name}" for request in api.requests)


# Dies when one conversation that the server cannot tell stops all others, or is forgotten.
def test_a_conversation_that_always_fails_is_asked_for_until_it_comes(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        bad, *others = names(api)
        poison(api, bad)
        reader = Reader(api, clock, endpoints("conversations"))

        first = reader.run().tallies["conversations"]
        rejected = first.take_rejected()
        clock.advance(3 * HOUR)
        api.requests.clear()
        second = reader.run().tallies["conversations"]
        tries = asked(api, bad)
        api.api.faults.faults.clear()
        third = reader.run().tallies["conversations"]

        assert [one["object_id"] for one in rejected] == [bad]
        assert rejected[0]["error"] == (
            f"GET /conversations/{bad} failed 8 times, last with 500 server_error;"
            " it is asked for again by every run"
        )
        assert [one.status for one in (first, second, third)] == ["complete"] * 3
        assert (first.received, second.received, tries) == (24, 0, 3)
        assert [len(one.take_rejected()) for one in (second, third)] == [1, 0]
        assert reader.ids(tables.Conversation) == {bad, *others}
        assert reader.states["conversations"]["pending"] == []


# Dies when an outage is taken for a few bad conversations.
def test_where_many_conversations_fail_the_cursor_stays(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        poison(api, *names(api)[: MOST_PENDING + 1])
        reader = Reader(api, clock, endpoints("conversations"))

        tally = reader.run().tallies["conversations"]

        assert (tally.status, type(tally.error)) == ("failed", Unavailable)
        assert "cursor" not in reader.states["conversations"]


def test_where_no_conversation_comes_the_cursor_stays(clock: SettableClock) -> None:
    with Sandbox(6, now=clock.glance, wall_clock=clock.glance) as api:
        poison(api, *names(api))
        reader = Reader(api, clock, endpoints("conversations"))

        tally = reader.run().tallies["conversations"]

        assert (tally.status, type(tally.error)) == ("failed", Unavailable)
        assert "cursor" not in reader.states["conversations"]


# Dies when a proxy's page is taken for the word of Intercom: nobody would read them again.
def test_a_404_of_a_proxy_does_not_make_a_conversation_vanish(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        bad, gone = names(api)[:2]
        poison(api, bad, gone, kind="html", status=404)
        reader = Reader(api, clock, endpoints("conversations"))

        first = reader.run().tallies["conversations"]
        api.api.faults.faults.clear()
        poison(api, gone, kind="html", status=404)
        second = reader.run().tallies["conversations"]

        assert (first.status, first.not_found) == ("complete", 0)
        assert reader.ids(tables.Conversation) == {*names(api)} - {gone}
        assert (second.status, second.not_found) == ("complete", 1)
        assert reader.states["conversations"]["pending"] == []


# Dies when the companion of one parent stops the parents, or when it is never read for them.
def test_a_companion_that_fails_leaves_its_parent_alone_and_catches_up(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        api.fail(Fault("status", "GET /contacts/.*/tags", after=3, times=ALWAYS, status=500))
        reader = Reader(api, clock, endpoints("contacts", "contact_tags"))

        first = reader.run()
        states = {name: tally.status for name, tally in first.tallies.items()}
        api.api.faults.faults.clear()
        second = reader.run()

        assert states == {"contacts": "complete", "contact_tags": "failed"}
        assert isinstance(first.failure(), Unavailable)
        assert second.failure() is None
        assert tagged(reader) == {
            (one["contact_id"], tag["id"])
            for one in api.truth("contact_tags")
            for tag in one["data"]
        }


# Dies when one list that the server cannot tell stops all contacts, or stays cut for good.
def test_a_contact_whose_list_fails_comes_as_it_is_and_is_asked_for_again(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        contacts = list(api.truth("contacts"))
        bad = next(one["id"] for one in contacts if one["tags"]["has_more"])
        api.fail(Fault("status", f"GET /contacts/{bad}/tags", times=ALWAYS, status=500))
        reader = Reader(api, clock, endpoints("contacts"))

        first = reader.run().tallies["contacts"]
        rejected = first.take_rejected()
        cut = len(own_tags(reader, bad))
        clock.advance(3 * HOUR)
        second = reader.run().tallies["contacts"]
        pending = reader.states["contacts"]["pending"]
        api.api.faults.faults.clear()
        third = reader.run().tallies["contacts"]

        assert [one.status for one in (first, second, third)] == ["complete"] * 3
        assert [one["object_id"] for one in rejected] == [bad]
        assert reader.ids(tables.Contact) == {one["id"] for one in contacts}
        assert cut == 10 < len(own_tags(reader, bad))
        assert (pending, reader.states["contacts"]["pending"]) == ([bad], [])


# Dies when one parent stops a companion for all, or makes each run read all parents again.
def test_a_companion_that_always_fails_for_a_parent_is_asked_for_until_it_comes(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        contacts = [one for one in api.truth("contacts") if one["tags"]["data"]]
        bad = next(one["id"] for one in contacts if not one["tags"]["has_more"])
        others = [one["id"] for one in contacts if one["id"] != bad]
        api.fail(Fault("status", f"GET /contacts/{bad}/tags", times=ALWAYS, status=500))
        reader = Reader(api, clock, endpoints("contacts", "contact_tags"))

        first = reader.run().tallies["contact_tags"]
        rejected = first.take_rejected()
        held = {contact for contact, _ in tagged(reader)}
        clock.advance(3 * HOUR)
        api.requests.clear()
        second = reader.run().tallies["contact_tags"]
        tries = [one.path for one in api.requests if one.path.endswith("/tags")]
        api.api.faults.faults.clear()
        third = reader.run().tallies["contact_tags"]

        assert [one.status for one in (first, second, third)] == ["complete"] * 3
        assert [one["object_id"] for one in rejected] == [bad]
        assert held == {*others}
        assert tries == [f"/contacts/{bad}/tags"] * 3
        assert {contact for contact, _ in tagged(reader)} == {bad, *others}
        assert reader.states["contact_tags"]["pending"] == []


# Dies when the cursor of a companion passes by the parents that it was refused for.
def test_a_companion_that_is_permitted_later_is_read_for_every_parent(
    clock: SettableClock,
) -> None:
    knobs = Knobs(plan_lacks=frozenset({"/contacts/{id}/tags"}))
    with sandbox(clock, knobs=knobs) as api:
        wanted = endpoints("contacts", "contact_tags")
        reader = Reader(api, clock, wanted)
        refused = reader.run().tallies["contact_tags"].status
        clock.advance(HOUR)
        api.knobs.plan_lacks = frozenset()
        api.workspace.touch_contact(next(api.workspace.all("contacts"))["id"])
        clock.advance(timedelta(hours=3).total_seconds())

        for _ in range(2):  # one finds out that it is permitted, the next one catches up
            reader.run()

        assert refused == "unavailable"
        assert tagged(reader) == {
            (one["contact_id"], tag["id"])
            for one in api.truth("contact_tags")
            for tag in one["data"]
        }


def tagged(reader: Reader) -> set[tuple[str, str]]:
    held = reader.tables["contact_tags"].values()
    return {(row["contact_id"], row["tag_id"]) for row in held}


def own_tags(reader: Reader, name: str) -> list[str]:
    [contact] = [row for row in reader.tables["contacts"].values() if row["id"] == name]
    return [tag["id"] for tag in orjson.loads(contact["tags"])]
