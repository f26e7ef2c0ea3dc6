"""All that Intercom can tell, as the sandbox itself knows it: the rows of each table right now."""

from collections.abc import Callable, Iterable, Iterator

import orjson

from sandbox import Sandbox, Workspace
from sources.intercom import ENDPOINTS, Settings
from sources.intercom.rows import Row
from sources.intercom.shelf import tables_of
from tests.acceptance import comparing, source_tables
from tests.acceptance.comparing import Object
from tests.acceptance.raw_dataset import settings_of

VISITOR = "00000000-0000-4000-a000-00000000000{}"
MADE_UP = {
    "conversation_handling_events": {"id"},
    "events": {"id"},
    "team_metrics": {"fetched_at"},
    "workflows": {"exported_at", "export_version", "app_id"},
}
"""Columns that Intercom does not tell, or tells of the moment at which it was asked."""


def everything(api: Sandbox) -> Settings:
    """Settings that name what cannot be listed."""
    return settings_of(
        api,
        custom_object_types=("Order", "Subscription"),
        lookups={
            "visitors": [VISITOR.format(1), VISITOR.format(2), "nobody"],
            "workflows": ["67800", "67802"],
            "message_statuses": ["41001", "41002"],
            "whatsapp_message_statuses": ["wamid.410010003", "wamid.410020001"],
        },
    )


def rows(api: Sandbox, table: str) -> list[Object]:
    """The rows that a table should hold, without what only the loader can know."""
    found = _OBJECTS[table](api) if table in _OBJECTS else api.truth(table)
    model = MODELS[table]
    return known(model, comparing.expected_rows(model, api.workspace.workspace_id, found))


