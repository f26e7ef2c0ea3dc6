"""What is deleted, merged or archived between two syncs shows in the staging views, no more."""

import re
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import duckdb
import psycopg2
import pytest

import transforms
from pipelines import rawtables
from sandbox import Sandbox, Workspace
from sources.intercom import ENDPOINTS, choose
from sources.intercom.rows import Row
from sources.intercom.shelf import tables_of
from tests.acceptance import comparing, everything
from tests.acceptance.everything import MODELS
from tests.acceptance.raw_dataset import RawDataset, key_of, settings_of
from tests.acceptance.settable_clock import SettableClock
from transforms.models import Model, load

DAY = 86_400
LISTS = [
    model
    for endpoint in ENDPOINTS
    if (endpoint.complete and endpoint.name != "workspaces") or endpoint.name == "companies"
    for model in tables_of(endpoint)
    if f"stg_{model.table}" in load()
]
WITHOUT_GONE = {"office_hours_schedules", "office_hours_exceptions"}
"""Staging tables that leave out what is gone, as nothing is told of hours that were."""
READ = [
    *(endpoint.name for endpoint in ENDPOINTS if endpoint.complete),
    *("companies", "contacts", "contact_activities", "conversations", "deleted_conversations"),
]
Found = list[tuple[Any, ...]]


def sandbox(clock: SettableClock, **size: int) -> Sandbox:
    return Sandbox(24, **size, now=clock.glance, wall_clock=clock.glance)


def transform(raw: RawDataset, *names: str) -> None:
    """Bring these models up to date, and all that they read."""
    with raw.warehouse.pipeline(None).sql_client() as client:
        transforms.run(
            client,
            dialect=raw.warehouse.kind,
            declared=rawtables.declared(),
            select=[f"+{name}" for name in names],
        )


def query(raw: RawDataset, statement: str) -> Found:
    if raw.warehouse.kind == "duckdb":
        with closing(duckdb.connect(raw.warehouse.address, read_only=True)) as connection:
            return connection.execute(statement).fetchall()
    with closing(psycopg2.connect(raw.warehouse.address)) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def shown(raw: RawDataset, name: str, columns: str, where: str = "true") -> Found:
    rows = f"select {columns} from intercom_reporting.{name} where {where}"
    return sorted(query(raw, rows), key=str)


def present(raw: RawDataset, model: type[Row]) -> set[tuple[str, ...]]:
    """Keys of the rows of a staging view that are not gone by themselves."""
    name = f"stg_{model.table}"
    own = "removed_at" if "stg_gone_parents" in load()[name].inputs else "deleted_at"
    where = "true" if model.table in WITHOUT_GONE else f"{own} is null"
    return set(shown(raw, name, ", ".join(load()[name].key), where))


def listed(api: Sandbox, model: type[Row]) -> set[tuple[str, ...]]:
    """Keys of what the sandbox lists."""
    if model.table in MODELS and model.table not in ("companies", "admins", "teams", "tags"):
        rows: Iterable[Any] = everything.rows(api, model.table)
    else:
        truth = api.truth(model.table)
        rows = comparing.expected_rows(model, api.workspace.workspace_id, truth)
    return {key_of(model, row) for row in rows}


def remove(workspace: Workspace) -> dict[str, str]:
    """One of everything that can be removed; ids by what happened to them."""
    everything.change(workspace)
    workspace.remove("tags", list(workspace.directory.tags)[-1])
    workspace.remove("admins", workspace.directory.admins[-1]["id"])
    workspace.remove("teams", workspace.directory.teams[-1]["id"])
    workspace.remove("segments", workspace.directory.segments[-1]["id"])
    workspace.remove("companies", next(workspace.all("companies"))["id"])
    talks = [one["id"] for one in workspace.all("conversations")]
    workspace.delete_conversation(talks[0], metrics_retained=True)
    workspace.delete_conversation(talks[1])
    writer = workspace.conversations.get(workspace.row(workspace.conversations, talks[2]))
    first = writer["source"]["author"]["id"]
    others = [one["id"] for one in workspace.all("contacts") if one["id"] != first]
    workspace.merge_contacts(first, others[0])
    workspace.merge_contacts(others[0], others[1])
    workspace.delete_contact(others[2])
    names = ("retained", "dropped", "talk", "first", "second", "last", "deleted")
    return dict(zip(names, (*talks[:3], first, *others[:3]), strict=True))


OF = {model.table: endpoint.name for endpoint in ENDPOINTS for model in tables_of(endpoint)}
BY_READS = [
    view
    for view in load().values()
    if view.name.startswith("stg_") and "stg_complete_reads" in view.inputs
]


@pytest.mark.parametrize("view", BY_READS, ids=lambda view: view.name)
def test_a_view_goes_by_the_reads_that_fill_its_table(view: Model) -> None:
    tables = [ref.name for ref in view.references if ref.is_raw]

    found = re.findall(r"stg_complete_reads\.resource_name = '(\w+)'", view.text)
    assert set(found) == {OF[table] for table in tables}


