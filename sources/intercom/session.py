"""One sync: what is selected, how far it got, what was counted. Knows nothing of dlt.

The fetcher delivers one resource after the other. `turn` hands each delivery to the resource it
belongs to and tells the others to wait; a slice ends when it holds enough rows or bytes.
"""

import queue
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from .answers import Reply
from .asking import refusal, values
from .client import IntercomClient
from .clock import Clock
from .endpoints import ENDPOINTS, Endpoint
from .errors import IntercomError, SettingsInvalid, UnexpectedShape
from .fetcher import Crash, End, Fetcher
from .history import History, Known, Reach, State
from .ledger import Tally, new_run_id
from .readers import Delivery, Item, Mark, Reading
from .redaction import RedactingClient, Redaction
from .settings import Settings

_THREAD_WEIGHT = 10  # a conversation with its parts weighs as much as ten light rows


class Turn(Enum):
    """What a resource is to do when there is nothing for it."""

    WAIT = "another resource's delivery is next"
    OVER = "this slice, or this resource, has ended"


@dataclass(frozen=True)
class Slice:
    """How much one load package holds."""

    weight: int = 24_000
    bytes: int = 32_000_000


@dataclass(frozen=True)
class WorkspaceInfo:
    """Where the token leads."""

    id: str
    name: str
    region: str
    timezone: str
    founded_at: int


