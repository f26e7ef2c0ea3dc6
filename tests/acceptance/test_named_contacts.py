"""Contacts that conversations name and no search shows."""

import re
from functools import partial

from pipelines import named_contacts
from pipelines.sync import load
from sandbox import Sandbox
from sources.intercom import choose, tables
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.settable_clock import SettableClock

WANTED = choose(["contacts", "conversations"])


def synced(raw: RawDataset, api: Sandbox, clock: SettableClock, **settings: object) -> list[str]:
    """The contacts that were asked for one by one after a sync."""
    session = raw.sync(api, clock, WANTED, settings=settings_of(api, **settings))
    api.requests.clear()
    pipeline = raw.warehouse.pipeline()
    named_contacts.complete(session, pipeline, partial(load, pipeline, warehouse=raw.warehouse))
    found = (re.fullmatch("/contacts/([0-9a-f]{24})", one.path) for one in api.requests)
    return sorted(one[1] for one in found if one)


# Dies when a conversation stays without its contact, or one that is gone is asked for every run.
def test_a_contact_that_no_search_shows_is_asked_for_once(
    raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(24, now=clock.glance, wall_clock=clock.glance) as api:
        named = {
            person["id"]
            for conversation in api.truth("conversations")
            for person in conversation["contacts"]["contacts"]
        }
        hidden, gone, *_ = sorted(named)
        api.workspace.archive_contact(hidden)
        api.workspace.delete_contact(gone)

        first = synced(raw, api, clock)
        api.workspace.create_conversation()
        clock.advance(3 * 3_600)
        second = synced(raw, api, clock)

        assert (first, second) == ([hidden, gone], [])
        assert named - {row["id"] for row in raw.rows(tables.Contact)} == {gone}
        assert [row["id"] for row in raw.rows(tables.GoneObject)] == [gone]
        runs = {row["resource"]: row for row in raw.rows(tables.SyncRun)}
        told = runs["verify_contacts"]
        assert (told["missing"], told["loaded"], told["not_found"]) == (2, 1, 1)


def test_ids_that_are_hashed_are_not_asked_for(
    duckdb_raw: RawDataset, clock: SettableClock
) -> None:
    with Sandbox(5, now=clock.glance, wall_clock=clock.glance) as api:
        hashed = ("conversations.contacts.id:hash",)

        asked = synced(duckdb_raw, api, clock, redact=hashed, redact_salt="0123456789abcdef")

        assert asked == []
