"""One verification: compare with Intercom, read again what differs, look what is left."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .arguments import PROG
from .heldrows import Held, loaded_until
from .mending import Stock
from .patience import opened
from .sync import load, prepare, stopping
from .warehouse import Warehouse

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Endpoint, Session, Settings
    from sources.intercom.clock import Clock
    from sources.intercom.verifying import Comparison

    from .cli.progress import Watcher

_DAY_S = 86_400


@dataclass
class Verdict:
    """One resource: what differed, and what of it is left."""

    resource: str
    since: int = 0
    until: int = 0
    listed: int = 0
    held: int = 0
    missing: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    unlisted: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Of the unlisted and of all that was read again: what Intercom has no more."""
    left: set[str] = field(default_factory=set)
    """What still differs."""
    changed_since: int = 0
    parts_table: str = ""
    parts: int = 0
    parts_missing: dict[str, int] = field(default_factory=dict)
    error: BaseException | None = None

    is_failed: bool = False
    """Whether the network or a server failed; else an error says why it cannot be compared."""

    @property
    def is_refused(self) -> bool:
        """Whether Intercom does not let it be read, though it was synced before."""
        return self.until > 0 and getattr(self.error, "status", None) == 403

    @property
    def is_compared(self) -> bool:
        """Whether there is something to tell but why not."""
        return self.error is None

    @property
    def differing(self) -> set[str]:
        """Everything that is to be read again."""
        return self.missing | self.stale | self.unlisted | self.parts_missing.keys()

    def rows(self) -> Iterator[dict[str, Any]]:
        """The lines of the report: the resource, and its parts."""
        yield {
            "resource": self.resource,
            "in_intercom": self.listed,
            "in_warehouse": self.held,
            "missing": len(self.missing),
            "stale": len(self.stale),
            "gone": len(self.gone),
            "left": len(self.left),
        }
        if self.parts_table:
            lacking = sum(self.parts_missing.values())
            left = sum(n for name, n in self.parts_missing.items() if name in self.left)
            yield {
                "resource": self.parts_table,
                "in_intercom": self.parts,
                "in_warehouse": self.parts - lacking,
                "missing": lacking,
                "stale": 0,
                "gone": 0,
                "left": left,
            }


class Run:
    """One verification, under the lock of whoever calls."""

    def __init__(
        self,
        settings: "Settings",
        warehouse: Warehouse,
        pipeline: "dlt.Pipeline",
        names: list[str],
        days: int,
        *,
        repair: bool,
        clock: "Clock | None" = None,
    ) -> None:
        from sources.intercom import Slice
        from sources.intercom.verifying import VERIFIABLE, Verification

        self._endpoints = [endpoint for endpoint in VERIFIABLE if endpoint.name in names]
        self._session = Verification(settings, self._endpoints, slices=Slice(), clock=clock)
        self._warehouse, self._pipeline = warehouse, pipeline
        self._days, self._repair = days, repair
        self._began = 0.0
        self.has_repaired = self.is_stopped = False
        self.stock = Stock()
        self.stopped_by: list[int] = []
        """The exit code of the signal that ended it, if one did."""

    def verdicts(self, watch: "Callable[[Session], Watcher]") -> list[Verdict]:
        """Compare, read again what differs, and look what is left."""
        session = self._session
        with closing(session), watch(session) as watching:
            workspace_id = session.connect().id
            self.stock = prepare(self._pipeline, session, self._warehouse)
            self._began = session.now()
            with opened(self._pipeline) as client:
                loaded = loaded_until(client, workspace_id)
            verdicts = []
            for endpoint in self._endpoints:
                verdicts.append(self._compared(endpoint, loaded.get(endpoint.name)))
                watching.slice_over()
            with stopping(session) as self.stopped_by:
                load(self._pipeline, session, self._warehouse, watching.slice_over)
            for verdict in verdicts:
                self._judge(verdict)
            self.is_stopped = session.stop_requested
        return verdicts

    def _compared(self, endpoint: "Endpoint", until: int | None) -> Verdict:
        from sources.intercom.errors import IntercomError, TokenRefused, Unavailable, Unreachable

        session, tally = self._session, self._session.tallies[endpoint.name]
        verdict = Verdict(endpoint.name)
        try:
            if until is None:
                raise IntercomError(f"never synced; `{PROG} sync {endpoint.name}` does it")
            begins = session.history.begins
            verdict.since, verdict.until = max(until - self._days * _DAY_S, begins), until
            self._compare(endpoint, verdict)
        except (TokenRefused, Unreachable):
            raise
        except IntercomError as error:
            verdict.error, verdict.is_failed = error, isinstance(error, Unavailable)
            status = "failed" if verdict.is_failed else "unavailable"
            tally.started_at = tally.started_at or session.now()
            tally.resource, tally.read_kind = f"verify_{endpoint.name}", "verify"
            tally.finish(status, session.now(), error)
        return verdict

    def _compare(self, endpoint: "Endpoint", verdict: Verdict) -> None:
        session, name = self._session, endpoint.name
        with opened(self._pipeline) as client:
            held = self._held(client, endpoint)
            versions = held.versions(verdict.since, verdict.until)
            verdict.parts, verdict.parts_missing = held.parts(verdict.since, verdict.until)
        prints = {
            one: versions[one].fingerprint for one in verdict.parts_missing if one in versions
        }
        verdict.held = len(versions)
        found = session.compare(name, versions, verdict.since, verdict.until)
        with opened(self._pipeline) as client:
            there = self._held(client, endpoint).named(found.differing)
        verdict.held -= found.moved
        verdict.listed, verdict.changed_since = found.listed, found.changed_since
        verdict.missing = found.differing.keys() - there.keys()
        verdict.stale = {
            one for one, version in there.items() if found.differing[one].is_newer(version)
        }
        verdict.unlisted = set(found.unseen)
        child = next((child for child in endpoint.children if child.counted), None)
        verdict.parts_table = child.table.table if child else ""
        self._plan(verdict, found, prints)

    def _plan(self, verdict: Verdict, found: "Comparison", prints: dict[str, str]) -> None:
        tally = self._session.tallies[verdict.resource]
        tally.missing, tally.stale = len(verdict.missing), len(verdict.stale)
        tally.unlisted = len(verdict.unlisted)
        listed = {one: version.fingerprint for one, version in found.differing.items()}
        if self._repair:
            known = {**prints, **listed}
            self._session.repairs[verdict.resource] = {
                one: known.get(one, "") for one in sorted(verdict.differing)
            }

    def _judge(self, verdict: Verdict) -> None:
        """What was found gone, what was written, and what is left."""
        if verdict.error is not None or not self._repair:
            verdict.gone, verdict.left = verdict.unlisted, verdict.differing
            return
        verdict.error = self._session.tallies[verdict.resource].error
        verdict.is_failed = verdict.error is not None
        endpoint = next(one for one in self._endpoints if one.name == verdict.resource)
        with opened(self._pipeline) as client:
            held = self._held(client, endpoint)
            written = held.written(verdict.differing, self._began)
            verdict.gone = held.gone(verdict.differing, self._began)
            _, lacking = held.parts(verdict.since, verdict.until)
        self.has_repaired |= bool(verdict.differing)
        verdict.left = verdict.differing - written - verdict.gone
        verdict.left |= verdict.parts_missing.keys() & lacking.keys() - verdict.gone
        verdict.listed += len(verdict.unlisted & written)  # searches hide what is archived

    def _held(self, client: Any, endpoint: "Endpoint") -> Held:
        return Held(client, endpoint, self._session.connect().id)
