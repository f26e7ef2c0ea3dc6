"""Ways in which other loaders were seen to lose rows, to stop or to lie; none may be ours."""

import socket
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter

import orjson
import pytest

from sandbox import Fault, Knobs, Sandbox
from sources.intercom import Slice, tables
from sources.intercom.errors import UnexpectedShape, Unreachable
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock

DAY, HOUR = 86_400, 3_600
CONVERSATIONS, CONTACTS = "/conversations/search", "/contacts/search"


def sandbox(clock: SettableClock, conversations: int = 40, **more: object) -> Sandbox:
    return Sandbox(conversations, now=clock.glance, wall_clock=clock.glance, **more)


def small_windows(*names: str) -> list:
    return [replace(one, window_rows=4, per_page=5) for one in endpoints(*names)]


def ids(api: Sandbox, kind: str) -> set[str]:
    return {one["id"] for one in api.truth(kind)}


def edges_of(api: Sandbox, path: str) -> list[int]:
    """Lower ends of the windows in which a resource was searched."""
    queries = [request.body["query"] for request in api.requests if request.path == path]
    lower = [query["value"][0] if query["operator"] == "AND" else query for query in queries]
    return sorted({tests["value"][0]["value"] for tests in lower})


# 1. Dies when `=` leaves the lower bound of `windows.query`.
@pytest.mark.parametrize("inclusive", [False, True], ids=["exclusive", "inclusive"])
def test_a_row_changed_at_the_very_edge_of_a_window_is_read(clock, inclusive):
    with sandbox(clock, 60, knobs=Knobs(greater_is_inclusive=inclusive)) as api:
        reader = Reader(api, clock, small_windows("conversations", "contacts"))
        reader.run()
        edges = [edge for edge in edges_of(api, CONVERSATIONS) if edge > 0]
        moments = [edge + near for edge in edges for near in (0, -1, 1)]
        for kind in ("conversations", "contacts"):
            for number, name in enumerate(ids(api, kind)):
                moment = moments[number % len(moments)]
                api.workspace.put(kind, name, {"updated_at": moment, "created_at": moment - 1})
        again = Reader(api, clock, small_windows("conversations", "contacts"))

        again.run()

        assert len(edges) > 10
        assert NOW in edges  # the moment at which the run began
        assert again.ids(tables.Conversation) == ids(api, "conversations")
        assert again.ids(tables.Contact) == ids(api, "contacts")


# 2. Dies when `client._try` does not turn errors of the connection into failures.
@pytest.mark.parametrize(
    ("scheme", "reason"),
    [("http", "Connection refused"), ("https", "no agreement on how to encrypt")],
    ids=["tcp", "tls"],
)
def test_a_server_that_cannot_be_reached_is_a_sentence_and_no_crash(clock, scheme, reason):
    with socket.socket() as closed, sandbox(clock) as api:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1] if scheme == "http" else api.base_url.rpartition(":")[2]
        url = f"{scheme}://127.0.0.1:{port}"
        reader = Reader(api, clock, endpoints("workspaces", "tags"))

        with pytest.raises(Unreachable, match=f"^no connection to {url} \\({reason}"):
            reader.run(settings=settings_of(api).model_copy(update={"base_url": url}))

        assert len(clock.waits) == 3  # four tries
        assert reader.tables == {}


class HealingClock(SettableClock):
    """Lets the server come up while the client waits."""

    api: Sandbox

    async def sleep(self, seconds: float) -> None:
        if not self.waits:
            self.api.start()
        await super().sleep(seconds)


def test_a_server_that_comes_up_late_is_read():
    clock = HealingClock()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock.api = api = sandbox(clock, port=port)
    api.base_url = f"http://127.0.0.1:{port}"
    reader = Reader(api, clock, endpoints("workspaces", "tags"))

    try:
        session = reader.run()
    finally:
        api.stop()

    assert session.tallies["workspaces"].retries == 1
    assert reader.ids(tables.Tag) == ids(api, "tags")


