"""What a complete and faultless read of the workspace would yield right now, in Preview's shape."""

from collections.abc import Callable, Iterator

from sandbox import shapes
from sandbox.directory import Json
from sandbox.shelf_truth import shelf_truth
from sandbox.subjects.segments import with_counts
from sandbox.versions import PREVIEW
from sandbox.workspace import Workspace

_SUB_LISTS = ("tags", "companies", "notes", "segments", "subscriptions")


def truth(
    workspace: Workspace, kind: str, *, complete: bool = False, version: int = PREVIEW
) -> Iterator[Json]:
    """Every object of a kind as its own GET or the full list would return it.

    Kinds: conversations, contacts, companies, tickets, admins, teams, tags, segments,
    deleted_conversations, contact_activities, handling_events ({conversation_id,
    handling_events}), contact_{tags,companies,notes,segments,subscriptions} ({contact_id, data}),
    every kind on the shelf and those that `sandbox.shelf_truth` derives. `complete` lifts the cuts
    at ten sub-list rows and at 500 parts, counts the members of segments, and adds what only the
    path of a single object shows.
    """
    knobs = workspace.knobs

    def shape(one: Json) -> Json:
        if kind == "conversations":
            return shapes.conversation(one, version, knobs, complete=complete)
        if kind == "contacts":
            return shapes.contact(one, version, knobs, complete=complete)
        if kind == "companies":
            return shapes.company(one, version, knobs, workspace.company_notes(one))
        return shapes.ticket(one, version, knobs)

    if kind in ("conversations", "contacts", "companies", "tickets"):
        return map(shape, workspace.all(kind))
    if kind == "handling_events":
        return _handling_events(workspace)
    if kind.startswith("contact_") and kind.removeprefix("contact_") in _SUB_LISTS:
        return _sub_lists(workspace, kind.removeprefix("contact_"))
    if kind == "segments" and complete:
        return iter(with_counts(workspace, list(truth(workspace, "segments"))))
    small = _small(workspace, kind)
    if small is not None:
        return iter(small)
    return shelf_truth(workspace, kind, version, complete=complete)


def _small(workspace: Workspace, kind: str) -> list[Json] | None:
    people, knobs = workspace.directory, workspace.knobs
    lists: dict[str, Callable[[], list[Json]]] = {
        "admins": lambda: [shapes.admin(one, PREVIEW, knobs) for one in people.admins],
        "teams": lambda: [shapes.public(one, knobs) for one in people.teams],
        "tags": lambda: [shapes.public(one, knobs) for one in people.tags.values()],
        "segments": lambda: [shapes.public(one, knobs) for one in people.segments],
        "deleted_conversations": lambda: list(workspace.deleted_conversations),
        "contact_activities": lambda: list(workspace.activities),
    }
    return lists[kind]() if kind in lists else None


def _handling_events(workspace: Workspace) -> Iterator[Json]:
    for one in workspace.all("conversations"):
        events = workspace.handling_events(one)
        yield {"conversation_id": one["id"], "handling_events": events}


def _sub_lists(workspace: Workspace, name: str) -> Iterator[Json]:
    people = workspace.directory
    by_id = {one["id"]: one for one in (*people.segments, *people.subscriptions)}
    for contact in workspace.all("contacts"):
        rows = contact[f"_{name}"]
        if name == "companies":
            table = workspace.companies
            found = [table.get(row) for row in map(table.find, rows) if row is not None]
            notes = workspace.company_notes
            rows = [shapes.company(one, PREVIEW, workspace.knobs, notes(one)) for one in found]
        elif name == "segments":
            rows = [by_id[one] for one in rows]
        elif name == "subscriptions":
            rows = [by_id[one] for one, _ in rows]
        yield {"contact_id": contact["id"], "data": rows}
