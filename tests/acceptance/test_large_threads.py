"""Threads too large to be held beside others: read in their turn, delivered piece by piece."""

from collections import Counter
from itertools import count

from sandbox import Sandbox
from sources.intercom import Slice, tables
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

_PARTS = 450
_BODY = "letters and more " * 600  # about 10 KB


def enlarge(api: Sandbox, every: int) -> set[str]:
    """Let some conversations have large parts of which search tells nothing; their ids.

    The first of them is huge, with 9 MB, the others have half as much.
    """
    threads = list(api.truth("conversations", complete=True))
    lists = (one["conversation_parts"]["conversation_parts"] for one in threads)
    sample = next(parts[0] for parts in lists if parts)
    names = [str(one["id"]) for one in threads[::every]]
    for name in names:
        body = 2 * _BODY if name == names[0] else _BODY
        rows = [{**sample, "id": f"{name}{number:04}", "body": body} for number in range(_PARTS)]
        listing = {"conversation_parts": rows, "total_count": _PARTS}
        api.workspace.put("conversations", name, {"conversation_parts": listing}, touch=False)
    return set(names)


def lengths(api: Sandbox) -> dict[str, int]:
    threads = api.truth("conversations", complete=True)
    return {one["id"]: len(one["conversation_parts"]["conversation_parts"]) for one in threads}


def gets(api: Sandbox) -> Counter[str]:
    paths = [one.path.split("/") for one in api.requests if one.method == "GET"]
    return Counter(path[2] for path in paths if path[1] == "conversations")


def test_large_threads_among_small_ones_are_all_read_whole(clock: SettableClock) -> None:
    with Sandbox(24, now=clock.glance, wall_clock=clock.glance) as api:
        large = enlarge(api, every=6)
        reader = Reader(api, clock, endpoints("conversations"))

        session = reader.run()

        of = reader.column(tables.ConversationPart, "conversation_id")
        expected = lengths(api)
        assert Counter(of.values()) == Counter(expected)
        assert reader.column(tables.Conversation, "parts_received") == expected
        assert set(reader.column(tables.Conversation, "parts_truncated").values()) == {False}
        assert session.tallies["conversations"].short_threads == 0
        asked = gets(api)
        assert {name for name, times in asked.items() if times > 1} <= large
        assert sorted(asked.values())[-5:] == [1, 2, 2, 2, 3]
        assert session.tallies["conversations"].requests == len(api.requests) - 1


def test_a_large_thread_cut_by_a_kill_is_read_again_whole(clock: SettableClock) -> None:
    with Sandbox(6, now=clock.glance, wall_clock=clock.glance) as api:
        large = enlarge(api, every=6)
        for slices in count(1):
            reader = Reader(api, clock, endpoints("conversations"))
            reader.run(slices=Slice(bytes=1_000_000), only=slices)
            of = Counter(reader.column(tables.ConversationPart, "conversation_id").values())
            if any(0 < of[name] < _PARTS for name in large):
                break
        cut = large - reader.ids(tables.Conversation)

        reader.run()

        received = reader.column(tables.Conversation, "parts_received")
        assert cut == large
        assert received == lengths(api)
        assert Counter(reader.column(tables.ConversationPart, "conversation_id").values()) == (
            Counter(received)
        )