# 4. Dies when `shelf.add` does not give companions their parent, or `shelf._add` children theirs.
def test_every_row_inside_a_row_knows_where_it_came_from(clock):
    with sandbox(clock, 30) as api:
        talks = list(api.truth("conversations"))
        parts = {
            (part["id"], talk["id"])
            for talk in talks
            for part in talk["conversation_parts"]["conversation_parts"]
        }
        desk = {
            (part["id"], ticket["id"])
            for ticket in api.truth("tickets")
            for part in ticket["ticket_parts"]["ticket_parts"]
        }
        events = [
            one["conversation_id"]
            for one in api.truth("handling_events")
            for _ in one["handling_events"]
        ]
        reader = Reader(
            api, clock, endpoints("conversations", "tickets", "conversation_handling_events")
        )

        reader.run()

        held = reader.tables
        assert {
            (row["id"], row["conversation_id"]) for row in held["conversation_parts"].values()
        } == parts
        assert {(row["id"], row["ticket_id"]) for row in held["ticket_parts"].values()} == desk
        kept = [row["conversation_id"] for row in held["conversation_handling_events"].values()]
        assert sorted(kept) == sorted(events)
        assert events != []


# 5. Dies when `threads` yields a mark before the conversations of its window.
def test_no_part_is_lost_when_reads_die_and_ids_run_against_time(clock):
    with sandbox(clock, 60) as api:
        names = sorted(ids(api, "conversations"), key=int)
        for number, name in enumerate(names):
            api.workspace.put("conversations", name, {"updated_at": NOW - DAY - number * HOUR})
        reader = Reader(api, clock, small_windows("conversations"))
        ends = []
        for reads in (20, 15):
            api.fail(Fault("reset", "GET /conversations/.*", after=reads, times=1_000))
            ends.append(reader.run(slices=Slice(weight=50)).tallies["conversations"].status)
            api.api.faults.faults.clear()
            cursor = reader.states["conversations"]["cursor"]
            due = {one["id"] for one in api.truth("conversations") if one["updated_at"] < cursor}
            put_aside = set(reader.states["conversations"]["pending"])
            assert due <= reader.ids(tables.Conversation) | put_aside
            assert due != set()

        last = reader.run()

        assert ends == ["failed", "failed"]
        assert last.failure() is None
        assert reader.ids(tables.Conversation) == set(names)
        assert reader.ids(tables.ConversationPart) == {
            part["id"]
            for one in api.truth("conversations")
            for part in one["conversation_parts"]["conversation_parts"]
        }


# Dies when `readers.search` marks no window.
def test_a_search_that_dies_goes_on_behind_its_last_whole_window(clock):
    with sandbox(clock, contacts=90) as api:
        moments = {name: NOW - DAY * n for n, name in enumerate(sorted(ids(api, "contacts")), 1)}
        for name, moment in moments.items():
            api.workspace.put("contacts", name, {"updated_at": moment, "created_at": moment})
        one_page = [replace(one, window_rows=2, per_page=10) for one in endpoints("contacts")]
        reader = Reader(api, clock, one_page)
        began = settings_of(api, start_date=datetime.fromtimestamp(NOW - 100 * DAY, UTC))
        api.fail(Fault("status", f"POST {CONTACTS}", after=12, times=1_000, status=503))

        first = reader.run(settings=began)
        cursor = reader.states["contacts"]["cursor"]
        due = {name for name, moment in moments.items() if moment < cursor}
        kept = reader.ids(tables.Contact)
        api.api.faults.faults.clear()
        reader.run(settings=began)

        assert first.tallies["contacts"].status == "failed"
        assert set() != due <= kept < set(moments)
        assert reader.ids(tables.Contact) == set(moments)


# 6. Dies when `scroll._drain` does not stop at an empty page.
def test_an_empty_page_ends_the_scroll(clock):
    with sandbox(clock, companies=130) as api:
        reader = Reader(api, clock, endpoints("companies"))

        reader.run()

        pages = [request for request in api.requests if request.path == "/companies/scroll"]
        assert len(pages) == 3
        assert reader.ids(tables.Company) == ids(api, "companies")


