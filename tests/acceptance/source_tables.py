"""What every raw table should hold right now, asked of the sandbox itself."""

from collections.abc import Iterator

import httpx

from sandbox import Sandbox
from sources.intercom import tables
from sources.intercom.rows import Row
from tests.acceptance import comparing
from tests.acceptance.comparing import Object
from tests.acceptance.raw_dataset import RawDataset, Rows, key_of

Differences = dict[str, dict[tuple[str, ...], dict[str, tuple[object, object]]]]


def objects(api: Sandbox, *, complete: bool = False) -> dict[type[Row], list[Object]]:
    """The objects behind each table; `complete` with the parts that Intercom does not send."""
    talks = list(comparing.conversations(api.truth("conversations", complete=complete)))
    desk = list(comparing.tickets(api.truth("tickets")))
    return {
        tables.Workspace: [_me(api)],
        tables.Admin: list(api.truth("admins")),
        tables.Team: list(api.truth("teams")),
        tables.Tag: list(api.truth("tags")),
        tables.Company: list(api.truth("companies")),
        tables.Contact: list(api.truth("contacts", complete=True)),
        tables.Ticket: desk,
        tables.TicketPart: list(comparing.parts(desk, "ticket_parts", "ticket_id")),
        tables.Conversation: talks,
        tables.ConversationPart: list(
            comparing.parts(talks, "conversation_parts", "conversation_id")
        ),
        tables.ConversationCustomAttribute: list(comparing.attributes(talks)),
        tables.DeletedConversation: list(api.truth("deleted_conversations")),
    }


def differences(api: Sandbox, raw: RawDataset, *only: type[Row]) -> Differences:
    """Cells of existing rows that are not as in the source, and rows that are missing."""
    workspace = api.workspace.workspace_id
    found: Differences = {}
    for model, truth in _chosen(objects(api), only):
        held = {key_of(model, row): row for row in raw.rows(model, of=workspace)}
        for row in comparing.expected_rows(model, workspace, truth):
            key = key_of(model, row)
            cells = _cells(row, comparing.comparable(model, held.get(key, {})))
            if cells:
                found.setdefault(model.table, {})[key[1:]] = cells
    return found


def gone(api: Sandbox, raw: RawDataset, *only: type[Row]) -> dict[str, Rows]:
    """Rows of the warehouse that the source does not have any more."""
    workspace = api.workspace.workspace_id
    found = {}
    for model, truth in _chosen(objects(api, complete=True), only):
        rows = comparing.expected_rows(model, workspace, truth)
        present = {key_of(model, row) for row in rows}
        held = raw.rows(model, of=workspace)
        found[model.table] = [row for row in held if key_of(model, row) not in present]
    return {table: rows for table, rows in found.items() if rows}


def lost_keys(api: Sandbox, raw: RawDataset, *only: type[Row]) -> dict[str, int]:
    """Paths in the objects of the source that have no place in the warehouse."""
    lost: dict[str, int] = {}
    for model, truth in _chosen(objects(api), only):
        held = {row["id"]: row for row in raw.rows(model) if "id" in row}
        for one in truth:
            row = held.get(one.get("id"), {"_extra": None})
            for path, count in comparing.lost_keys(model, one, row).items():
                lost[f"{model.table}.{path}"] = lost.get(f"{model.table}.{path}", 0) + count
    return lost


def _chosen(
    found: dict[type[Row], list[Object]], only: tuple[type[Row], ...]
) -> Iterator[tuple[type[Row], list[Object]]]:
    return ((model, truth) for model, truth in found.items() if not only or model in only)


def _cells(expected: Object, held: Object) -> dict[str, tuple[object, object]]:
    names = [*expected, *(name for name in held if name not in expected)]
    return {
        name: (expected.get(name), held.get(name, "no such row or column"))
        for name in names
        if expected.get(name) != held.get(name, "no such row or column")
    }


def _me(api: Sandbox) -> Object:
    headers = {"Authorization": f"Bearer {api.token}"}
    return httpx.get(f"{api.base_url}/me", headers=headers).json()
