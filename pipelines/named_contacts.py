"""Contacts that conversations and tickets name and no search has shown: asked for one by one."""

from contextlib import closing
from typing import TYPE_CHECKING, Any

from . import rawtables
from .warehouse import RAW

if TYPE_CHECKING:
    from collections.abc import Callable

    import dlt

    from sources.intercom import Session

_MOST = 500
"""Asked for in one run: where a search hides more, the next runs go on."""
_PARENTS = ("conversations", "tickets")
_RESOURCE = "verify_contacts"


def complete(
    session: "Session",
    pipeline: "dlt.Pipeline",
    load: "Callable[[Session], None]",
) -> None:
    """Read what is missing when contacts were read to their end; what is gone is noted, and not
    asked for again. The session that was over gets one more tally.
    """
    from sources.intercom import Slice
    from sources.intercom.verifying import VERIFIABLE, Verification

    if not _is_due(session):
        return
    with pipeline.sql_client() as client:
        names = missing(client, session.connect().id)
    if not names:
        return
    contacts = [endpoint for endpoint in VERIFIABLE if endpoint.name == "contacts"]
    looking = Verification(session.settings, contacts, slices=Slice(), clock=session.clock)
    tally = looking.tallies["contacts"]
    tally.resource, tally.read_kind, tally.missing = _RESOURCE, "verify", len(names)
    looking.repairs = {"contacts": dict.fromkeys(names, "")}
    with closing(looking):
        load(looking)
    session.tallies[_RESOURCE] = tally


def missing(client: Any, workspace_id: str) -> list[str]:
    """Ids that are named, of contacts that are neither held nor known to be gone."""
    there = rawtables.columns(client)
    if "contacts" not in there or "gone_objects" not in there:
        return []
    named = " union all ".join(
        "select parents.workspace_id,"
        " cast(parents.contacts as json) -> cast(item.place as int) ->> 'id' as id"
        f" from {RAW}.{table} as parents cross join lateral generate_series(0, case"
        " when substr(cast(parents.contacts as text), 1, 1) = '['"
        " then cast(json_array_length(cast(parents.contacts as json)) as int) else 0 end - 1)"
        " as item (place)"
        for table in _PARENTS
        if table in there
    )
    same = "other.workspace_id = named.workspace_id and"
    known = [f"{RAW}.contacts as other where {same} other.id = named.id"]
    known += [
        f"{RAW}.gone_objects as other"
        f" where {same} other.id = named.id and other.resource = 'contacts'"
    ]
    if "contact_activities" in there:
        known += [
            f"{RAW}.contact_activities as other where {same} other.{column} = named.id"
            f" and other.event_type = 'contact.{event}'"
            for event, column in (("deleted", "contact_id"), ("merged", "merge_source_id"))
        ]
    tests = " and ".join(f"not exists (select 1 from {one})" for one in known)
    rows = client.execute_sql(
        f"select distinct named.id from ({named}) as named"
        f" where named.workspace_id = %s and named.id is not null and {tests}"
        f" order by named.id desc limit {_MOST}",
        workspace_id,
    )
    return [str(name) for (name,) in rows or ()]


def _is_due(session: "Session") -> bool:
    """Whether contacts are complete, and something that names them was loaded.

    Not with a `start_date`, which leaves out contacts on purpose, nor where ids of them are hashed.
    """
    tallies, settings = session.tallies, session.settings
    is_complete = "contacts" in tallies and tallies["contacts"].status == "complete"
    is_new = any(tallies[name].loaded[name] for name in _PARENTS if name in tallies)
    ids = tuple(f"{name}.contacts" for name in _PARENTS)
    is_hidden = any(entry.startswith(ids) for entry in settings.redact)
    is_over = session.stop_requested or settings.start_date is not None
    return is_complete and is_new and not (is_hidden or is_over)
