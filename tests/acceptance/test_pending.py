"""What fails for a single object: it is put aside and asked for again, and all else goes on."""

import re
from datetime import timedelta

import orjson

from sandbox import Fault, Knobs, Sandbox
from sources.intercom import tables
from sources.intercom.errors import Unavailable
from sources.intercom.pending import MOST_PENDING, MOST_REFUSED
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

HOUR = 3_600
ALWAYS = 100_000


def sandbox(clock: SettableClock, **more: Knobs) -> Sandbox:
    return Sandbox(24, now=clock.glance, wall_clock=clock.glance, **more)


def names(api: Sandbox) -> list[str]:
    return [one["id"] for one in api.truth("conversations")]


def poison(
    api: Sandbox, *ids: str, kind: str = "status", status: int = 500, tail: str = ""
) -> None:
    match = f"GET /conversations/({'|'.join(ids)}){tail}"
    api.fail(Fault(kind, match, times=ALWAYS, status=status))


def lift(api: Sandbox) -> None:
    api.api.faults.faults.clear()


def read_again(api: Sandbox, pattern: str) -> list[str]:
    """Paths that were asked for more than once."""
    paths = [one.path for one in api.requests if re.fullmatch(pattern, one.path)]
    return sorted({path for path in paths if paths.count(path) > 1})


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


# Dies when the refusal of one conversation is taken for that of all.
def test_a_conversation_that_is_refused_is_asked_for_until_it_is_permitted(
    clock: SettableClock,
) -> None:
    with Sandbox(120, now=clock.glance, wall_clock=clock.glance) as api:
        bad = names(api)[60]
        poison(api, bad, status=403)
        reader = Reader(api, clock, endpoints("conversations"))

        first = reader.run().tallies["conversations"]
        rejected = first.take_rejected()
        clock.advance(3 * HOUR)
        for _ in range(5):
            api.workspace.create_conversation()
        second = reader.run().tallies["conversations"]
        held = reader.ids(tables.Conversation)
        lift(api)
        third = reader.run().tallies["conversations"]

        assert [one["object_id"] for one in rejected] == [bad]
        assert rejected[0]["error"].startswith(
            f"GET /conversations/{bad} was refused with 403 forbidden: "
        )
        assert [one.status for one in (first, second, third)] == ["complete"] * 3
        assert [len(one.take_rejected()) for one in (second, third)] == [1, 0]
        assert (len(held), bad in held) == (124, False)
        assert reader.ids(tables.Conversation) == held | {bad}
        assert reader.states["conversations"]["pending"] == []


# Dies when a quiet run in which only refused conversations changed looks like a lost permission.
def test_where_only_refused_conversations_changed_one_that_came_before_decides(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("conversations"))
        reader.run()
        clock.advance(3 * HOUR)
        new = api.workspace.create_conversation()
        poison(api, new, status=403)
        alone = reader.run().tallies["conversations"]
        cursor = reader.states["conversations"]["cursor"]
        clock.advance(3 * HOUR)
        poison(api, ".*", status=403)
        other = api.workspace.create_conversation()

        lost = reader.run().tallies["conversations"]
        lift(api)
        reader.run()

        assert (alone.status, len(alone.take_rejected())) == ("complete", 1)
        assert lost.status == "refused"
        assert cursor == int(clock.now()) - 3 * HOUR
        assert {new, other} <= reader.ids(tables.Conversation)


# Dies when one parent that is refused makes every second run read all parents again.
def test_a_companion_that_is_refused_for_one_parent_is_read_for_all_others(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        bad = names(api)[12]
        poison(api, bad, status=403, tail="/handling_events")
        reader = Reader(api, clock, endpoints("conversations", "conversation_handling_events"))

        runs = []
        for _ in range(4):
            runs.append(reader.run().tallies["conversation_handling_events"])
            clock.advance(3 * HOUR)
        twice = read_again(api, "/conversations/[0-9].*")
        lift(api)
        reader.run()

        assert [one.status for one in runs] == ["complete"] * 4
        assert [len(one.take_rejected()) for one in runs] == [1] * 4
        assert twice == [f"/conversations/{bad}/handling_events"]
        held = reader.tables["conversation_handling_events"].values()
        assert {row["conversation_id"] for row in held} == {
            one["conversation_id"] for one in api.truth("handling_events") if one["handling_events"]
        }
        assert reader.states["conversation_handling_events"]["pending"] == []


# Dies when a permission that is missing costs a request for every parent, or for each run again.
def test_a_companion_that_is_refused_for_every_parent_costs_few_requests(
    clock: SettableClock,
) -> None:
    knobs = Knobs(plan_lacks=frozenset({"/contacts/{id}/segments"}))
    with Sandbox(700, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        reader = Reader(api, clock, endpoints("contacts", "contact_segments"))

        runs = []
        for _ in range(3):
            runs.append(reader.run().tallies)
            clock.advance(3 * HOUR)

        told = [one["contact_segments"] for one in runs]
        parents = len(reader.ids(tables.Contact))
        assert [one.status for one in told] == ["unavailable"] * 3
        assert [len(one.take_rejected()) for one in told] == [0, 0, 0]
        assert MOST_REFUSED <= told[0].requests < MOST_REFUSED + 100 < parents
        assert [one.requests for one in told[1:]] == [1, 1]
        assert [one["contacts"].requests for one in runs[1:]] == [2, 2]


# Dies when one article, team or type that is refused takes the others with it.
def test_an_object_of_a_list_that_is_refused_leaves_the_others(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        article, *_ = [one["id"] for one in api.truth("articles", complete=True)]
        team, *teams = [one["id"] for one in api.truth("teams")]
        for path in (f"/articles/{article}", f"/teams/{team}/metrics", ".*/Order"):
            api.fail(Fault("status", f"GET {path}", times=ALWAYS, status=403))
        wanted = ("articles", "teams", "team_metrics", "custom_object_instances")
        reader = Reader(api, clock, endpoints(*wanted))
        named = settings_of(api, custom_object_types=("Order", "Subscription"))

        tallies = reader.run(settings=named).tallies
        rejected = {name: tally.take_rejected() for name, tally in tallies.items()}
        articles = len(reader.tables["articles"])
        types = {row["type"] for row in reader.tables["custom_object_instances"].values()}
        lift(api)
        healed = reader.run(settings=named).tallies

        assert {tallies[name].status for name in wanted} == {"complete"}
        assert {name: [one["object_id"] for one in rows] for name, rows in rejected.items()} == {
            "articles": [article],
            "teams": [],
            "team_metrics": [team],
            "custom_object_instances": ["Order"],
        }
        assert articles == len(list(api.truth("articles", complete=True)))
        assert {row["team_id"] for row in reader.tables["team_metrics"].values()} == {team, *teams}
        assert types == {"Subscription"}
        assert not any(one.take_rejected() for one in healed.values())
        assert [tallies[name].read_kind for name in wanted] == [
            "complete",
            "complete",
            "incremental",
            "incremental",
        ]


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
