"""What Intercom itself publishes as answers passes through client, models and load, all of it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from pipelines import config
from pipelines.warehouse import Warehouse
from sources.intercom import ENDPOINTS, Endpoint, choose, paging, tables
from sources.intercom.clock import Clock
from sources.intercom.ledger import Tally
from sources.intercom.readers import Delivery
from sources.intercom.rows import Row
from sources.intercom.shelf import Shelf
from tests.acceptance.raw_dataset import RawDataset
from tests.examples import PREVIEW, VERSIONS, Example, examples, sublists
from tests.handmade import WORKSPACE, Handmade, served
from tests.http_server import Answer, Asked
from tests.leaves import lost

pytestmark = pytest.mark.skipif(
    PREVIEW is None,
    reason="INTERCOM_OPENAPI does not name Intercom's preview.yaml: its examples NOT loaded",
)
NOW = datetime(2024, 5, 31, tzinfo=UTC)
PLACEHOLDERS = ("http://api.intercom.test/events?next page",)
"""What stands for the address of a next page in an example, and is none."""


def rows_of(example: Example) -> list[Any]:
    if not example.rows:
        return [example.body]
    return paging.rows(example.body, example.rows, str(example))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_example_has_its_list_and_a_next_page_that_is_understood(version):
    found = [one for one in examples(version) if one.rows]

    assert len(found) > 20
    for example in found:
        assert isinstance(rows_of(example), list)
        pages = example.body.get("pages") or {}
        if pages.get("next") not in PLACEHOLDERS:
            step = paging.following(example.body, 1)
            assert step is None or all(step.values()), str(example)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_lists_that_complete_a_contact_are_understood(version):
    found = [(name, paging.rows(body, key, name)) for name, key, body in sublists(version)]

    assert {name for name, rows in found if rows} == {"tags", "notes", "companies"}
    assert all(row["id"] for _, rows in found for row in rows)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_example_is_put_aside_and_no_key_of_it_is_lost(version):
    troubles = {
        str(example): trouble for example in examples(version) if (trouble := check(example))
    }

    assert troubles == {}


def check(example: Example) -> list[Any]:
    """What is wrong with the rows that an example becomes."""
    troubles: list[Any] = []
    for place, sent in enumerate(rows_of(example)):
        if sent is None:
            continue  # some schemas allow a row to be null
        tally = Tally()
        shelf = Shelf(example.endpoint, "acme1234", tally)
        key = example.endpoint.parent_key
        parent = str(sent.get(key) or "1") if key else ""
        body = json.dumps([sent]).encode()
        shelf.add(Delivery(example.endpoint.name, body, NOW, (), parent))
        taken = {model.table: table.to_pylist() for model, table in shelf.take()}
        troubles += [(place, one["error"]) for one in tally.findings.rejected]
        for model, raw in told(example.endpoint, sent):
            row = next(iter(taken.get(model.table, [])), None) if model is example.endpoint.table \
                else same(taken.get(model.table, []), raw)  # fmt: skip
            if row is not None:
                troubles += [(place, leaf) for leaf in lost(model, row, raw)]
    return troubles


def told(endpoint: Endpoint, sent: dict[str, Any]) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    """The object, and the objects in it that have a table of their own."""
    yield endpoint.table, sent
    for child in endpoint.children:
        for path in child.path.split("|"):
            inside: Any = sent
            for step in path.strip().split("."):
                inside = inside.get(step) if isinstance(inside, dict) else None
            for raw in inside if isinstance(inside, list) else ():
                yield child.table, raw


def same(rows: list[dict[str, Any]], raw: dict[str, Any]) -> dict[str, Any] | None:
    found = [row for row in rows if row.get("id") == str(raw.get("id"))]
    assert found, f"no row for {raw}"
    return found[0]


LOADED = ("workspaces", "admins", "teams", "tags", "companies", "contacts", "tickets",
          "conversations", "deleted_conversations", "conversation_handling_events")  # fmt: skip


WITHOUT_PARTS = ("post /conversations/search", "get /conversations")
"""Their rows are looked at, and read one by one."""


class Published:
    """A workspace of all examples of all versions; their ids are made unique, nothing else."""

    def __init__(self) -> None:
        self.sent: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.events: list[Any] = []
        self.me: Any = WORKSPACE
        number = count(1)
        wanted = tuple(one for one in ENDPOINTS if one.name in LOADED)
        for version in VERSIONS:
            for example in examples(version, wanted):
                name = example.endpoint.name
                if name == "conversation_handling_events":
                    self.events.append(example.body)
                elif name == "workspaces":
                    self.me = example.body
                elif example.operation not in WITHOUT_PARTS:
                    rows = [row for row in rows_of(example) if row]
                    self.sent[name] += [renamed(row, next(number)) for row in rows]
        self.lists = {name: body for name, _, body in sublists("preview")}
        for contact in self.sent["contacts"]:
            for name in self.lists:
                contact[name] = {**contact[name], "has_more": True}
        self.handmade = Handmade(
            **{
                name: self.sent[name]
                for name in ("contacts", "tickets", "conversations", "companies")
            }
        )

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/me":
            return Answer(self.me)
        if asked.path.endswith("/handling_events"):
            return Answer(self.events[sum(map(ord, asked.path)) % len(self.events)])
        *_, last = asked.path.split("/")
        if asked.path.startswith("/contacts/") and last in self.lists:
            return Answer(self.lists[last])
        lists = {
            "/admins": ("admins", "admins"),
            "/teams": ("teams", "teams"),
            "/tags": ("data", "tags"),
            "/conversations/deleted": ("conversations", "deleted_conversations"),
        }
        if asked.path in lists:
            key, name = lists[asked.path]
            return Answer({key: self.sent[name]})
        return self.handmade.answer(asked)


def renamed(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The row under an id of its own; so are its parts."""
    fresh = json.loads(json.dumps(row))
    inside = [
        part
        for name in ("conversation_parts", "ticket_parts")
        for part in (fresh.get(name) or {}).get(name) or []
    ]
    for place, one in enumerate([fresh, *inside]):
        one["id"] = f"{one.get('id')}-{number}-{place}"
    return fresh


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
def test_all_examples_arrive_in_the_warehouse(kind, request, tmp_path, monkeypatch):
    for name, value in config.DLT.items():
        monkeypatch.setenv(name, value)
    address = str(tmp_path / "raw.duckdb")
    if kind == "postgres":
        address = request.getfixturevalue("postgres_database")
    published = Published()
    raw = RawDataset(Warehouse(kind, address, tmp_path / "state"))

    with served(published.answer) as (_, settings):
        raw.sync(None, Clock(), choose(LOADED), settings=settings)

    assert raw.rows(tables.RejectedRow) == []
    reasons = {row["resource"]: row["reason"] for row in raw.rows(tables.SyncRun)}
    assert {name: reason for name, reason in reasons.items() if reason} == {}
    troubles = []
    for endpoint in ENDPOINTS:
        sent = published.sent.get(endpoint.name, [])
        held: dict[str, list[dict[str, Any]]] = {}
        for model, object_ in (pair for row in sent for pair in told(endpoint, row)):
            if endpoint.name == "contacts":
                object_ = {name: value for name, value in object_.items()
                           if name not in published.lists}  # fmt: skip
            if model.table not in held:
                held[model.table] = raw.rows(model)
            row = same(held[model.table], object_)
            troubles += [(model.table, leaf) for leaf in lost(model, row, object_)]
    assert troubles == []
    for name, body in published.lists.items():
        ids = {row["id"] for row in body.get("data") or body.get("companies")}
        for contact in raw.rows(tables.Contact):
            assert ids <= {one["id"] for one in contact[name]}
            assert contact[f"{name}_has_more"] is False
    assert len(raw.rows(tables.Conversation)) == len(published.sent["conversations"])
    assert len(raw.rows(tables.ConversationHandlingEvent)) >= len(published.sent["conversations"])
