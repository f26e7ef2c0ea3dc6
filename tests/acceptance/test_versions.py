"""One workspace read with each API version: the same rows, but for what a version lacks."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from sandbox import Sandbox
from sources.intercom import ENDPOINTS, Session, choose
from sources.intercom.shelf import tables_of
from tests.acceptance import everything
from tests.acceptance.reader import Reader
from tests.acceptance.settable_clock import SettableClock

VERSIONS = ("2.14", "2.15", "2.16", "Preview")
AI = tuple(f"ai_{name}_availability" for name in ("chatbot", "copilot", "sales_agent"))
SINCE = {
    "2.15": {"conversations": ("company", "company_id")},
    "2.16": {
        "workspaces": ("token_admin_role",),
        "admins": ("role",),
        "help_centers": ("default", "locales"),
        "articles": (
            *AI,
            *("body_markdown", "created_by_id", "updated_by_id", "help_center_audience"),
            *("exclude_from_article_suggestions", "has_unpublished_changes"),
            *("scheduled_publish_at", "scheduled_unpublish_at", "draft_updated_at"),
        ),
        "internal_articles": (*AI, "body_markdown", "audience_ids"),
        "content_import_sources": ("audience_ids",),
        "companies": ("notes",),
        "company_notes": ("noted_company_id",),
        "tickets": ("previous_ticket_state_id",),
        "conversations": (
            *("channel_initial", "channel_current", "external_references"),
            *("sales_agent_participated", "sales_agent"),
        ),
    },
    "Preview": {
        "articles": ("folder_id",),
        "internal_articles": ("folder_id", "tags"),
        "contacts": ("formatted_phone",),
        "conversations": ("ai_topics",),
        "calls": ("duration", "talk_time", "queue_time", "hold_time"),
    },
}
"""Columns that earlier versions leave empty."""
REWORDED = {
    "articles": {"parent_id", "parent_type", "translated_content"},
    "conversations": {"priority", "ai_agent_resolution_state"},
}
"""Columns that say a thing in other words up to 2.15; raw tables keep what came."""
ASKED = {"synced_at", "_fingerprint", "exported_at"}
"""Columns of the moment of asking."""
EXPORTED = ("reports", "receipts")
"""Jobs whose files have tests of their own."""
SINCE_OF = {endpoint.name: endpoint.since for endpoint in ENDPOINTS}
HOME = {model.table: endpoint.name for endpoint in ENDPOINTS for model in tables_of(endpoint)}
TABLES = [model.table for one in ENDPOINTS if one.read not in EXPORTED for model in tables_of(one)]

Rows = dict[tuple[str, ...], dict[str, Any]]


class Reads:
    """What each version brought, table by table, and the sessions that brought it."""

    def __init__(self, api: Sandbox, clock: SettableClock) -> None:
        self.sessions: dict[str, Session] = {}
        self.tables: dict[str, dict[str, Rows]] = {}
        for version in VERSIONS:
            settings = everything.everything(api).model_copy(update={"api_version": version})
            wanted = choose(everything=True, settings=settings)
            reader = Reader(api, clock, [e for e in wanted if e.read not in EXPORTED])
            self.sessions[version] = reader.run(settings=settings)
            self.tables[version] = reader.tables


@pytest.fixture(scope="module")
def reads() -> Iterator[Reads]:
    clock = SettableClock()
    with Sandbox(40, now=clock.glance, wall_clock=clock.glance) as api:
        yield Reads(api, clock)


def is_older(version: str, other: str) -> bool:
    return VERSIONS.index(version) < VERSIONS.index(other)


NOBODY = "Intercom knows no 'nobody'; correct the setting lookups, or take it out"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_version_lacks_is_unavailable_and_all_else_complete(
    reads: Reads, version: str
) -> None:
    tallies = reads.sessions[version].tallies

    told = {name: (tally.status, tally.reason, tally.rejected) for name, tally in tallies.items()}

    assert told == {
        name: ("unavailable", f"needs API version {SINCE_OF[name]}, and {version} is set", 0)
        if SINCE_OF[name] in VERSIONS and is_older(version, SINCE_OF[name])
        else ("complete", NOBODY if name == "visitors" else "", 0)
        for name in tallies
    }


@pytest.mark.parametrize("version", VERSIONS[:-1])
@pytest.mark.parametrize("table", TABLES)
def test_common_columns_are_equal(reads: Reads, version: str, table: str) -> None:
    wanted, found = reads.tables["Preview"][table], reads.tables[version][table]
    if reads.sessions[version].tallies[HOME[table]].status == "unavailable":
        assert found == {}
        return

    assert common(found, table, version) == common(wanted, table, version)


def common(rows: Rows, table: str, version: str) -> list[dict[str, Any]]:
    hidden = ASKED | everything.MADE_UP.get(table, set())
    hidden |= REWORDED.get(table, set()) if is_older(version, "2.16") else set()
    for since, columns in SINCE.items():
        hidden |= set(columns.get(table, ())) if is_older(version, since) else set()
    shown = [
        {name: value for name, value in row.items() if name not in hidden}
        for row in rows.values()
        if (table, row.get("model")) != ("data_attributes", "conversation")  # moved in 2.16
    ]
    return sorted(shown, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_columns_of_later_versions_are_empty(reads: Reads, version: str) -> None:
    lacking = {
        (table, name): {row[name] for row in reads.tables[version][table].values()}
        for since, tables in SINCE.items()
        if is_older(version, since)
        for table, names in tables.items()
        for name in names
    }

    assert {place: values for place, values in lacking.items() if values - {None}} == {}


def test_what_came_with_later_versions_is_there_in_the_newest(reads: Reads) -> None:
    newest = reads.tables["Preview"]

    empty = [
        (table, name)
        for tables in SINCE.values()
        for table, names in tables.items()
        for name in names
        if {row[name] for row in newest[table].values()} == {None}
    ]

    assert empty == [
        ("articles", "scheduled_unpublish_at"),
        ("conversations", "sales_agent"),
    ]


@pytest.mark.parametrize("version", ["2.14", "2.15"])
def test_priorities_up_to_2_15_tell_only_whether_there_is_one(reads: Reads, version: str) -> None:
    newest = reads.tables["Preview"]["conversations"]

    pairs = {
        (newest[key]["priority"] == "none", row["priority"])
        for key, row in reads.tables[version]["conversations"].items()
    }

    assert pairs == {(True, "not_priority"), (False, "priority")}


@pytest.mark.parametrize("version", VERSIONS)
def test_ids_are_text_and_nobody_is_null(reads: Reads, version: str) -> None:
    tables = reads.tables[version]
    assigned = [
        row[name]
        for table in ("conversations", "tickets")
        for row in tables[table].values()
        for name in ("admin_assignee_id", "team_assignee_id")
    ]
    owners = [row["owner_id"] for row in tables["contacts"].values()]

    kinds = {type(value) for value in (*assigned, *owners)}

    assert kinds == {str, type(None)}
    assert {"0", ""} & {*assigned, *owners} == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ticket_says_its_state(reads: Reads, version: str) -> None:
    tickets = reads.tables[version]["tickets"].values()

    states = {row["ticket_state_id"]: row["ticket_state_category"] for row in tickets}

    kept = reads.tables[version]["ticket_states"].values()
    known = {row["id"]: row["category"] for row in kept}
    assert states == {name: known[name] for name in states}
