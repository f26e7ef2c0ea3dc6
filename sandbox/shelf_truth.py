"""What a complete read of the smaller resources would yield; see `sandbox.truth`."""

from collections.abc import Callable, Iterator

from sandbox import shapes
from sandbox.directory import Json
from sandbox.shelf import Kind
from sandbox.subjects.audit import EVENT_TYPES
from sandbox.subjects.automation import whatsapp_status
from sandbox.subjects.calls import transcript
from sandbox.subjects.customers import event_summaries, listed_events, shown_event
from sandbox.subjects.news import live_items
from sandbox.subjects.receipts import COLUMNS, as_csv_row
from sandbox.subjects.reporting import DATASETS, Dataset
from sandbox.subjects.teams import team_metrics
from sandbox.versions import PREVIEW
from sandbox.workspace import Workspace


def shelf_truth(workspace: Workspace, kind: str, version: int, *, complete: bool) -> Iterator[Json]:
    """Every object of a kind; those of a parent are told with its id. KeyError: no such kind."""
    if kind in DERIVED:
        return DERIVED[kind](workspace)
    return _shelved(workspace, workspace.shelf.kinds[kind], version, complete=complete)


def _shelved(workspace: Workspace, kind: Kind, version: int, *, complete: bool) -> Iterator[Json]:
    for parent in _parents(workspace, kind):
        for row in workspace.shelf.rows(kind.name, parent):
            shown = shapes.shelved(kind.name, row, version, workspace.knobs, alone=complete)
            yield {kind.parent_key: parent, **shown} if parent else shown


def _parents(workspace: Workspace, kind: Kind) -> Iterator[str]:
    if isinstance(kind.parent, tuple):
        yield from kind.parent
    elif kind.parent in ("contacts", "companies", "conversations"):
        yield from (one["id"] for one in workspace.all(kind.parent))
    elif kind.parent:
        yield from (str(one["id"]) for one in workspace.shelf.rows(kind.parent))
    else:
        yield ""


def _data_events(workspace: Workspace) -> Iterator[Json]:
    for contact in workspace.all("contacts"):
        rows = workspace.shelf.rows("events", contact["id"])
        for event in listed_events(rows, workspace.clock()):
            yield {"contact_id": contact["id"], **shown_event(event)}


def _event_summaries(workspace: Workspace) -> Iterator[Json]:
    for contact in workspace.all("contacts"):
        for summary in event_summaries(workspace.shelf.rows("events", contact["id"])):
            yield {"contact_id": contact["id"], **summary}


def _newsfeed_items(workspace: Workspace) -> Iterator[Json]:
    items = workspace.shelf.rows("news_items")
    for feed in workspace.shelf.rows("newsfeeds"):
        for item in live_items(items, feed["id"]):
            yield {"newsfeed_id": feed["id"], **shapes.public(item, workspace.knobs)}


def _team_metrics(workspace: Workspace) -> Iterator[Json]:
    for team in workspace.directory.teams:
        for metric in team_metrics(workspace, team):
            yield {"team_id": team["id"], **metric}


def _merge_history(workspace: Workspace) -> Iterator[Json]:
    for contact in workspace.all("contacts"):
        for merged in contact["_merge_history"] if contact["role"] == "user" else ():
            yield {"contact_id": contact["id"], **merged}


def _company_segments(workspace: Workspace) -> Iterator[Json]:
    for company in workspace.all("companies"):
        for segment in company["segments"]["segments"]:
            yield {"company_id": company["id"], **segment}


def _company_contacts(workspace: Workspace) -> Iterator[Json]:
    for row, members in sorted(workspace.members.items()):
        if row not in workspace.companies.gone:
            company_id = workspace.companies.ids.encode(row)
            for member in sorted(set(members) - workspace.contacts.unlisted):
                contact_id = workspace.contacts.ids.encode(member)
                yield {"company_id": company_id, "contact_id": contact_id}


def _drafts(workspace: Workspace) -> Iterator[Json]:
    for row in workspace.shelf.rows("articles"):
        if "_draft" in row:
            draft = row | row["_draft"]
            yield shapes.shelved("articles", draft, PREVIEW, workspace.knobs)


def _transcripts(workspace: Workspace) -> Iterator[Json]:
    for call in workspace.shelf.rows("calls"):
        shown, said = shapes.public(call, workspace.knobs), transcript(call)
        yield {**shown, "transcript": said, "transcript_status": "completed" if said else None}


def _statuses(workspace: Workspace) -> Iterator[Json]:
    kind = workspace.shelf.kinds["message_statuses"]
    for parent in _parents(workspace, kind):
        yield from map(whatsapp_status, workspace.shelf.rows(kind.name, parent))


def _content_receipts(workspace: Workspace) -> Iterator[Json]:
    now = workspace.clock()
    for row in workspace.shelf.rows("content_receipts"):
        yield dict(zip(COLUMNS, as_csv_row(row, 0, now), strict=True))


def _report(dataset: Dataset) -> Callable[[Workspace], Iterator[Json]]:
    wanted = [attribute.qualified_id for attribute in dataset.attributes]

    def rows(workspace: Workspace) -> Iterator[Json]:
        for one in dataset.objects(workspace, 0, int(workspace.clock())):
            yield dict(dataset.row(workspace, one, wanted))

    return rows


DERIVED: dict[str, Callable[[Workspace], Iterator[Json]]] = {
    "activity_log_event_types": lambda _: ({"event_type": one} for one in EVENT_TYPES),
    "article_drafts": _drafts,
    "call_transcripts": _transcripts,
    "company_contacts": _company_contacts,
    "company_segments": _company_segments,
    "content_receipts": _content_receipts,
    "contact_merge_history": _merge_history,
    "event_summaries": _event_summaries,
    "events": _data_events,
    "newsfeed_items": _newsfeed_items,
    "reporting_datasets": lambda _: (dataset.shown() for dataset in DATASETS),
    **{f"reporting_{dataset.id}": _report(dataset) for dataset in DATASETS},
    "team_metrics": _team_metrics,
    "whatsapp_message_statuses": _statuses,
}
