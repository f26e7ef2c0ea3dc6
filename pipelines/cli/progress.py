"""What is seen of a sync while it runs: a live view on a terminal, log lines elsewhere."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from . import log

if TYPE_CHECKING:
    from sources.intercom import Session
    from sources.intercom.ledger import Tally

HEARTBEAT_S = 10.0
"""Nobody waits longer for a sign of life, however long one resource takes."""
_LOOK_S = 0.2
_TROUBLE = {
    "failed": log.error,
    "refused": log.error,
    "unavailable": log.warning,
    "interrupted": log.warning,
}


class Watcher(AbstractContextManager["Watcher"], Protocol):
    """Somebody who looks at a session while it is read."""

    def slice_over(self) -> None:
        """Take note that a load package is in the warehouse."""


def watcher(*, quiet: bool = False, form: str | None = None) -> "Callable[[Session], Watcher]":
    """The view that fits where stderr leads to; log lines wherever a form of them is asked for."""
    if form is None and not quiet and sys.stderr.isatty():
        from .live_view import LiveView

        return LiveView
    return Lines


class Lines:
    """A line as soon as a resource has been read, one per load package, and a heartbeat between."""

    def __init__(self, session: "Session", heartbeat_s: float = HEARTBEAT_S) -> None:
        self._session = session
        session.announce = self._announce
        self._heartbeat_s = heartbeat_s
        self._told: set[str] = set()
        self._slow: dict[str, str] = {}
        self._slices = 0
        self._loaded = 0
        self._started = self._last = time.monotonic()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._look, name="progress", daemon=True)

    def __enter__(self) -> Self:
        """Say at once that a sync has begun."""
        names = self._session.endpoints
        log.info("sync started", run_id=self._session.run_id, resources=len(names))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tell what is not told yet."""
        self._stop.set()
        self._thread.join()
        self._tell(is_last=True)

    def slice_over(self) -> None:
        """Write a line for the load package."""
        self._slices += 1
        rows = sum(tally.loaded.total() for tally in self._session.tallies.values())
        if rows > self._loaded:
            self._say(log.info, "loaded", slice=self._slices, rows=rows - self._loaded)
        self._loaded = rows

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self._tell()

    def _tell(self, *, is_last: bool = False) -> None:
        session = self._session
        still_open = {endpoint.name for endpoint in session.open_endpoints}
        for name, tally in session.tallies.items():
            if tally.started_at is None or name in self._told:
                continue
            if name not in still_open or (is_last and tally.is_over):
                self._told.add(name)
                self._tell_resource(name, tally)
            else:
                self._tell_trouble(name, tally)
        if time.monotonic() - self._last >= self._heartbeat_s:
            self._heartbeat()

    def _tell_resource(self, name: str, tally: "Tally") -> None:
        assert tally.started_at is not None
        seconds = (tally.finished_at or self._session.now()) - tally.started_at
        self._say(
            _TROUBLE.get(tally.status, log.info),
            "read",
            resource=name,
            status=tally.status,
            rows=tally.received,
            loaded=tally.loaded.total(),
            requests=tally.requests,
            seconds=float(seconds),
            **({"reason": tally.reason} if tally.reason and tally.status in _TROUBLE else {}),
        )

    def _tell_trouble(self, name: str, tally: "Tally") -> None:
        """Say once what holds a resource up: a failure that is tried again, a job at Intercom."""
        why = tally.waiting_for or tally.last_failure
        if why and self._slow.get(name) != why:
            self._slow[name] = why
            what = "waiting_for" if tally.waiting_for else "tried_again_after"
            self._say(log.warning, "slow", resource=name, **{what: why})

    def _heartbeat(self) -> None:
        session = self._session
        running = [
            endpoint.name
            for endpoint in session.open_endpoints
            if session.tallies[endpoint.name].started_at is not None
        ]
        total = session.client.total if session.client else None
        self._say(
            log.info,
            "running",
            resources=",".join(running[:3]) or "none",
            requests=total.requests if total else 0,
            rows=sum(tally.received for tally in session.tallies.values()),
            seconds=time.monotonic() - self._started,
        )

    def _announce(self, until: float) -> None:
        moment = datetime.fromtimestamp(until, UTC)
        self._say(log.warning, "paused", asked_by="Intercom", until=f"{moment:%Y-%m-%dT%H:%M:%SZ}")

    def _say(self, level: Callable[..., None], event: str, **facts: object) -> None:
        with self._lock:
            self._last = time.monotonic()
            level(event, **facts)
