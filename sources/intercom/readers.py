"""How resources are read: requests in, deliveries of changed objects out.

A reader yields `Delivery` (objects, as JSON bytes) and `Mark` (everything updated before this
second has been delivered), in the order of time. It runs in the event loop of the fetcher and
knows nothing of tables, Arrow or dlt. Here stand the search and what all readers share; lists,
conversations and companies have files of their own.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import orjson

from .answers import Reply
from .client import IntercomClient
from .completing import completed, cut_lists, is_partial
from .endpoints import Endpoint
from .errors import IntercomError
from .fingerprints import fingerprint
from .ledger import Tally
from .parcels import Parcel
from .patience import Patience
from .pending import Pending
from .retrieving import retrieve
from .searching import windows
from .windows import Window

_WHOLE_EVERY_S = 24 * 3600
SETTLE = 2**40
"""Weight of a mark that ends the slice: a wait follows."""


@dataclass(frozen=True)
class Delivery:
    """Objects that changed: a JSON list, one fingerprint for each, and when they were asked for."""

    resource: str
    body: bytes
    asked_at: datetime
    fingerprints: tuple[str, ...] = ()
    parent_id: str = ""
    """Object that companions belong to."""

    @property
    def size(self) -> int:
        """Bytes that it takes up while it waits to be loaded."""
        return len(self.body)


@dataclass(frozen=True)
class Mark:
    """Everything updated before `cursor` (Unix seconds) has been delivered."""

    resource: str
    cursor: int
    complete: bool = False
    """The whole resource was read, not only what changed."""
    is_fresh: bool = False
    """What changed without moving `updated_at` was read, too."""
    position: str = ""
    """Last row of a feed that is never read again."""
    digest: str = ""
    """Tells a list that was read whole from one with other rows."""
    exports: Mapping[str, Any] | None = None
    """Jobs that are pending, and how far each export is."""
    weight: int = 0
    """How much it adds to the slice: files are not weighed, as none may be torn in two."""
    size = 0
    doubted_until: int | None = None
    """Up to here windows were short; 0: none were. None says nothing of it."""
    pending: tuple[str, ...] | None = None
    """Objects that failed and were passed by. None says nothing of it."""
    witness: str = ""
    """An object that came: where others are refused, it shows whether any can be read."""
    was_read: bool = False
    """It was read to its end, so that it may be read: a refusal after this is news."""
    history_from: int | None = None
    """Everything updated since then has been read. None says nothing of it."""
    redacted: tuple[str, ...] | None = None
    """What all rows are redacted by, as all were read again. None says nothing of it."""
    refused: bool | None = None
    """Whether a companion was refused, so that it was left behind. None says nothing of it."""


Item = Delivery | Mark | Parcel


@dataclass
class Reading:
    """One resource in one run: what to read and since when."""

    client: IntercomClient
    endpoint: Endpoint
    tally: Tally
    until: int
    """The frozen upper bound: when the run started, Unix seconds."""
    since: int = 0
    begins: int = 0
    """Where the history begins that the user wants."""
    earlier_until: int = 0
    """Up to here the history is not held yet, so that it is read from where it begins; 0: it is."""
    history_from: int | None = None
    """Where the history begins once all has been read; None: it is read whole, always."""
    redacted: tuple[str, ...] | None = None
    """What all rows will be redacted by once all has been read; None: some stay as they are."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of what the warehouse holds, by id."""
    completed_at: int | None = None
    """When a whole read last ended, for resources that are read in two ways."""
    refresh_from: int | None = None
    """Read again from here on what `updated_at` does not tell; None: not today."""
    is_fresh: bool = False
    """Whether this read leaves nothing to refresh: it is the first, or it refreshes."""
    values: tuple[str, ...] = ("",)
    """What to read it for, one after the other."""
    founded_at: int = 0
    """When the workspace was made: before that there is nothing."""
    position: str = ""
    """Row of a feed behind which to go on."""
    digest: str = ""
    """What the list was when it was written last."""
    exports: Mapping[str, Any] = field(default_factory=dict)
    """What the last mark said of jobs."""
    export_days: int = 0
    """How many days are exported again."""
    again_from: int | None = None
    """Export again from here what is held already; None: the last days only."""
    workspace_id: str = ""
    hide: Callable[[Any], Any] = lambda row: row
    """Leaves out of a row what is not to be kept; answers come without it already."""
    idle: Callable[[], Awaitable[None]] | None = None
    """Waits until all that was delivered is taken and nothing is being loaded."""
    companions: tuple["Reading", ...] = ()
    doubted_until: int = 0
    """Windows before this were read by the last run, too, and some were short."""
    held_at: int | None = None
    """Where the cursor waits for another run, as rows behind it were claimed and did not come."""
    patience: Patience = field(default_factory=Patience)
    patience_with_threads: Patience = field(default_factory=Patience)
    pending: tuple[str, ...] = ()
    """Objects that failed in earlier runs."""
    witness: str = ""
    """The last object that came in earlier runs."""
    refused: bool = False
    """Whether this companion was refused in the last run."""
    was_read: bool = False
    """Whether an earlier run read it to its end."""
    repairs: Mapping[str, str] | None = None
    """Read these objects only, by id with their fingerprints (empty: unknown); None: read all."""

    @property
    def is_whole_due(self) -> bool:
        """Whether the last whole read was a day ago, so that what vanished must show."""
        return self.completed_at is None or self.until - self.completed_at >= _WHOLE_EVERY_S

    def refuse(self, why: IntercomError | str) -> None:
        """Close the books: it may not be read. What was never permitted is no news."""
        status = "refused" if self.was_read else "unavailable"
        self.tally.finish(status, self.client.now(), why)

    def delivery(
        self,
        objects: list[Any],
        asked_at: datetime,
        fingerprints: tuple[str, ...] = (),
        parent_id: str = "",
    ) -> Delivery:
        """Objects as they go to the other thread: bytes take a tenth of the room of dicts."""
        body = orjson.dumps(objects)
        return Delivery(self.endpoint.name, body, asked_at, fingerprints, parent_id)

    def is_unchanged(self, name: object, fingerprint: str, *, exactly: bool = True) -> bool:
        """Whether the warehouse holds this row already; counted.

        Up to its `#` a fingerprint tells of changes that move `updated_at`, behind it of all.
        """
        held = self.known.get(str(name), "")
        same = held == fingerprint
        if not exactly and not same:
            same = held.partition("#")[0] == fingerprint.partition("#")[0]
        self.tally.unchanged += same
        return same

    def doubt(self, window: Window, short: int) -> None:
        """Note rows that a window claimed and did not bring, and let the cursor wait before it.

        It waits for one run: what is still missing when that has read the window as well is left
        to the ledger, since a claim that is never met must not hold up what comes after it.
        """
        self.tally.short += short
        if window.moves_cursor and window.end > self.doubted_until and self.held_at is None:
            self.held_at = window.start

    def reached(self, moment: int) -> int:
        """How far the cursor may go when everything up to a moment was delivered."""
        return moment if self.held_at is None else min(moment, self.held_at)

    def marks(self, window: Window) -> list["Mark"]:
        """A window has been delivered; not each moves the cursor."""
        if not window.moves_cursor:
            return []
        return [Mark(self.endpoint.name, self.reached(window.end))]

    def last_mark(self) -> "Mark":
        """All windows have been delivered."""
        doubted_until = 0 if self.held_at is None else self.until
        return Mark(
            self.endpoint.name,
            self.reached(self.until),
            is_fresh=self.is_fresh,
            doubted_until=doubted_until,
        )