def test_what_was_removed_between_two_syncs_is_gone_and_nothing_else(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    raw = postgres_raw
    with sandbox(clock) as api:
        settings = everything.everything(api)
        wanted = choose(READ, settings=settings)
        raw.sync(api, clock, wanted, settings=settings)
        clock.advance(2 * DAY)
        ids = remove(api.workspace)
        raw.sync(api, clock, wanted, settings=settings)
        clock.advance(3_600)
        raw.sync(api, clock, wanted, settings=settings)  # what is as it was is not written again

        transform(raw, *(f"stg_{model.table}" for model in LISTS), "stg_contacts", "conversations")

        assert {m.table: present(raw, m) for m in LISTS} == {m.table: listed(api, m) for m in LISTS}
        columns = "contact_id, merged_into_id, is_archived, deleted_at is not null"
        people = f"contact_id in ('{ids['first']}', '{ids['second']}', '{ids['deleted']}')"
        assert shown(raw, "stg_contacts", columns, people) == sorted(
            [
                (ids["first"], ids["last"], False, False),
                (ids["second"], ids["last"], False, False),
                (ids["deleted"], None, False, True),
            ]
        )
        living = "deleted_at is null and merged_into_id is null and not is_archived"
        found = {name for (name,) in shown(raw, "stg_contacts", "contact_id", living)}
        assert found == {one["id"] for one in api.truth("contacts")}
        gone = shown(
            raw,
            "stg_conversations",
            "conversation_id, is_metrics_retained",
            f"conversation_id in ('{ids['retained']}', '{ids['dropped']}')"
            " and deleted_at is not null",
        )
        assert gone == sorted([(ids["retained"], True), (ids["dropped"], False)])
        talks = shown(raw, "stg_conversations", "conversation_id", "deleted_at is null")
        assert {name for (name,) in talks} == {one["id"] for one in api.truth("conversations")}
        writer = f"conversation_id = '{ids['talk']}'"
        assert shown(raw, "conversations", "contact_id", writer) == [(ids["last"],)]


def test_a_search_for_all_shows_archived_contacts_and_deleted_tickets(
    duckdb_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = choose(("contacts", "contact_activities", "tickets"))
    with sandbox(clock) as api:
        duckdb_raw.sync(api, clock, wanted)
        archived = next(api.truth("contacts"))["id"]
        deleted = next(api.truth("tickets"))["id"]
        api.workspace.archive_contact(archived)
        api.workspace.delete_ticket(deleted)
        clock.advance(DAY)
        duckdb_raw.sync(api, clock, wanted, full_refresh=True)
        too_early = away(duckdb_raw)  # what changed while it was read may come with the next
        clock.advance(3_600)
        duckdb_raw.sync(api, clock, wanted)

        assert too_early == ([], [])
        assert away(duckdb_raw) == ([(archived,)], [(deleted,)])


def away(raw: RawDataset) -> tuple[Found, Found]:
    transform(raw, "stg_contacts", "stg_tickets")
    return (
        shown(raw, "stg_contacts", "contact_id", "is_archived"),
        shown(raw, "stg_tickets", "ticket_id", "deleted_at is not null"),
    )


@pytest.mark.parametrize("page", [1, 2], ids=["before its page", "after its page"])
def test_a_company_removed_while_it_is_scrolled_is_gone_once_a_scroll_missed_it(
    duckdb_raw: RawDataset, clock: SettableClock, page: int
) -> None:
    wanted = choose(("companies",))
    with sandbox(clock, companies=250) as api:
        duckdb_raw.sync(api, clock, wanted)
        removed = api.workspace.companies.ids.encode(120)  # on the second page

        def remove_it(request: Any, workspace: Workspace) -> None:
            scrolled = [one for one in api.requests if one.path == "/companies/scroll"]
            if request.path == "/companies/scroll" and len(scrolled) == page:
                api.api.hooks.clear()
                workspace.remove_company(removed)

        clock.advance(DAY)
        api.requests.clear()
        api.on_request(remove_it)
        duckdb_raw.sync(api, clock, wanted)
        meanwhile = gone_companies(duckdb_raw)
        clock.advance(DAY)
        duckdb_raw.sync(api, clock, wanted)

        assert api.api.hooks == []
        assert meanwhile == ([(removed,)] if page == 1 else [])
        assert gone_companies(duckdb_raw) == [(removed,)]


def gone_companies(raw: RawDataset) -> Found:
    transform(raw, "stg_companies")
    return shown(raw, "stg_companies", "company_id", "deleted_at is not null")


def test_without_activities_the_merge_history_leads_to_the_survivor(
    duckdb_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = choose(("contact_merge_history",))
    with sandbox(clock) as api:
        settings = settings_of(api, api_version="2.16")
        source, target = [one["id"] for one in api.truth("contacts") if one["role"] == "user"][:2]
        duckdb_raw.sync(api, clock, wanted, settings=settings)
        clock.advance(2 * DAY)
        api.workspace.merge_contacts(source, target)
        clock.advance(2 * DAY)
        duckdb_raw.sync(api, clock, wanted, settings=settings)

        transform(duckdb_raw, "stg_contacts")

        merged = shown(
            duckdb_raw,
            "stg_contacts",
            "contact_id, merged_into_id",
            "merged_into_id is not null",
        )
        assert merged == [(source, target)]
