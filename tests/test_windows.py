"""Windows of time: every second in exactly one, whatever a server takes `>` and `<` for."""

from bisect import bisect
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.intercom.windows import END_OF_TIME, MOST_PIECES, Window, query

PROPERTY = settings(max_examples=150, deadline=None, database=None, derandomize=True)
ZONES = ("UTC", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "America/St_Johns")
SPRING, AUTUMN = 1_710_054_000, 1_730_613_600  # New York's clock changes of 2024, UTC
CLOCK_CHANGES = (SPRING, AUTUMN, 1_711_846_800, 1_729_990_800)  # and those of Europe
Unit = Callable[[int], int]
"""What a server compares: the second, or the number of its day."""


def second(moment: int) -> int:
    return moment


def day_in(zone: str) -> Unit:
    place = ZoneInfo(zone)
    return lambda moment: datetime.fromtimestamp(moment, place).toordinal()


def matches(test: Mapping[str, Any], moment: int, unit: Unit, *, inclusive: bool) -> bool:
    """What the search endpoints make of a query, as their reference tells it."""
    operator, value = test["operator"], test["value"]
    if operator in ("AND", "OR"):
        found = [matches(one, moment, unit, inclusive=inclusive) for one in value]
        return all(found) if operator == "AND" else any(found)
    left, right = unit(moment), unit(value)
    if operator == "=" or (inclusive and left == right):
        return left == right
    return left > right if operator == ">" else left < right


moments = st.one_of(
    st.integers(0, 2_000_000_000),
    st.builds(
        lambda change, offset: change + offset,
        st.sampled_from(CLOCK_CHANGES),
        st.integers(-100_000, 100_000),
    ),
)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(moments)
    return Window(start, start + draw(st.integers(1, 400_000)))


@PROPERTY
@given(window=windows(), pieces=st.integers(-3, 40))
def test_the_pieces_of_a_window_cover_every_second_once(window, pieces):
    cut = window.split(pieces)

    assert (cut[0].start, cut[-1].end) == (window.start, window.end)
    assert [before.end for before in cut[:-1]] == [after.start for after in cut[1:]]
    assert min(piece.end - piece.start for piece in cut) >= 1
    assert len(cut) == max(1, min(pieces, MOST_PIECES, window.end - window.start))


def test_a_window_of_a_second_cannot_be_cut():
    assert Window(7, 8).split(5) == [Window(7, 8)]


def test_the_pieces_of_a_window_are_about_equal():
    assert Window(0, 10).split(3) == [Window(0, 3), Window(3, 6), Window(6, 10)]


@PROPERTY
@given(window=windows(), moment=moments, pieces=st.integers(1, 16))
def test_every_row_of_a_window_is_in_exactly_one_piece(window, moment, pieces):
    found = sum(piece.holds(moment) for piece in window.split(pieces))

    assert found == window.holds(moment)


@pytest.mark.parametrize("moment", [None, "1700000000", 1.5])
def test_a_row_without_a_usable_time_belongs_to_the_window_it_came_in(moment):
    assert Window(0, 1).holds(moment)


UNITS: dict[str, tuple[Unit, bool]] = {
    "seconds": (second, False),
    "seconds, last day whole": (second, True),
    **{f"days of {zone}": (day_in(zone), True) for zone in ZONES},
}


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("unit", UNITS)
@settings(PROPERTY, max_examples=60)
@given(window=windows(), data=st.data())
def test_a_search_brings_all_rows_of_its_window(unit, inclusive, window, data):
    compare, by_day = UNITS[unit]
    edges = [window.start, window.end - 1]
    moment = data.draw(st.sampled_from(edges) | st.integers(window.start, window.end - 1))

    assert matches(query(window, by_day=by_day), moment, compare, inclusive=inclusive)


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("unit", UNITS)
@settings(PROPERTY, max_examples=40)
@given(window=windows(), pieces=st.integers(1, 8), data=st.data())
def test_each_row_is_read_in_exactly_one_window(unit, inclusive, window, pieces, data):
    compare, by_day = UNITS[unit]
    all_windows = [*window.split(pieces), Window(window.end, END_OF_TIME)]
    near = [edge + offset for one in all_windows[:-1] for edge in (one.start, one.end)
            for offset in (-1, 0, 1)]  # fmt: skip
    moment = data.draw(st.sampled_from(near) | moments)

    read_in = [
        one
        for one in all_windows
        if matches(query(one, by_day=by_day), moment, compare, inclusive=inclusive)
        and one.holds(moment)
    ]

    assert len(read_in) == (moment >= window.start)