async def search(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read what changed: pages within one window wait for each other, windows do not."""
    pending = Pending(reading)
    for delivery in await asyncio.gather(*(_again(pending, name) for name in pending.again)):
        if delivery is not None:
            yield delivery
    async for window, pages in windows(reading, partial(_changed, pending)):
        for delivery in pages:
            yield delivery
        for mark in reading.marks(window):
            for passed in pending.marked(mark):
                yield passed
    await pending.check()
    for mark in pending.marked(reading.last_mark()):
        yield mark


async def _changed(
    pending: Pending, reading: Reading, _: Window, reply: Reply, objects: list[Any]
) -> list[Delivery]:
    """The rows of a search page that the warehouse does not hold yet, their lists completed."""
    prints = [fingerprint(reading.endpoint, row) for row in objects]
    changed = [
        (row, print_)
        for row, print_ in zip(objects, prints, strict=True)
        if not reading.is_unchanged(row.get("id"), print_)
    ]
    if not changed:
        return []
    rows, new = [row for row, _ in changed], [print_ for _, print_ in changed]
    cut = [place for place, row in enumerate(rows) if is_partial(reading, row)]
    pending.came += len(rows) - len(cut)
    wholes = await asyncio.gather(*(_whole(pending, rows[place]) for place in cut))
    for place, whole in zip(cut, wholes, strict=True):
        rows[place] = whole
        if cut_lists(reading, whole):
            new[place] = ""  # what stays cut is read again, in case that it is permitted then
    return [reading.delivery(rows, reply.asked_at, tuple(new))]


async def _whole(pending: Pending, row: dict[str, Any]) -> dict[str, Any]:
    """A row completed; where that fails it goes as it is, and is asked for again."""
    async with pending.passing_by(str(row["id"])):
        whole = await completed(pending.reading, row)
        pending.note(str(row["id"]))
        return whole
    return row


async def _again(pending: Pending, name: str) -> Delivery | None:
    """An object that was put aside; without a fingerprint, as no search has told it."""
    reading = pending.reading
    async with pending.passing_by(name):
        reply = await retrieve(reading, name)
        if reply is not None:
            return reading.delivery([await _whole(pending, reply.json)], reply.asked_at, ("",))
    return None