# 7. Dies when `paging.following` understands neither the URL in `next` nor the page numbers.
def test_lists_that_name_the_next_page_by_url_are_read_to_the_end(clock):
    with sandbox(clock, contacts=300, companies=130) as api:
        workspace = api.workspace
        for name in list(ids(api, "conversations"))[:35]:
            workspace.delete_conversation(name)
        talkative = next(iter(ids(api, "contacts")))
        for number in range(120):
            workspace.note_contact(talkative, f"<p>{number}</p>")
        wanted = endpoints("companies", "contacts", "deleted_conversations")
        reader = Reader(
            api, clock, [replace(one, per_page=min(one.per_page, 10)) for one in wanted]
        )
        api.fail(Fault("status", "GET /companies/scroll", 99, 0, 400, "scroll_exists"))

        reader.run()

        visible = {workspace.companies.ids.encode(n) for n in workspace.companies.listed_rows()}
        assert reader.ids(tables.Company) == visible
        assert len(visible) > 60
        assert reader.ids(tables.DeletedConversation) == ids(api, "deleted_conversations")
        notes = {one["id"]: one["notes"]["data"] for one in api.truth("contacts", complete=True)}
        held = orjson.loads(reader.column(tables.Contact, "notes")[talkative])
        assert sorted(held, key=itemgetter("id")) == notes[talkative]
        assert len(held) >= 120


# 8. Dies when `client._judge` takes a 429 for a refusal.
@pytest.mark.parametrize("headers", [True, False], ids=["headers", "no headers"])
def test_a_search_that_is_answered_429_is_asked_again(clock, headers):
    with sandbox(clock, rate_limit_per_minute=6_000) as api:
        api.fail(Fault("rate_limited", f"POST {CONVERSATIONS}", times=3, headers=headers))
        reader = Reader(api, clock, endpoints("conversations"))

        tally = reader.run().tallies["conversations"]

        assert (tally.status, tally.throttled, tally.retries) == ("complete", 3, 3)
        assert reader.ids(tables.Conversation) == ids(api, "conversations")


# 9. Dies when `Builder.add` lets a row that does not validate pass, or through as an exception.
def test_a_row_without_an_id_is_put_aside_and_the_others_load(clock):
    with sandbox(clock) as api:
        nameless = sorted(ids(api, "tags"))[0]
        api.workspace.put("tags", nameless, {"id": None})
        reader = Reader(api, clock, endpoints("tags"))

        session = reader.run()

        rejected = session.tallies["tags"].take_rejected()
        assert [(one["table"], one["object_id"]) for one in rejected] == [("tags", None)]
        assert reader.ids(tables.Tag) == ids(api, "tags") - {None}


# 10. Dies when `History.since` ignores the cursor, or when readers yield neither mark.
def test_a_second_run_asks_only_for_what_is_new(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("companies", "contacts", "tickets", "conversations"))
        reader.run()
        api.requests.clear()
        clock.advance(DAY / 2)

        session = reader.run()

        tallies = session.tallies.values()
        assert {tally.window_from for tally in tallies} == {NOW - HOUR}
        assert {tally.requests for tally in tallies} == {2}
        assert len(api.requests) == 9  # and one for the workspace


# 11. Dies when `paging.take` gives a default for a missing key.
@pytest.mark.parametrize("name", ["conversations", "contacts", "tags", "deleted_conversations"])
def test_a_list_that_is_not_where_it_should_be_is_a_failure_and_no_empty_table(clock, name):
    with sandbox(clock) as api:
        reader = Reader(api, clock, [replace(endpoints(name)[0], rows="somewhere_else")])

        session = reader.run()

        assert isinstance(session.failure(), UnexpectedShape)
        assert session.tallies[name].status == "failed"
        assert reader.states[name].get("cursor") is None


