"""A new simple resource is one endpoint record and one table model."""

from sandbox import Sandbox
from sources.intercom import Endpoint
from sources.intercom.columns import Count, Key, Text, Time, col, key
from sources.intercom.rows import Row
from tests.acceptance import comparing
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import NOW, SettableClock


class Segment(Row, table="segments", implied={"type": "segment"}):
    """One row per segment; `GET /segments`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    person_type: Text = col("person_type", "user, lead or company.")
    count: Count = col("count", "Members.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "When it was last changed.")


class ContactActivity(Row, table="contact_activities", implied={"type": "contact_activity"}):
    """One row per thing that happened to a contact as a whole; `GET /contacts/activities`."""

    id: Key = key("id", "Intercom's id.")
    event_type: Text = col("event_type", "What happened.")
    contact_id: Text = col("contact_id", "To whom.")
    external_id: Text = col("external_id", "Your id of that contact.")
    role: Text = col("role", "user or lead.")
    created_at: Time = col("created_at", "When.")
    merge_source_id: Text = col("merge_source_id", "Who was merged.")
    merge_target_id: Text = col("merge_target_id", "Into whom.")


ADDED = [
    Endpoint(
        name="segments", table=Segment, read="list", path="/segments", rows="segments",
        params={"include_count": "true"}, complete=True,
    ),
    Endpoint(
        name="contact_activities", table=ContactActivity, read="list",
        path="/contacts/activities", params={"per_page": "50"}, complete=True,
    ),
]  # fmt: skip


def test_a_record_and_a_model_are_a_resource(raw: RawDataset, clock: SettableClock) -> None:
    with Sandbox(30, contacts=160, now=clock.glance, wall_clock=clock.glance) as api:
        workspace = api.workspace
        first = raw.sync(api, clock, ADDED)
        clock.advance(7_200)
        people = [one["id"] for one in workspace.all("contacts")]
        workspace.put("segments", next(api.truth("segments"))["id"], {"name": "Renamed 🙂"})
        workspace.merge_contacts(people[0], people[1])

        second = raw.sync(api, clock, ADDED)

        assert first.failure() is second.failure() is None
        assert first.tallies["contact_activities"].requests == 4 + 1  # the first page once more
        truth = {
            Segment: [one | {"count": members(api, one["id"])} for one in api.truth("segments")],
            ContactActivity: list(api.truth("contact_activities")),
        }
        for model, objects in truth.items():
            held = [comparing.comparable(model, row) for row in raw.rows(model)]
            assert held == comparing.expected_rows(model, workspace.workspace_id, objects)
        renamed = [row["name"] for row in raw.rows(Segment) if row["name"] == "Renamed 🙂"]
        assert renamed == ["Renamed 🙂"]
        assert {row["synced_at"].timestamp() > NOW + 7_000 for row in raw.rows(Segment)} == {True}


def members(api: Sandbox, segment: str) -> int:
    return sum(segment in one["_segments"] for one in api.workspace.all("contacts"))
