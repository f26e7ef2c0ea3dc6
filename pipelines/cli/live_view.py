"""The live view of a sync on a terminal: what it costs, how long it takes, what runs, what failed.

It always fits the window. What has been read folds into one line, and so does what still waits, so
that what matters is never cut off below.
"""

import time
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from ..screen import Column, console, counted, make_table, numbers, pause, shown, span

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
_NAMED = 3
_FRAME = 4
"""Lines of the window that are not the grid's rows: its head, `and 3 more`, the cursor's."""


class LiveView:
    """A table that is drawn again four times a second by a thread of rich's."""

    def __init__(self, session: "Session", screen: Console | None = None) -> None:
        self._session = session
        session.announce = self._announce
        self._screen = screen or console(stderr=True)
        self._requests: deque[tuple[float, int]] = deque()
        self._loaded: deque[tuple[float, int]] = deque()
        self._reading = ""
        self._slices = 0
        self._started = time.monotonic()
        self._live = Live(
            console=self._screen,
            get_renderable=self.render,
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

    def _announce(self, until: float) -> None:
        self._screen.print(pause(until), style="yellow")

    def render(self) -> RenderableType:
        """What is to be seen now."""
        session = self._session
        if session.workspace is None:
            return Text(f"connecting to {session.settings.url}", style="dim")
        title = Text.assemble(
            ("intercom-elt", "bold"), "  ", session.workspace.name or session.workspace.id
        )
        head = [title, *self._footer(), Text()]
        tallies = session.tallies
        still_open = {endpoint.name for endpoint in session.open_endpoints}
        waiting = [e for e in session.endpoints if tallies[e.name].started_at is None]
        begun = [e for e in session.endpoints if e not in waiting]
        over = [e for e in begun if e.name not in still_open or tallies[e.name].is_over]
        failed = [e for e in over if tallies[e.name].status != "complete"]
        running = [e for e in begun if e not in over]
        read = [e for e in over if e not in failed]
        tail = self._folded(read, [e.name for e in waiting if e.name in still_open])
        room = self._screen.size.height - len(head) - len(tail) - _FRAME
        return Group(*head, *self._grid(running, failed, room), *tail)

    def _folded(self, read: "Sequence[Endpoint]", waiting: Sequence[str]) -> list[Text]:
        """One line for all that has been read, one for all that is still to come."""
        total, tallies = len(self._session.endpoints), self._session.tallies
        rows = sum(tallies[endpoint.name].received for endpoint in read)
        lines = [Text(f"read     {len(read)} of {total} resources, {counted(rows, 'row')}")]
        if waiting:
            more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
            lines.append(Text(f"waiting  {', '.join(waiting[:_NAMED])}{more}", style="dim"))
        for line in lines:
            line.no_wrap, line.overflow = True, "ellipsis"
        return [Text(), *lines]

    def _grid(
        self, running: "Sequence[Endpoint]", failed: "Sequence[Endpoint]", room: int
    ) -> list[RenderableType]:
        """What runs and what failed, as much of it as the window has room for."""
        shown_first = [*failed[:room], *running][: max(1, room)]
        if not shown_first:
            return []
        columns = [Column("resource"), Column("status")]
        grid = make_table(columns + numbers("found", "unchanged", "loaded", "requests"))
        for endpoint in shown_first:
            self._row(grid.add_row, endpoint, self._session.tallies[endpoint.name])
        left = len(failed) + len(running) - len(shown_first)
        return [grid, *([Text(f"and {left} more", style="dim")] if left else [])]

    def _row(self, add: "object", endpoint: "Endpoint", tally: "Tally") -> None:
        assert callable(add)
        models = [endpoint.table, *(child.table for child in endpoint.children)]
        loaded = sum(tally.loaded[model.table] for model in models)
        add(
            Text(endpoint.name),
            Text(tally.status, style=_STYLES.get(tally.status, "dim")),
            _figure(tally.received),
            _figure(tally.unchanged),
            _figure(loaded),
            _figure(tally.requests),
        )

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
