"""The company scroll: one per workspace, forgotten after a minute, not to be resumed."""

from dataclasses import replace

import pytest

from sandbox import Fault, Sandbox
from sources.intercom import tables
from sources.intercom.errors import Unavailable
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

SCROLL, HOUR = "GET /companies/scroll", 3_600


def sandbox(clock: SettableClock, companies: int = 250) -> Sandbox:
    return Sandbox(20, contacts=30, companies=companies, now=clock.glance, wall_clock=clock.glance)


def everything(api: Sandbox) -> set[str]:
    return {one["id"] for one in api.truth("companies")}


def scrolls(api: Sandbox) -> list[int]:
    return [request.status for request in api.requests if request.path == "/companies/scroll"]


def open_scroll_elsewhere(api: Sandbox) -> None:
    table = api.workspace.companies
    api.api.scroll.page(None, lambda: list(range(len(table))), lambda _: True, 60)


def test_a_scroll_that_somebody_else_left_open_is_waited_for(clock):
    with sandbox(clock) as api:
        open_scroll_elsewhere(api)
        reader = Reader(api, clock, endpoints("companies"))

        session = reader.run()

        assert session.failure() is None
        assert clock.waits == [65.0]
        assert scrolls(api) == [400, 200, 200, 200, 200]
        assert reader.ids(tables.Company) == everything(api)


def test_companies_are_listed_while_another_scroll_never_ends(clock):
    with sandbox(clock) as api:
        api.fail(Fault("status", SCROLL, times=99, status=400, code="scroll_exists"))
        reader = Reader(api, clock, endpoints("companies"))

        tally = reader.run().tallies["companies"]

        table = api.workspace.companies
        assert (tally.status, tally.read_kind) == ("complete", "incremental")
        assert reader.ids(tables.Company) == {table.ids.encode(n) for n in table.listed_rows()}
        assert "completed_at" not in reader.states["companies"]


@pytest.mark.parametrize(
    "trouble",
    [
        Fault("scroll_restart", SCROLL, after=1),
        Fault("status", SCROLL, after=2, status=502),
        Fault("reset", SCROLL, after=1),
        Fault("reset_mid_body", SCROLL, after=1),
        Fault("short_body", SCROLL, after=2),
        Fault("truncated_json", SCROLL, after=1),
        Fault("empty", SCROLL, after=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.after}",
)
def test_a_page_lost_on_the_way_is_not_skipped(clock, trouble):
    with sandbox(clock) as api:
        api.fail(replace(trouble))
        reader = Reader(api, clock, endpoints("companies"))

        tally = reader.run().tallies["companies"]

        assert (tally.status, tally.read_kind) == ("complete", "complete")
        assert tally.received == len(everything(api))
        assert reader.ids(tables.Company) == everything(api)


# A short page is the last; a full one may be half-way, and two deaths at one place prove nothing.
@pytest.mark.parametrize(("companies", "kind"), [(200, "incremental"), (250, "complete")])
def test_a_404_after_the_last_page_is_the_end_and_proves_nothing_after_a_full_one(
    clock, companies, kind
):
    with sandbox(clock, companies) as api:
        pages = -(-companies // 100)
        api.fail(Fault("status", SCROLL, after=pages, status=404))
        api.fail(Fault("status", SCROLL, after=2 * pages + 1, status=404))  # 1: scroll_exists
        reader = Reader(api, clock, endpoints("companies"))

        tally = reader.run().tallies["companies"]

        assert (tally.status, tally.read_kind) == ("complete", kind)
        assert ("completed_at" in reader.states["companies"]) == (kind == "complete")
        assert reader.ids(tables.Company) == everything(api)


def test_a_scroll_that_died_half_way_is_begun_again(clock):
    with sandbox(clock) as api:
        api.fail(Fault("status", SCROLL, after=1, status=404, message="scroll param not found"))
        reader = Reader(api, clock, endpoints("companies"))

        session = reader.run()

        assert session.failure() is None
        assert reader.ids(tables.Company) == everything(api)


def test_a_scroll_that_never_ends_well_fails_and_marks_nothing(clock):
    with sandbox(clock) as api:
        api.fail(Fault("status", SCROLL, after=1, times=99, status=500))
        reader = Reader(api, clock, endpoints("companies", "tags"))

        session = reader.run()

        assert isinstance(session.failure(), Unavailable)
        assert session.tallies["tags"].status == "complete"
        assert reader.states["companies"].get("cursor") is None
        assert reader.ids(tables.Company) == set()


def test_companies_are_searched_between_two_daily_scrolls(clock):
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("companies"))
        reader.run()
        nobody = api.workspace.create_company("Nobody there yet")
        busy = api.workspace.companies.ids.encode(next(api.workspace.companies.listed_rows()))
        clock.advance(HOUR)
        api.workspace.touch_company(busy)
        api.requests.clear()

        reader.run()
        by_search = scrolls(api), nobody in reader.ids(tables.Company)
        seen = reader.column(tables.Company, "last_request_at")[busy].timestamp()
        clock.advance(24 * HOUR)
        reader.run()

        assert by_search == ([], False)
        assert seen == int(clock.glance()) - 24 * HOUR
        assert reader.ids(tables.Company) == everything(api)