class Session:
    """Reads resources once, each when it enlists; may be cut into slices."""

    def __init__(
        self,
        settings: Settings,
        endpoints: Sequence[Endpoint],
        *,
        full_refresh: bool = False,
        start_over_from: datetime | None = None,
        known: Known | None = None,
        slices: Slice | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self.endpoints = list(endpoints)
        self.redaction = Redaction(settings, [*ENDPOINTS, *endpoints])
        self.clock = clock or Clock()
        self.run_id = new_run_id(self.clock.now())
        self.tallies = {e.name: Tally(resource=e.name) for e in endpoints}
        self.fetcher = Fetcher(settings, self.clock)
        self.client: IntercomClient | None = None
        self.workspace: WorkspaceInfo | None = None
        self.stop_requested = False
        """Set to end the slice at once; what was not delivered is left to the next run."""
        self.announce: Callable[[float], None] = lambda until: None
        """Told of a pause of more than a minute that Intercom asks for, and when it ends."""
        self.history = History(settings, full_refresh, start_over_from, known)
        self._slices = slices
        self._waiting: dict[str, State] = {}  # enlisted, not yet handed to the fetcher
        self._present: set[str] = set()
        self._reading: set[str] = set()
        self._ended: set[str] = set()
        self._touched: set[str] = set()
        self._head: Item | End | Crash | None = None
        self._weight = self._bytes = 0
        self._threads = {e.name for e in endpoints if e.read == "threads"}

    @property
    def open_endpoints(self) -> list[Endpoint]:
        """What is still to be read."""
        return [e for e in self.endpoints if e.name not in self._ended]

    @property
    def is_done(self) -> bool:
        """Whether everything that takes part has been read."""
        return self.stop_requested or not (self._reading or self._waiting)

    @property
    def is_slice_over(self) -> bool:
        """Whether this load package is complete."""
        limit = self._slices
        is_full = limit and (self._weight >= limit.weight or self._bytes >= limit.bytes)
        return bool(is_full) or self.is_done

    def now(self) -> float:
        """Unix seconds, by Intercom's clock once that is known."""
        return self.client.now() if self.client else self.clock.now()

    def connect(self) -> WorkspaceInfo:
        """Ask who the token acts for. Endpoint: `GET /me`. Errors: those of `client.me`."""
        if self.workspace is not None:
            return self.workspace
        self.client = self._started()
        tally = self.tallies.get("workspaces", Tally())
        app = (self._asked(self.client.me(tally)).json or {}).get("app") or {}
        if not app.get("id_code"):
            raise UnexpectedShape("GET /me does not say which workspace the token belongs to")
        self.client.settle_clock()
        self.history.until = int(self.now())
        self.history.check()
        self.workspace = WorkspaceInfo(
            id=str(app["id_code"]),
            name=str(app.get("name") or ""),
            region=str(app.get("region") or ""),
            timezone=str(app.get("timezone") or ""),
            founded_at=_seconds(app.get("created_at")),
        )
        return self.workspace

    @contextmanager
    def taking_part(self, name: str) -> Iterator[None]:
        """Keep the fetcher until the last one has left, whichever were selected.

        dlt closes a resource half-way where its rows are limited: the others go on without it.
        """
        self._present.add(name)
        try:
            yield
        except GeneratorExit:
            self._leave(name)
            raise
        except BaseException:
            self.close()
            raise
        finally:
            self._present.discard(name)
            is_last = not (self._present or self.is_sliced)
            if is_last:
                self.close()
        if is_last and (failure := self.failure()):
            raise failure

    def _leave(self, name: str) -> None:
        """Nobody will take what comes of this resource: read no more of it."""
        self.fetcher.unwanted.add(name)
        self._waiting.pop(name, None)
        self._reading.discard(name)
        self._ended.add(name)
        tally = self.tallies.get(name)
        if tally is not None and not tally.is_over:
            tally.finish("interrupted", self.now(), "left half-way; the next run goes on here")
            self._touched.add(name)

    def _started(self) -> IntercomClient:
        client = self.fetcher.start()
        client.limiter.announce = lambda until: self.announce(until)
        return client

    def _asked(self, work: Coroutine[Any, Any, Reply]) -> Reply:
        """One answer; Ctrl-C ends the wait for it."""
        return self.fetcher.call(work, lambda: self.stop_requested)

    def enlist(self, name: str, state: State) -> None:
        """Take part: a resource says so in its first turn, and reads from its second on."""
        if name in self._ended:
            raise IntercomError("this source has been read to its end; make a new one to go on")
        if name in self._reading:
            return
        workspace = self.connect()
        if self.fetcher.is_closed:  # dlt may also read one resource after the other
            self.fetcher = Fetcher(self.settings, self.clock)
            self.client = self._started()
        if state.setdefault("workspace_id", workspace.id) != workspace.id:
            raise SettingsInvalid(
                f"this pipeline holds the cursors of workspace {state['workspace_id']}, but the"
                f" token belongs to {workspace.id}; give the second workspace a name of its own"
                " with the setting `workspace`"
            )
        self.history.mend(state)
        self._waiting[name] = state

    def turn(self, name: str) -> Item | Turn:
        """The next delivery or mark of this resource, or what to do instead."""
        if self._waiting:
            self._begin()
        while name in self._reading and not self.is_slice_over:
            head = self._peek()
            if head is None:
                break
            if not isinstance(head, End) and head.resource not in (name, *self.fetcher.unwanted):
                return Turn.WAIT
            self._head = None
            if head.resource in self.fetcher.unwanted:
                continue
            self._touched.add(head.resource)
            if isinstance(head, End):
                self._ended.add(head.resource)
                self._reading.discard(head.resource)
            else:
                self._weigh(head)
                return head
        return Turn.OVER

    def next_slice(self) -> None:
        """Make room for another load package."""
        self._weight = self._bytes = 0

    def touched(self) -> list[Tally]:
        """The tallies that moved since the last call."""
        moved = [tally for name, tally in self.tallies.items() if name in self._touched]
        self._touched.clear()
        return moved

    def put_aside(self, name: str, rejection: dict[str, Any]) -> None:
        """Note a row that the warehouse refused, for the next slice's ledger."""
        self.tallies[name].findings.rejected.append(rejection)
        self._touched.add(name)

    def close(self) -> None:
        """Stop the fetcher and note what was interrupted."""
        self.fetcher.close()

    @property
    def is_sliced(self) -> bool:
        """Whether somebody loads slice after slice, and looks at failures between them."""
        return self._slices is not None

    def failure(self) -> IntercomError | None:
        """Why a resource failed, if one did."""
        failed = (t.error for t in self.tallies.values() if t.status == "failed")
        return next(failed, None)

    def interrupt(self) -> None:
        """Ask for nothing more, and close the books of what had begun but did not end."""
        self.fetcher.close()
        for name in self._reading:
            tally = self.tallies[name]
            if not tally.is_over:
                tally.finish("interrupted", self.now(), "stopped; the next run goes on here")
            self._touched.add(name)

    def _begin(self) -> None:
        for name in self._waiting:
            self._refuse(name)
        plan = {name: self._plan(name, state) for name, state in self._waiting.items()}
        self._waiting = {}
        self._reading |= set(plan)
        for reading in plan.values():
            reading.companions = tuple(
                other for other in plan.values() if other.endpoint.parent == reading.endpoint.name
            )
        self.fetcher.read([reading for reading in plan.values() if not reading.endpoint.parent])

    def _refuse(self, name: str) -> None:
        """Close the books at once of what these settings or this version cannot read."""
        assert self.client is not None
        tally, now = self.tallies[name], self.now()
        why = refusal(self._endpoint(name), self.settings, self.client.version)
        if why:
            tally.started_at = now
            tally.finish("unavailable", now, why)

    def _endpoint(self, name: str) -> Endpoint:
        return next(e for e in self.endpoints if e.name == name)

    def _family(self, endpoint: Endpoint, state: State) -> dict[str, State]:
        """A resource, and all that is read along with it."""
        companions = {
            name: other
            for name, other in self._waiting.items()
            if self._endpoint(name).parent == endpoint.name
            and not (self.tallies[name].is_over or other.get("refused"))
        }
        return {endpoint.name: state, **companions}

    def _cursor(self, family: Mapping[str, State]) -> int | None:
        """How far a resource was read, and all that is read along with it."""
        cursors = [member.get("cursor") for member in family.values()]
        known = [cursor for cursor in cursors if cursor is not None]
        return min(known) if len(known) == len(cursors) and not self.history.full_refresh else None

    def _plan(self, name: str, state: State) -> Reading:
        assert self.client is not None
        assert self.workspace is not None
        endpoint = self._endpoint(name)
        family = self._family(endpoint, state)
        cursor = self._cursor(family)
        since = self.history.since(endpoint, cursor)
        reach = self._reach(endpoint, family, since)
        # companions must be read for known rows, too
        is_behind = cursor != state.get("cursor") or reach.is_behind
        tally = self.tallies[name]
        is_windowed = endpoint.read in ("search", "threads", "companies", "log")
        tally.read_kind = "complete" if endpoint.complete or not cursor else "incremental"
        if is_windowed:
            start = self.history.begins if reach.earlier_until else since
            tally.window_from, tally.window_until = start, self.history.until
            tally.read_kind = "incremental"
        elif reach.earlier_until:
            since = self.history.begins
        refresh_from = self.history.refresh_from(endpoint, state, since) if cursor else None
        earliest = since if refresh_from is None else refresh_from
        is_rewritten = endpoint.read in ("one", "list") and not endpoint.newest_first
        redacted = () if is_rewritten else self.redaction.entries(endpoint)
        tally.unredacted = self.history.unredacted(state, redacted)
        is_all = self.history.full_refresh and (
            reach.history_from is None or self.history.begins <= reach.held_from
        )
        tally.earlier_until = reach.earlier_until
        tally.history_from = None if reach.history_from is None else reach.held_from
        if reach.earlier_until:
            earliest = self.history.begins
            refresh_from = refresh_from and max(refresh_from, reach.earlier_until)
        return Reading(
            RedactingClient(self.client, self.redaction.of(endpoint)),
            endpoint,
            tally,
            self.history.until,
            since,
            begins=self.history.begins,
            earlier_until=reach.earlier_until,
            history_from=reach.history_from,
            redacted=redacted if is_all else None,
            known={} if is_behind else self.history.look(endpoint, earliest, state),
            completed_at=state.get("completed_at") if cursor else None,
            refresh_from=refresh_from,
            pending=tuple(state.get("pending") or ()),
            witness=str(state.get("witness") or ""),
            refused=bool(state.get("refused")),
            was_read=bool(state.get("was_read") or state.get("cursor")),
            is_fresh=not cursor or refresh_from is not None,
            values=values(endpoint, self.settings, self.client.version),
            founded_at=self.workspace.founded_at,
            digest="" if self.history.full_refresh else str(state.get("digest") or ""),
            position="" if self.history.full_refresh else str(state.get("position") or ""),
            exports=dict(state.get("exports") or {}),
            export_days=self.settings.export_days,
            again_from=self.history.begins if reach.earlier_until else self.history.again_from,
            workspace_id=self.workspace.id,
            hide=self.redaction.of(endpoint),
            doubted_until=0 if self.history.full_refresh else int(state.get("doubted_until") or 0),
        )

    def _reach(self, endpoint: Endpoint, family: Mapping[str, State], since: int) -> Reach:
        """How far the history that is held reaches back, and how far it will."""
        parent = self._endpoint(endpoint.parent) if endpoint.parent else endpoint
        return self.history.reach(endpoint.name, family, since) if parent.is_dated else Reach()

    def _weigh(self, item: Item) -> None:
        if isinstance(item, Delivery):
            is_thread = item.resource in self._threads
            self._weight += _THREAD_WEIGHT if is_thread else max(1, len(item.fingerprints))
            self._bytes += item.size
        elif isinstance(item, Mark):
            self._weight += item.weight

    def _peek(self) -> Item | End | None:
        """What the fetcher delivers next; None when we are to stop."""
        while self._head is None and not self.stop_requested:
            try:
                self._head = self.fetcher.items.get(timeout=0.2)
            except queue.Empty:
                continue
        if isinstance(self._head, Crash):
            raise self._head.error
        return None if self.stop_requested else self._head


def _seconds(moment: object) -> int:
    """Unix seconds, or the beginning of time."""
    return moment if isinstance(moment, int) else 0