# 12. Dies when `client.search` does not send the token of the next page.
@pytest.mark.parametrize("name", ["tickets", "contacts", "conversations"])
def test_the_second_page_of_a_search_is_read(clock, name):
    with sandbox(clock, 60) as api:
        reader = Reader(api, clock, [replace(endpoints(name)[0], per_page=4)])

        session = reader.run()

        assert session.failure() is None
        assert reader.ids(reader.wanted[0].table) == ids(api, name)


# Dies when `searching._read` takes a page that brings nothing new for the end.
@pytest.mark.parametrize("name", ["contacts", "conversations"])
def test_a_server_that_forgets_the_page_is_a_failure_and_no_short_table(clock, name):
    with sandbox(clock, 60, contacts=90) as api:
        api.on_request(lambda request, _: (request.body or {}).get("pagination", {}).clear())
        reader = Reader(api, clock, endpoints(name))

        session = reader.run()

        assert isinstance(session.failure(), UnexpectedShape)
        assert reader.states[name].get("cursor") is None


# 14. Dies when `windows.query` forgets `by_day` at the upper edge, or `_pieces` cuts days apart.
def test_the_last_day_of_each_window_is_read_where_times_match_whole_days(clock):
    with sandbox(clock, 80, knobs=Knobs(contact_day_granularity=True)) as api:
        for number, name in enumerate(sorted(ids(api, "contacts"))):
            moment = NOW - number * 30 * HOUR - number
            api.workspace.put("contacts", name, {"updated_at": moment, "created_at": moment})
        start = datetime.fromtimestamp(NOW - 80 * DAY, UTC)
        reader = Reader(api, clock, small_windows("contacts"))

        reader.run(settings=settings_of(api, start_date=start))

        assert len(edges_of(api, CONTACTS)) > 4
        assert reader.ids(tables.Contact) == ids(api, "contacts")


# 15. Dies when `windows.query` forgets `=` at the lower edge, or `by_day` at the upper one.
def test_a_run_a_day_finds_what_changed_on_each_day_where_times_match_whole_days(clock):
    with sandbox(clock, 80, knobs=Knobs(contact_day_granularity=True)) as api:
        names = sorted(ids(api, "contacts"))[:12]
        reader = Reader(api, clock, endpoints("contacts"))
        reader.run()
        seen = []
        for number, name in enumerate(names):
            clock.advance(DAY / 4 + number * 600)
            api.workspace.touch_contact(name)
            clock.advance(DAY * 3 / 4)
            reader.run()
            seen.append(reader.column(tables.Contact, "last_seen_at")[name].timestamp())

        truth = {one["id"]: one["last_seen_at"] for one in api.truth("contacts")}
        assert seen == [truth[name] for name in names]


# 16. Dies when `windows.query` forgets `=` at the lower edge.
@pytest.mark.parametrize("by_day", [False, True], ids=["by second", "by day"])
def test_a_contact_edited_later_the_same_day_is_read_again(clock, by_day):
    with sandbox(clock, knobs=Knobs(contact_day_granularity=by_day)) as api:
        name = next(iter(ids(api, "contacts")))
        reader = Reader(api, clock, endpoints("contacts"))
        api.workspace.touch_contact(name)
        reader.run()
        clock.advance(600)
        api.workspace.touch_contact(name)

        reader.run()

        assert reader.column(tables.Contact, "last_seen_at")[name].timestamp() == NOW + 600


# 17. Dies when anything compares the time of a part with the start date.
def test_a_conversation_that_began_before_the_start_date_is_read_whole(clock):
    with sandbox(clock) as api:
        old = list(api.truth("conversations"))[3]
        start = datetime.fromtimestamp(NOW + HOUR, UTC)
        clock.advance(DAY)
        api.workspace.reply(old["id"])
        reader = Reader(api, clock, endpoints("conversations"))

        reader.run(settings=settings_of(api, start_date=start))

        whole = next(one for one in api.truth("conversations") if one["id"] == old["id"])
        assert reader.ids(tables.Conversation) == {old["id"]}
        assert reader.ids(tables.ConversationPart) == {
            part["id"] for part in whole["conversation_parts"]["conversation_parts"]
        }
        assert len(reader.ids(tables.ConversationPart)) > 3
