"""Every fault, in every way of reading, on the first, a middle and the last request.

A fault that passes costs no row. One that lasts ends the read of that resource with a sentence,
leaves the others alone, and costs the next run nothing but the work: there is no in-between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from sources.intercom import Session, Settings
from sources.intercom.errors import TokenRefused, Unavailable, Unreachable
from tests.acceptance import families
from tests.acceptance.families import BYSTANDERS, FAMILIES, Family, Tables
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

PASSING = (
    *(Fault("status", status=status) for status in (500, 503)),
    *(Fault("html", status=status) for status in (502, 504)),
    *(Fault(kind) for kind in ("reset", "lost", "reset_mid_body", "short_body")),
    *(Fault(kind) for kind in ("truncated_json", "empty", "wrong_content_type")),
    Fault("rate_limited"),
    Fault("rate_limited", headers=False),
    Fault("slow", seconds=0.01),
    Fault("hang"),
)
LASTING = (
    Fault("status", status=500),
    Fault("html", status=502),
    Fault("reset_mid_body"),
    Fault("truncated_json"),
    Fault("empty"),
    Fault("status", status=400, code="parameter_invalid"),
    Fault("status", status=401),
    Fault("status", status=403),
)
FOR_EVER = 100_000
WELL = ("complete", "")


@dataclass
class Calm:
    """A workspace, and what each family brings when nothing goes wrong."""

    api: Sandbox
    clock: SettableClock
    settings: Settings
    rows: dict[str, Tables] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)

    def learn(self, family: Family) -> None:
        self.api.requests.clear()
        reader = self.reader(family)
        session = self.run(reader)
        assert session.failure() is None
        assert families.truth(self.api, reader) == {}
        self.rows[family.name] = families.rows(reader)
        self.requests[family.name] = sum(
            family.matches(one.method, one.path) for one in self.api.requests
        )

    def reader(self, family: Family) -> Reader:
        return families.reader(self.api, self.clock, family)

    def run(self, reader: Reader, *, timeout_s: float = 20.0) -> Session:
        return reader.run(settings=self.settings.model_copy(update={"timeout_s": timeout_s}))

    def places(self, family: Family) -> list[int]:
        """The first, a middle and the last request, as how many come before."""
        last = self.requests[family.name] - 1
        return sorted({0, last // 2, last})

    def heal(self) -> None:
        self.api.api.faults.faults.clear()
        self.clock.advance(120)  # a scroll that was left open is forgotten


@pytest.fixture(scope="module")
def calm() -> Iterator[Calm]:
    clock = SettableClock(patience=0.002)
    with families.workspace(clock) as api:
        yield Calm(api, clock, families.settings(api))


def by_name(family: Family) -> str:
    return family.name.replace(" ", "-")


def kind(fault: Fault) -> str:
    bare = "" if fault.headers else " without headers"
    return f"{fault.kind} {fault.status}{bare}"


@pytest.mark.parametrize("family", FAMILIES, ids=by_name)
def test_a_fault_that_passes_costs_no_row(calm: Calm, family: Family) -> None:
    calm.learn(family)
    wrong = {}

    for fault in PASSING:
        for after in calm.places(family):
            calm.api.fail(replace(fault, match=family.match, after=after))
            reader = calm.reader(family)
            session = calm.run(reader, timeout_s=0.3 if fault.kind == "hang" else 20.0)
            was_met = calm.api.api.faults.faults == []
            calm.heal()
            is_well = set(states(session).values()) == {WELL}
            is_whole = families.rows(reader) == calm.rows[family.name]
            if not (was_met and is_well and is_whole):
                wrong[kind(fault), after] = states(session), was_met, is_whole

    assert wrong == {}


@pytest.mark.parametrize("family", FAMILIES, ids=by_name)
def test_a_fault_that_lasts_is_told_and_loses_nothing(calm: Calm, family: Family) -> None:
    calm.learn(family)
    whole = calm.rows[family.name]
    wrong = {}

    for fault in LASTING:
        for after in calm.places(family):
            calm.api.fail(replace(fault, match=family.match, after=after, times=FOR_EVER))
            reader = calm.reader(family)
            session = calm.run(reader)
            kept = families.rows(reader)
            calm.heal()
            again = calm.run(reader)
            if fault.status == 403:  # a companion that was refused catches up one run later
                again = calm.run(reader)
            is_well = set(states(again).values()) == {WELL}
            is_whole = families.rows(reader) == whole or is_kept_cut(family, fault)
            are_alone = {n: kept[n] for n in BYSTANDERS} == {n: whole[n] for n in BYSTANDERS}
            if not (is_told(session) and are_alone and is_well and is_whole):
                wrong[kind(fault), after] = (
                    states(session), states(again), is_told(session), are_alone, is_whole
                )  # fmt: skip

    assert wrong == {}


def test_a_server_that_hangs_is_given_up_and_others_are_asked(calm: Calm) -> None:
    family = Family("hangs", ("tags",), "GET /tags")
    calm.learn(family)
    calm.api.fail(Fault("hang", family.match, times=FOR_EVER))
    reader = calm.reader(family)

    session = calm.run(reader, timeout_s=0.15)
    calm.heal()

    sentence = "GET /tags failed 8 times, last with no answer in time"
    assert states(session)["tags"] == ("failed", sentence)
    assert [states(session)[name] for name in BYSTANDERS] == [WELL, WELL]


def test_a_server_that_throttles_for_ever_is_given_up(calm: Calm) -> None:
    family = Family("throttles", ("tags",), "GET /tags")
    calm.learn(family)
    calm.api.fail(Fault("rate_limited", family.match, times=FOR_EVER, headers=False))
    reader = calm.reader(family)

    session = calm.run(reader)
    calm.heal()

    assert states(session)["tags"] == ("failed", "GET /tags is throttled for good")


# Dies when a dead token is taken for a missing permission: the run would look well.
def test_a_token_that_dies_in_mid_run_stops_everything(clock: SettableClock) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        api.fail(Fault("status", "* /.*", after=4, times=FOR_EVER, status=401))
        reader = Reader(api, clock, endpoints("teams", "tags", "contacts"))

        session = reader.run()
        api.api.faults.faults.clear()
        again = reader.run()

        assert isinstance(session.failure(), TokenRefused)
        assert [one[0] for one in states(session).values()] == ["complete", "complete", "failed"]
        assert "cursor" not in reader.states["contacts"] or again.failure() is None
        assert set(states(again).values()) == {WELL}


def test_a_host_without_an_address_stops_before_anything_is_read(clock: SettableClock) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        reader = Reader(api, clock, endpoints("tags", "contacts"))
        reader.run()
        before = {name: dict(state) for name, state in reader.states.items()}
        away = Settings(access_token=api.token, base_url="http://intercom.invalid")

        with pytest.raises(Unreachable) as caught:
            reader.run(settings=away)

        assert isinstance(caught.value, Unavailable)
        assert str(caught.value).startswith("no connection to http://intercom.invalid (")
        assert reader.states == before


def is_kept_cut(family: Family, fault: Fault) -> bool:
    """Lists that were refused are cut in rows that are loaded, until a full refresh."""
    return fault.status == 403 and family.name == "lists inside of rows"


def states(session: Session) -> dict[str, Any]:
    return {name: (tally.status, tally.reason) for name, tally in session.tallies.items()}


def is_told(session: Session) -> bool:
    """Whether a run says of its own resources that something is missing, and why."""
    tallies = [one for name, one in session.tallies.items() if name not in BYSTANDERS]
    return any(len(one.reason) > 20 or one.findings.rejected for one in tallies)