def known(model: type[Row], found: Iterable[Object]) -> list[Object]:
    """Rows without made-up columns, in one order."""
    hidden = MADE_UP.get(model.table, set())
    shown = [{k: v for k, v in row.items() if k not in hidden} for row in found]
    return sorted(shown, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


def missing(expected: Iterable[Object], found: Iterable[Object]) -> list[Object]:
    """Expected rows that were not found, cell for cell."""
    there = {orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in found}
    return [r for r in expected if orjson.dumps(r, option=orjson.OPT_SORT_KEYS) not in there]


MODELS = {model.table: model for endpoint in ENDPOINTS for model in tables_of(endpoint)}


def change(workspace: Workspace) -> None:
    """A day on which something happens to every kind of object."""
    workspace.add("admin_activity_logs")
    workspace.add("calls")
    for kind in SHELVED:
        parent = _parent(workspace, kind)
        names = [str(one[_key(workspace, kind)]) for one in workspace.shelf.rows(kind, parent)]
        prefix = f"{parent}/" if parent else ""
        workspace.put(kind, prefix + names[0], {_text(kind): "Changed 🙂"})
        workspace.remove(kind, prefix + names[-1])
    people = [one["id"] for one in workspace.all("contacts")]
    workspace.tag_contact(people[0], "VIP")
    workspace.note_contact(people[0], "<p>Seen.</p>")
    workspace.touch_contact(people[0])
    workspace.merge_contacts(people[1], people[2])
    workspace.delete_contact(people[3])
    workspace.create_contact()
    workspace.delete_conversation(next(workspace.all("conversations"))["id"])
    workspace.change(10, seed=3)
    workspace.put("segments", workspace.directory.segments[0]["id"], {"name": "Changed 🙂"})
    workspace.put("teams", workspace.directory.teams[0]["id"], {"name": "Changed 🙂"})


SHELVED = (
    *("away_status_reasons", "brands", "emails", "office_hours_schedules"),
    *("office_hours_exceptions", "conversation_attributes", "audiences", "subscription_types"),
    *("custom_object_instances", "data_attributes", "help_centers", "help_center_redirects"),
    *("collections", "news_items", "newsfeeds", "articles", "internal_articles", "folders"),
    *("content_snippets", "content_import_sources", "external_pages", "macros"),
    *("data_connectors", "calls", "ticket_types", "ticket_states"),
)


def _parent(workspace: Workspace, kind: str) -> str:
    parent = workspace.shelf.kinds[kind].parent
    if isinstance(parent, tuple):
        return parent[0]
    return str(workspace.shelf.rows(parent)[0]["id"]) if parent else ""


def _key(workspace: Workspace, kind: str) -> str:
    return workspace.shelf.kinds[kind].key


def _text(kind: str) -> str:
    """Some field that holds words."""
    fields = (
        *("label", "internal_label", "name", "email", "title", "url", "description", "phone"),
        *("from_url", "external_id"),
    )
    paths = {column.paths[0][0] for column in MODELS[kind].columns if column.paths}
    return next((field for field in fields if field in paths), "state")


def _sublists(kind: str) -> Callable[[Sandbox], Iterator[Object]]:
    """Lists of contacts: the sandbox tells them contact by contact."""
    return lambda api: (
        {**row, "contact_id": one["contact_id"]} for one in api.truth(kind) for row in one["data"]
    )


def _source(table: str) -> Callable[[Sandbox], Iterable[Object]]:
    return lambda api: source_tables.objects(api)[MODELS[table]]


def _attributes(api: Sandbox) -> Iterator[Object]:
    for one in api.truth("ticket_types"):
        for attribute in one["ticket_type_attributes"]["data"]:
            yield {**attribute, "ticket_type_id": one["id"]}


def _handling(api: Sandbox) -> Iterator[Object]:
    for one in api.truth("handling_events"):
        for event in one["handling_events"]:
            yield {**event, "conversation_id": one["conversation_id"], "id": "made up"}


def _side_parts(api: Sandbox) -> Iterator[Object]:
    for side in api.truth("side_conversations"):
        names = {name: side[name] for name in ("conversation_id", "side_conversation_id")}
        yield from ({**part, **names} for part in side["conversation_parts"])


def _receipts(api: Sandbox) -> Iterator[Object]:
    """Times as ISO 8601 has them; files write an empty cell for nothing."""
    for one in api.truth("content_receipts"):
        yield {name: text.replace(" UTC", "Z") or None for name, text in one.items()}


def _named(api: Sandbox, table: str, key: str) -> Iterator[Object]:
    names = everything(api).lookups[table]
    return (one for one in api.truth(table) if one[key] in names)


_OBJECTS: dict[str, Callable[[Sandbox], Iterable[Object]]] = {
    **{
        table: _source(table)
        for table in (
            *("workspaces", "contacts", "tickets", "ticket_parts", "conversations"),
            *("conversation_parts", "conversation_custom_attributes"),
        )
    },
    **{
        f"contact_{name}": _sublists(f"contact_{name}")
        for name in ("tags", "companies", "notes", "segments", "subscriptions")
    },
    "article_drafts": lambda api: (
        {**one, "article_id": one["id"]} for one in api.truth("article_drafts")
    ),
    "articles": lambda api: api.truth("articles", complete=True),
    "company_contacts": lambda api: (
        {"company_id": one["company_id"], "id": one["contact_id"]}
        for one in api.truth("company_contacts")
    ),
    "conversation_handling_events": _handling,
    "content_receipts": _receipts,
    "events": lambda api: ({**one, "id": "made up"} for one in api.truth("events")),
    "segments": lambda api: api.truth("segments", complete=True),
    "side_conversation_parts": _side_parts,
    "team_metrics": lambda api: ({**o, "fetched_at": 0} for o in api.truth("team_metrics")),
    "ticket_type_attributes": _attributes,
    "visitors": lambda api: _named(api, "visitors", "user_id"),
    "whatsapp_message_statuses": lambda api: _named(api, "whatsapp_message_statuses", "message_id"),
    "workflows": lambda api: ({"workflow": one} for one in _named(api, "workflows", "id")),
}
