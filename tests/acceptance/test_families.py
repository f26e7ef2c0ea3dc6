"""What is read along with a parent: for every parent, whenever it was first asked for."""

from sandbox import Knobs, Sandbox
from sources.intercom.tables.memberships import ContactMerge, ContactTag
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock

DAY = 86_400


def sandbox(clock: SettableClock, **more: Knobs) -> Sandbox:
    return Sandbox(30, now=clock.glance, wall_clock=clock.glance, **more)


def tagged(api: Sandbox) -> set[tuple[str, str]]:
    return {
        (one["contact_id"], tag["id"]) for one in api.truth("contact_tags") for tag in one["data"]
    }


def held(reader: Reader) -> set[tuple[str, str]]:
    rows = reader.tables[ContactTag.table].values()
    return {(row["contact_id"], row["tag_id"]) for row in rows}


# Dies when a companion is read from the parent's cursor on.
def test_a_companion_asked_for_later_is_read_for_every_parent(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("contacts"))
        reader.run()
        clock.advance(DAY)

        reader.wanted = endpoints("contacts", "contact_tags")
        reader.run()

        assert held(reader) == tagged(api) != set()


# Dies when a companion that was left out of some runs does not catch up.
def test_a_companion_that_is_read_rarely_misses_no_parent(clock: SettableClock) -> None:
    with sandbox(clock, knobs=Knobs(contact_tag_bumps_contact=True)) as api:
        reader = Reader(api, clock, endpoints("contacts", "contact_tags"))
        reader.run()
        clock.advance(3 * 3_600)
        api.workspace.tag_contact(next(api.workspace.all("contacts"))["id"], "Press")
        clock.advance(3 * 3_600)
        reader.wanted = endpoints("contacts")
        reader.run()
        without = held(reader)
        clock.advance(3 * 3_600)

        reader.wanted = endpoints("contacts", "contact_tags")
        reader.run()

        assert without != tagged(api)
        assert held(reader) == tagged(api)


# Dies when every run reads all parents again for a companion that is up to date.
def test_a_companion_that_is_up_to_date_costs_nothing_without_changes(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("contacts", "contact_tags"))
        reader.run()
        clock.advance(600)

        tallies = reader.run().tallies

        assert (tallies["contact_tags"].requests, tallies["contacts"].requests) == (0, 2)


# Dies when a refusal is asked for again and again, or makes all parents be read on every run.
def test_a_companion_that_is_refused_leaves_its_parent_alone(clock: SettableClock) -> None:
    scopes = frozenset({"read_contacts", "read_admins"})
    with sandbox(clock, knobs=Knobs(scopes=scopes)) as api:
        reader = Reader(api, clock, endpoints("contacts", "events"))
        first = reader.run().tallies
        clock.advance(3_600)

        second = reader.run().tallies

        assert first["events"].status == "unavailable"
        assert first["events"].reason.startswith("GET /events was refused with 403")
        assert first["contacts"].status == second["contacts"].status == "complete"
        assert second["contacts"].requests == 2


# Dies when a companion of a list forgets how far it was read.
def test_uses_of_a_connector_are_read_from_the_last_run_on(clock: SettableClock) -> None:
    wanted = endpoints("data_connectors", "data_connector_execution_results")
    with sandbox(clock) as api:
        reader = Reader(api, clock, wanted)
        reader.run()
        clock.advance(DAY)
        api.workspace.add("data_connector_execution_results", parent="51200")
        api.requests.clear()

        reader.run()

        since = {one.query["start_ts"] for one in api.requests if "start_ts" in one.query}
        assert since == {str(NOW - 3_600)}
        found = reader.tables["data_connector_execution_results"].values()
        known = {one["id"] for one in api.truth("data_connector_execution_results")}
        assert {row["id"] for row in found} == known


# Dies when leads are asked for a history that only users have.
def test_only_parents_that_can_have_some_are_asked(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        people = {role: [] for role in ("user", "lead")}
        for one in api.workspace.all("contacts"):
            people[one["role"]].append(one["id"])
        api.workspace.merge_contacts(people["lead"][0], people["user"][0])
        reader = Reader(api, clock, endpoints("contacts", "contact_merge_history"))

        session = reader.run()

        history = session.tallies["contact_merge_history"]
        assert (history.requests, history.not_found) == (len(people["user"]), 0)
        merged = reader.tables[ContactMerge.table].values()
        assert people["lead"][0] in {row["source_contact_id"] for row in merged}
