"""What cannot be read says why, costs no request, and leaves the rest alone."""

import pytest

from sandbox import Fault, Knobs, Sandbox
from sources.intercom import choose
from tests.acceptance.raw_dataset import settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock


def test_what_an_old_version_lacks_is_unavailable_and_never_asked_for(
    clock: SettableClock,
) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        settings = settings_of(api, api_version="2.14")
        session = Reader(api, clock, choose(everything=True)).run(settings=settings)

        tallies = session.tallies.values()
        lacking = {one.resource: one.reason for one in tallies if one.status == "unavailable"}
        assert lacking == {
            endpoint.name: f"needs API version {endpoint.since}, and 2.14 is set"
            for endpoint in choose(everything=True)
            if endpoint.since in ("2.15", "2.16", "Preview")
        }
        assert {one.requests for one in tallies if one.resource in lacking} == {0}
        assert {one.status for one in tallies if one.resource not in lacking} == {"complete"}
        assert {request.status for request in api.requests} <= {200, 404}


def test_attributes_of_conversations_are_read_where_the_version_keeps_them(
    clock: SettableClock,
) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        models = {}
        for version in ("2.15", "2.16", "Preview"):
            reader = Reader(api, clock, endpoints("data_attributes"))
            reader.run(settings=settings_of(api, api_version=version))
            models[version] = {row["model"] for row in reader.tables["data_attributes"].values()}

        assert models == {
            "2.15": {"contact", "company", "conversation"},
            "2.16": {"contact", "company"},
            "Preview": {"contact", "company"},
        }


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (
            Fault("status", match="GET /brands", status=404, code="not_found", message="None"),
            "GET /brands was refused with 404 not_found: None",
        ),
        (
            Fault("status", match="GET /brands", status=403, code="api_plan_restricted"),
            "GET /brands was refused with 403 api_plan_restricted: ",
        ),
        (
            Fault("status", match="GET /brands", status=400, code="intercom_version_invalid"),
            "GET /brands was refused with 400 intercom_version_invalid: ",
        ),
    ],
)
def test_a_list_that_is_refused_is_unavailable(
    clock: SettableClock, fault: Fault, reason: str
) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        api.fail(fault)

        tallies = Reader(api, clock, endpoints("brands", "emails")).run().tallies

        assert tallies["brands"].status == "unavailable"
        assert tallies["brands"].reason.startswith(reason)
        assert tallies["emails"].status == "complete"


def test_what_is_named_nowhere_is_not_read(clock: SettableClock) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        named = settings_of(api, custom_object_types="Order", lookups={"workflows": ["67800"]})

        tallies = Reader(api, clock, choose(["visitors"])).run().tallies

        assert tallies["visitors"].reason == "the setting lookups names no visitors"
        extra = {one.name for one in choose(settings=named)} - {one.name for one in choose()}
        assert extra == {"custom_object_instances", "workflows"}


def test_an_id_that_is_gone_leaves_the_others(clock: SettableClock) -> None:
    with Sandbox(10, now=clock.glance, wall_clock=clock.glance) as api:
        named = settings_of(api, lookups={"workflows": ["1", "67801"]})
        reader = Reader(api, clock, choose(["workflows"]))

        tally = reader.run(settings=named).tallies["workflows"]

        assert (tally.status, tally.not_found) == ("complete", 1)
        assert {row["id"] for row in reader.tables["workflows"].values()} == {"67801"}


def test_a_token_without_a_permission_reads_the_rest(clock: SettableClock) -> None:
    knobs = Knobs(scopes=frozenset({"read_tickets"}))
    with Sandbox(10, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        tallies = Reader(api, clock, choose()).run().tallies

        readable = {one.resource for one in tallies.values() if one.status == "complete"}
        assert readable == {"workspaces", "ticket_types", "ticket_states", "tickets"}


# Dies when a permission that was lost looks like one that was never there.
def test_what_was_read_before_and_is_refused_now_is_told_from_what_never_was(
    clock: SettableClock,
) -> None:
    knobs = Knobs(plan_lacks=frozenset({"/brands"}))
    with Sandbox(10, knobs=knobs, now=clock.glance, wall_clock=clock.glance) as api:
        wanted = endpoints("brands", "emails", "contacts", "contact_tags")
        reader = Reader(api, clock, wanted)
        reader.run()
        knobs.plan_lacks |= {"/emails", "/contacts/{id}/tags"}
        api.workspace.touch_contact(next(api.workspace.all("contacts"))["id"])

        after = [reader.run().tallies for _ in range(2)]
        knobs.plan_lacks = frozenset()
        healed = reader.run().tallies

        kept = {"contacts": "complete", "emails": "refused", "brands": "unavailable"}
        assert [{name: one[name].status for name in kept} for one in after] == [kept, kept]
        assert after[0]["contact_tags"].status == "refused"
        assert {one.status for one in healed.values()} == {"complete"}
