"""Whatever happens, in whatever order: when it is quiet again, the warehouse is the source."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import Fault, Knobs, Sandbox
from sources.intercom import Slice, tables
from sources.intercom.errors import IntercomError
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

WANTED = [
    replace(one, per_page=one.per_page and 7, window_rows=4)
    for one in endpoints("contacts", "conversations", "tickets", "deleted_conversations")
]
DAY = 86_400

seeds = st.integers(0, 1_000)
happenings = st.one_of(
    st.tuples(st.just("change"), st.integers(1, 8), seeds),
    st.tuples(st.just("delete"), seeds),
    st.tuples(st.just("wait"), st.sampled_from([1, 60, 4_000, 30_000, 3 * DAY])),
    st.tuples(st.just("sync")),
    st.tuples(st.just("killed sync"), st.integers(1, 6), st.integers(1, 60)),
    st.tuples(st.just("sync amid changes"), st.integers(0, 25), seeds),
    st.tuples(
        st.just("fail"),
        st.sampled_from(["reset", "lost", "empty", "truncated_json", "rate_limited", "status"]),
        st.integers(0, 30),
        st.sampled_from([1, 9, 40]),
    ),
)
knobs = st.builds(
    Knobs,
    greater_is_inclusive=st.booleans(),
    contact_day_granularity=st.sampled_from([None, True]),
    index_lag_s=st.sampled_from([0.0, 600.0]),
    rate_limit_headers=st.booleans(),
)


@settings(max_examples=30, deadline=None, database=None, derandomize=True)
@given(knobs=knobs, history=st.lists(happenings, min_size=3, max_size=12))
def test_a_warehouse_converges_to_its_source(knobs: Knobs, history: list[tuple[Any, ...]]) -> None:
    clock = SettableClock(patience=0.002)
    with Sandbox(14, contacts=9, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        reader = Reader(api, clock, WANTED)
        for happening in history:
            befall(api, reader, clock, *happening)
        api.api.faults.faults.clear()
        clock.advance(DAY)

        session = reader.run(settings=settings_of(api, refresh_days=0))

        assert session.failure() is None
        for model, kind in (
            (tables.Conversation, "conversations"),
            (tables.Contact, "contacts"),
            (tables.Ticket, "tickets"),
        ):
            assert of_source(api, kind).items() <= held(reader, model).items()
        assert parts(reader) >= {
            (talk["id"], part["id"])
            for talk in api.truth("conversations")
            for part in talk["conversation_parts"]["conversation_parts"]
        }


def befall(api: Sandbox, reader: Reader, clock: SettableClock, what: str, *how: Any) -> None:
    """One thing that happens to a workspace, to its reader or to the way between them."""
    if what == "change":
        api.workspace.change(how[0], seed=how[1])
    elif what == "delete":
        names = [one["id"] for one in api.workspace.all("conversations")]
        if names:
            api.workspace.delete_conversation(names[how[0] % len(names)])
    elif what == "wait":
        clock.advance(how[0])
    elif what == "fail":
        kind, after, times = how
        api.fail(Fault(kind, after=after, times=times, status=503))
    else:
        clock.advance(5)  # or all would happen in one second
        if what == "sync amid changes":
            change_amid(api, *how)
        weight = how[1] if what == "killed sync" else 20_000
        only = how[0] if what == "killed sync" else None
        try_to_sync(reader, weight, only)
        api.api.hooks.clear()


def change_amid(api: Sandbox, request_number: int, seed: int) -> None:
    """Something changes while a sync is under way."""
    left = [request_number]

    def change(_: object, workspace: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            workspace.change(3, seed=seed)

    api.on_request(change)


def try_to_sync(reader: Reader, weight: int, only: int | None) -> None:
    with suppress(IntercomError):  # not even /me could be read
        quiet = settings_of(reader.api, refresh_days=0)  # a refresh would heal what is lost
        reader.run(settings=quiet, slices=Slice(weight), only=only)


def of_source(api: Sandbox, kind: str) -> dict[str, int]:
    return {one["id"]: one["updated_at"] for one in api.truth(kind)}


def held(reader: Reader, model: Any) -> dict[str, int]:
    found = reader.column(model, "updated_at")
    return {name: int(moment.timestamp()) for name, moment in found.items()}


def parts(reader: Reader) -> set[tuple[str, str]]:
    rows = reader.tables["conversation_parts"].values()
    return {(row["conversation_id"], row["id"]) for row in rows}
