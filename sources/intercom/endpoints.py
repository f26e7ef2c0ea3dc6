"""What Intercom has: one record per resource, a fact per line. The file you edit for a new one.

A record holds facts, not behaviour: `readers.py` knows what each kind of read means.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from . import tables
from .rows import Row

Read = Literal["one", "list", "numbered", "search", "threads", "companies", "companion"]
"""one: a single object · list: everything, in one answer or by cursor · numbered: by page number ·
search: what changed, by windows of `updated_at` · threads: a search, then one GET per change ·
companies: a search, and a whole scroll once a day · companion: read with each row of `parent`."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """Rows inside a row that have a table of their own."""

    table: type[Row]
    path: str
    parent: str
    """Column that takes the id of the row they came in."""
    counted: bool = False
    """A list that Intercom cuts: its parent says how many came, and whether that was all."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One resource."""

    name: str
    table: type[Row]
    read: Read
    path: str
    rows: str = "data"
    """Key of the list; `a | b` where two are in use."""
    params: dict[str, str] = field(default_factory=dict)
    per_page: int = 150
    window_rows: int = 1500
    """Rows that one search window aims at: its pages are held in memory until its turn."""
    lookback: timedelta = timedelta(hours=1)
    """How far a search reaches behind its cursor: new rows take minutes to be searchable."""
    children: tuple[Child, ...] = ()
    sublists: tuple[tuple[str, str], ...] = ()
    """Lists in a row that Intercom cuts at ten: name, and the key under which its list answers."""
    complete: bool = False
    """Every read sees everything, so that a row it did not see is gone."""
    newest_first: str = ""
    """Time by which the list runs backwards: pages older than the last read are left out."""
    by_day: bool = False
    """Some servers compare times by whole days, so that the last day is asked for whole."""
    parent: str = ""
    """Resource that a companion is read with."""
    parent_key: str = ""
    """Column of a companion that takes its parent's id."""
    since: str = ""
    """First API version that has it; empty: all that are supported."""
    scope: str = ""
    """Permission to tick in Intercom's Developer Hub."""
    opt_in: bool = False
    """Costs one request per parent: read only when asked for by name."""


PARTS = Child(
    table=tables.ConversationPart,
    path="conversation_parts.conversation_parts",
    parent="conversation_id",
    counted=True,
)
ATTRIBUTES = Child(
    table=tables.ConversationCustomAttribute, path="custom_attributes", parent="conversation_id"
)
TICKET_PARTS = Child(
    table=tables.TicketPart, path="ticket_parts.ticket_parts", parent="ticket_id", counted=True
)

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(name="workspaces", table=tables.Workspace, read="one", path="/me"),
    Endpoint(
        name="admins",
        table=tables.Admin,
        read="list",
        path="/admins",
        rows="admins",
        complete=True,
        scope="Read admins",
    ),
    Endpoint(
        name="teams",
        table=tables.Team,
        read="list",
        path="/teams",
        rows="teams",
        complete=True,
        scope="Read admins",
    ),
    Endpoint(
        name="tags",
        table=tables.Tag,
        read="list",
        path="/tags",
        complete=True,
        scope="Read tags",
    ),
    Endpoint(
        name="companies",
        table=tables.Company,
        # Search is on Preview only and leaves out companies without users, which the scroll has.
        read="companies",
        path="/companies/search",
        by_day=True,
        scope="Read one user and one company",
    ),
    Endpoint(
        name="contacts",
        table=tables.Contact,
        read="search",
        path="/contacts/search",
        by_day=True,  # up to 2.16 the documented rule; Preview changed it in August 2026
        sublists=(("tags", "data"), ("notes", "data"), ("companies", "data | companies")),
        scope="Read and list users and companies",
    ),
    Endpoint(
        name="tickets",
        table=tables.Ticket,
        read="search",
        path="/tickets/search",
        rows="tickets",
        per_page=50,  # their parts come along: a page of 150 times out on the server
        window_rows=150,
        children=(TICKET_PARTS,),
        scope="Read tickets",
    ),
    Endpoint(
        name="conversations",
        table=tables.Conversation,
        read="threads",
        path="/conversations/search",
        rows="conversations",
        children=(PARTS, ATTRIBUTES),
        scope="Read conversations",
    ),
    Endpoint(
        name="deleted_conversations",
        table=tables.DeletedConversation,
        read="numbered",
        path="/conversations/deleted",
        rows="conversations",
        # Newest first: what is deleted meanwhile moves rows to later pages, so none is missed.
        params={"order": "desc"},
        newest_first="deleted_at",
        per_page=60,
        since="2.16",
        scope="Read conversations",
    ),
    Endpoint(
        name="conversation_handling_events",
        table=tables.ConversationHandlingEvent,
        read="companion",
        parent="conversations",
        parent_key="conversation_id",
        path="/conversations/{id}/handling_events",
        rows="handling_events",
        since="2.15",
        scope="Read conversations",
        opt_in=True,
    ),
)
