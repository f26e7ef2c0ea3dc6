"""What is seen while a sync runs, on stderr: a live view on a terminal, lines elsewhere."""

import sys
import time
from collections import deque
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from .screen import Column, console, make_table, numbers, shown, span

if TYPE_CHECKING:
    from sources.intercom import Endpoint, Session
    from sources.intercom.ledger import Tally

_STYLES = {
    "complete": "green",
    "running": "cyan",
    "failed": "red",
    "unavailable": "yellow",
    "refused": "red",
    "interrupted": "yellow",
}
_MEMORY_S = 10.0
"""Speed is what happened in this time; Intercom's windows are as long."""


class Watcher(AbstractContextManager["Watcher"], Protocol):
    """Somebody who looks at a session while it is read."""

    def slice_over(self) -> None:
        """Take note that a load package is in the warehouse."""


def watcher(session: "Session") -> Watcher:
    """The view that fits where stderr leads to."""
    return LiveView(session) if sys.stderr.isatty() else Lines(session)


class Lines:
    """One line per resource that moved in a slice: `resource=contacts status=running rows=1204`."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._seen: dict[str, tuple[object, ...]] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tell what the last slice did not."""
        self.slice_over()

    def slice_over(self) -> None:
        """Write a line for each resource that moved."""
        now = self._session.now()
        for name, tally in self._session.tallies.items():
            waits = f" waiting_for={tally.waiting_for!r}" if tally.waiting_for else ""
            state = (tally.status, tally.received, tally.requests, tally.loaded.total(), waits)
            if tally.started_at is None or self._seen.get(name) == state:
                continue
            self._seen[name] = state
            seconds = (tally.finished_at or now) - tally.started_at
            print(
                f"resource={name} status={tally.status} rows={tally.received}"
                f" loaded={tally.loaded.total()} requests={tally.requests}"
                f" seconds={seconds:.1f}{waits}",
                file=sys.stderr,
                flush=True,
            )


class LiveView:
    """A table that is drawn again four times a second by a thread of rich's."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._requests: deque[tuple[float, int]] = deque()
        self._loaded: deque[tuple[float, int]] = deque()
        self._reading = ""
        self._slices = 0
        self._started = time.monotonic()
        self._live = Live(
            console=console(stderr=True),
            get_renderable=self._render,
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        self._live.stop()

    def slice_over(self) -> None:
        """Count the load packages."""
        self._slices += 1

    def _render(self) -> RenderableType:
        session = self._session
        if session.workspace is None:
            return Text(f"connecting to {session.settings.url}", style="dim")
        columns = [Column("resource"), Column("status")]
        grid = make_table(columns + numbers("found", "unchanged", "loaded", "requests"))
        for endpoint in session.endpoints:
            tally = session.tallies[endpoint.name]
            self._rows(grid.add_row, endpoint, tally)
        title = Text.assemble(
            ("intercom-elt", "bold"), "  ", session.workspace.name or session.workspace.id
        )
        return Group(title, Text(), grid, Text(), *self._footer())

    def _rows(self, add: "object", endpoint: "Endpoint", tally: "Tally") -> None:
        assert callable(add)
        status = "waiting" if tally.started_at is None else tally.status
        style = _STYLES.get(status, "dim") if tally.started_at is not None else "dim"
        add(
            Text(endpoint.name, style="" if tally.started_at is not None else "dim"),
            Text(status, style=style),
            _figure(tally.received),
            _figure(tally.unchanged),
            _figure(tally.loaded[endpoint.table.table]),
            _figure(tally.requests),
        )
        for child in endpoint.children:
            if count := tally.loaded[child.table.table]:
                add(Text(f"  {child.table.table}", style="dim"), "", "", "", _figure(count), "")

    def _footer(self) -> list[Text]:
        session, client = self._session, self._session.client
        if client is None:
            return []
        total, limiter = client.total, client.limiter
        speed = _speed(self._requests, total.requests)
        facts = [f"{speed:.0f} requests/s", f"{total.requests:,} sent"]
        if limiter.limit:
            facts.append(
                f"budget {max(0, limiter.remaining):,} of {limiter.limit:,}"
                f" for {limiter.seconds_to_reset:.0f}s"
            )
        facts += [f"{total.retries:,} retries"] if total.retries else []
        facts += [f"{total.throttled:,} times throttled"] if total.throttled else []
        facts += [f"{self._slices} slices loaded"] if self._slices else []
        facts.append(span(time.monotonic() - self._started))
        lines = [Text(" · ".join(facts), style="dim")]
        if session.stop_requested:
            lines.append(Text("stopping: what has been read is loaded first", style="yellow"))
            return lines
        return lines + self._outlook()

    def _outlook(self) -> list[Text]:
        """How long the resource in hand will take, if that can be known, and what holds it up."""
        for endpoint in self._session.endpoints:
            tally = self._session.tallies[endpoint.name]
            if tally.started_at is None or tally.is_over:
                continue
            lines = []
            if endpoint.name != self._reading:
                self._reading = endpoint.name
                self._loaded.clear()
            if left := self._seconds_left(endpoint, tally):
                lines.append(Text(f"about {span(left)} to go for {endpoint.name}", style="dim"))
            if tally.waiting_for:
                lines.append(Text(f"waiting for {tally.waiting_for}", style="dim"))
            if tally.last_failure:
                lines.append(Text(f"tried again after {tally.last_failure}", style="yellow"))
            return lines
        return []

    def _seconds_left(self, endpoint: "Endpoint", tally: "Tally") -> float | None:
        done = tally.loaded[endpoint.table.table] + tally.unchanged
        speed = _speed(self._loaded, done, memory_s=60.0)
        whole = max(tally.claimed, tally.expected)
        return (whole - done) / speed if speed and done < whole else None


def _figure(count: int) -> Text:
    return Text(shown(count), style="" if count else "dim")


def _speed(history: "deque[tuple[float, int]]", count: int, memory_s: float = _MEMORY_S) -> float:
    """How much a counter grows a second, over the last few seconds."""
    now = time.monotonic()
    history.append((now, count))
    while now - history[0][0] > memory_s:
        history.popleft()
    passed = now - history[0][0]
    return (count - history[0][1]) / passed if passed > 0.5 else 0.0