@pytest.mark.parametrize("change", CLOCK_CHANGES)
@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin"])
@pytest.mark.parametrize("inclusive", [False, True])
def test_no_second_around_a_clock_change_is_lost(change, zone, inclusive):
    hours = range(change - 30 * 3_600, change + 30 * 3_600, 3_600)
    rows = range(change - 20 * 3_600, change + 20 * 3_600, 1_799)
    found = {moment: 0 for moment in rows}

    for start, end in pairwise(hours):
        window = Window(start, end)
        for moment in rows:
            test = query(window, by_day=True)
            if matches(test, moment, day_in(zone), inclusive=inclusive):
                found[moment] += window.holds(moment)

    assert set(found.values()) == {1}


def clock_changes(zone: str) -> list[int]:
    """Moments from 2023 to 2026 at which a zone sets its clocks, to the second."""
    place = ZoneInfo(zone)

    def offset(moment: int) -> timedelta | None:
        return datetime.fromtimestamp(moment, place).utcoffset()

    weeks = range(1_672_531_200, 1_798_761_600, 7 * 86_400)
    found = []
    for before, after in pairwise(weeks):
        if offset(before) != offset(after):
            span = range(before, after + 1)
            found.append(span[bisect(span, False, key=lambda m: offset(m) != offset(before))])
    return found


def zones_by_clock_changes() -> dict[tuple[int, ...], str]:
    """One zone for each set of changes: most of the six hundred set their clocks together."""
    zones = sorted(available_timezones() - {"Factory", "localtime"})
    return {tuple(changes): zone for zone in zones if (changes := clock_changes(zone))}


@pytest.mark.parametrize("inclusive", [False, True])
def test_no_second_around_any_clock_change_of_any_zone_is_lost(inclusive):
    wrong = []

    for changes, zone in zones_by_clock_changes().items():
        for change in changes[:2]:
            edges = range(change - 36 * 3_600, change + 37 * 3_600, 6 * 3_600 + 1)
            rows = [
                change + offset for offset in (-90_000, -3_601, -3_600, -1, 0, 1, 3_600, 90_000)
            ]
            days = day_in(zone)
            for moment in rows:
                found = [
                    window
                    for window in (Window(*pair) for pair in pairwise(edges))
                    if window.holds(moment)
                    and matches(query(window, by_day=True), moment, days, inclusive=inclusive)
                ]
                if len(found) != 1:
                    wrong.append((zone, moment))

    assert wrong == []


def test_a_query_stays_within_the_limits_of_the_search():
    def depth(test: Mapping[str, Any]) -> int:
        if test["operator"] not in ("AND", "OR"):
            return 0
        assert len(test["value"]) <= 15
        return 1 + max(depth(one) for one in test["value"])

    assert depth(query(Window(1, 2), by_day=True)) == 2
    assert depth(query(Window(1, END_OF_TIME), by_day=True)) == 1


def test_only_operators_are_used_that_every_version_knows():
    def operators(test: Mapping[str, Any]) -> set[str]:
        if test["operator"] not in ("AND", "OR"):
            return {test["operator"]}
        return set().union(*(operators(one) for one in test["value"]))

    assert operators(query(Window(1, 2), by_day=True)) == {"=", ">", "<"}


def test_an_open_window_names_no_upper_edge():
    assert query(Window(5, END_OF_TIME), by_day=False) == {
        "operator": "OR",
        "value": [
            {"field": "updated_at", "operator": "=", "value": 5},
            {"field": "updated_at", "operator": ">", "value": 5},
        ],
    }
