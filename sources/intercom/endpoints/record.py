"""What a record may say of a resource. Facts, not behaviour: `readers.py` knows what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from ..rows import Row

Exported = Literal["reports", "receipts"]
Read = (
    Literal["one", "list", "search", "threads", "companies", "log", "feed", "companion"] | Exported
)
"""one: a single object · list: in one answer, or page after page · search: what changed, by windows
of `updated_at` · threads: a search, then one GET per change · companies: a search, and a whole
scroll once a day · log: by windows of time · feed: a list that only grows, from where the last read
ended · companion: read with each row of `parent` · reports, receipts: jobs that are asked for,
waited for and downloaded."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """Rows inside a row that have a table of their own."""

    table: type[Row]
    path: str
    """Where they are; `a | b` where two are in use."""
    parent: str
    """Column that takes the id of the row they came in."""
    parent_id: str = "id"
    """Key under which that row carries its id."""
    counted: bool = False
    """A list that Intercom cuts: its parent says how many came, and whether that was all."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Companions asked for by POST, for many parents at once."""

    size: int
    key: str
    """Key of the body that takes the ids."""
    field: str
    """Column of the parent that holds them."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One resource."""

    name: str
    table: type[Row]
    read: Read
    path: str
    """Where to ask; `{id}` is a parent's id or one of `values`."""
    rows: str = "data"
    """Key of the list; `a | b` where two are in use; empty where the answer is the object."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Sent along; `{id}` as in `path`, `{since}` and `{until}` are Unix seconds."""
    per_page: int = 0
    """Rows per page; 0 leaves it to Intercom, where no page size is documented."""
    window_rows: int = 600
    """Rows that one search window aims at: its pages are held in memory until its turn."""
    lookback: timedelta = timedelta(hours=1)
    """How far a read reaches behind its cursor: new rows take minutes to be searchable."""
    children: tuple[Child, ...] = ()
    sublists: tuple[tuple[str, str], ...] = ()
    """Lists in a row that Intercom cuts at ten: name, and the key under which its list answers."""
    single: str = ""
    """Path of one object, where that tells more than its row in the list."""
    complete: bool = False
    """Every whole read sees everything, so that a row it did not see is gone."""
    newest_first: str = ""
    """Time by which the list runs backwards: pages older than the last read are left out, but for
    one whole read a day where the list is `complete`."""
    by_day: bool = False
    """Some servers compare times by whole days, so that the last day is asked for whole."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Read once for each of these, with the last API version that knows it (empty: all do)."""
    setting: str = ""
    """Setting that names those values: Intercom does not list them."""
    is_refreshed: bool = False
    """Not every change moves `updated_at`: once a day the last weeks are searched again."""
    unsettled: Mapping[str, object] | None = None
    """Search term for rows that go on changing unseen, however old: a refresh reads them, too."""
    parent: str = ""
    """Resource that a companion is read with."""
    parent_key: str = ""
    """Column that takes the parent's id, or the value that was asked for."""
    where: Mapping[str, object] = field(default_factory=dict)
    """What a parent must say for a companion to be asked for."""
    batch: Batch | None = None
    since: str = ""
    """First API version that has it; empty: all that are supported."""
    scope: str = ""
    """Permission to tick in Intercom's Developer Hub; empty: none, or Intercom documents none."""
    opt_in: bool = False
    """Costs one request per parent, or jobs: read only when asked for by name, or for all."""

    @property
    def is_dated(self) -> bool:
        """Whether it is read from the setting `start_date` on; all else is always read whole."""
        is_cut = bool(self.newest_first) and not self.complete
        return is_cut or self.read in ("search", "threads", "log", "reports", "receipts")
