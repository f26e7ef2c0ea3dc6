"""Searches cut into windows of time that are read side by side and handed on in order."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import paging
from .answers import Reply
from .errors import UnexpectedShape
from .windows import END_OF_TIME, Window, query

if TYPE_CHECKING:
    from .readers import Reading

T = TypeVar("T")
Collect = Callable[["Reading", Window, Reply, list[Any]], Awaitable[list[T]]]
"""What is kept of the rows of one page."""

WINDOWS_AHEAD = 24
_DAY_S = 86_400


async def windows(
    reading: "Reading", collect: Collect[T], ahead: int = WINDOWS_AHEAD
) -> AsyncIterator[tuple[Window, list[T]]]:
    """Read everything updated since `reading.since`, oldest window first.

    A window that claims too many rows is cut, down to one second. The last window begins where
    the run did and never ends: it holds what changed meanwhile, and what claims to be from the
    future; it moves no cursor. Nor does a refresh, which comes after it.
    """
    todo: deque[Window | asyncio.Task[_Haul[T]]] = deque(
        window for window in _wanted(reading) if window.start < window.end
    )
    try:
        while todo:
            _cut(todo, ahead)
            for place in range(min(len(todo), ahead)):
                window = todo[place]
                if isinstance(window, Window):
                    todo[place] = asyncio.create_task(_read(reading, window, collect))
            first = todo[0]
            assert isinstance(first, asyncio.Task)
            if not first.done():
                running = [one for one in todo if isinstance(one, asyncio.Task) and not one.done()]
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                continue
            haul = first.result()
            todo.popleft()
            if haul.short:
                reading.doubt(haul.window, haul.short)
            yield haul.window, haul.kept
    finally:
        await cancel(task for task in todo if isinstance(task, asyncio.Task))


def _cut(todo: "deque[Window | asyncio.Task[_Haul[T]]]", ahead: int) -> None:
    """Put pieces in the place of windows that are to be cut; none waits for its turn to be."""
    begun = [todo.popleft() for _ in range(min(len(todo), ahead))]
    for one in reversed(begun):
        pieces: list[Window] = []
        if isinstance(one, asyncio.Task) and one.done() and one.exception() is None:
            pieces = one.result().pieces
        if pieces:
            todo.extendleft(reversed(pieces))
        else:
            todo.appendleft(one)


def _wanted(reading: "Reading") -> Iterator[Window]:
    doubted = min(max(reading.doubted_until, reading.since), reading.until)
    yield Window(reading.since, doubted)
    yield Window(doubted, reading.until)
    yield Window(reading.until, END_OF_TIME)
    yield Window(reading.begins, reading.earlier_until, is_earlier=True)
    if reading.refresh_from is not None:
        yield Window(reading.refresh_from, reading.since, is_refresh=True)
        if reading.endpoint.unsettled:
            start = max(reading.begins, reading.earlier_until)
            yield Window(start, reading.refresh_from, is_refresh=True, is_unsettled=True)


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Stop tasks whose results nobody waits for any more."""
    for task in list(tasks):
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


@dataclass
class _Haul(Generic[T]):
    """What a window brought: rows, or the pieces to read instead."""

    window: Window
    pieces: list[Window] = field(default_factory=list)
    kept: list[T] = field(default_factory=list)
    taken: set[tuple[str, Any]] = field(default_factory=set)
    short: int = 0
    """Rows that were claimed and did not come, though the window was read twice."""

    def new(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of the window that did not come before; one that moves on may come again."""
        found = {
            (str(row["id"]), row.get("updated_at")): row
            for row in rows
            if self.window.holds(row.get("updated_at"))
        }
        fresh = [row for version, row in found.items() if version not in self.taken]
        self.taken |= found.keys()
        return fresh


@dataclass
class _Look:
    """One reading of a window: which rows came, how many each page claimed."""

    ids: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)

    @property
    def is_suspicious(self) -> bool:
        """Whether rows are missing, or left the window before their page came."""
        return bool(self.totals) and self.totals[0] > len(self.ids)

    @property
    def short(self) -> int:
        """Rows that are missing and did not leave: the totals of later pages still knew them."""
        return max(0, min(self.totals, default=0) - len(self.ids))


async def _read(reading: "Reading", window: Window, collect: Collect[T]) -> _Haul[T]:
    """The rows of one window; read twice where fewer came than were claimed.

    Never more often: the index may lag, and what is claimed need not be true.
    """
    haul = _Haul[T](window)
    look = await _look(reading, haul, collect)
    if look.is_suspicious and reading.patience.is_left:
        reading.tally.reread += 1
        before = len(haul.taken)
        look = await _look(reading, haul, collect, is_first=False)
        reading.patience.learn(helped=len(haul.taken) > before)
    haul.short = look.short
    return haul


async def _look(
    reading: "Reading", haul: _Haul[T], collect: Collect[T], *, is_first: bool = True
) -> _Look:
    """Read the pages of a window, or find on the first that it had better be cut."""
    look, tally, window = _Look(), reading.tally, haul.window
    async with aclosing(_pages(reading, window)) as pages:
        async for reply, objects in pages:
            rows = [row for row in objects if isinstance(row, dict)]
            total = paging.claimed(reply.json)
            if is_first:
                is_first = False
                tally.expected = max(tally.expected, total or 0)
                haul.pieces = _pieces(window, reply, reading.endpoint.window_rows, rows)
                if haul.pieces:
                    return look
                tally.claimed += total or 0
            look.totals += [] if total is None else [total]
            ids = {_id(row, reply) for row in rows}
            new = haul.new(rows)
            if ids and ids <= look.ids:
                if not window.is_open and any(window.holds(row.get("updated_at")) for row in rows):
                    raise UnexpectedShape(f"{reply.request} sends the same page again and again")
                break  # what moves on while it is read comes again at the end
            look.ids |= ids
            tally.received += len(new)
            haul.kept += await collect(reading, window, reply, new)
            # A page of dicts is ten times its bytes: let it go before the next one is waited for.
            del reply, objects, rows, new
    return look


def _pages(reading: "Reading", window: Window) -> AsyncGenerator[tuple[Reply, list[Any]], None]:
    endpoint = reading.endpoint
    return reading.client.search(
        endpoint.path,
        endpoint.rows,
        reading.tally,
        query(window, by_day=endpoint.by_day, unsettled=endpoint.unsettled),
        per_page=endpoint.per_page,
    )


def _id(row: dict[str, Any], reply: Reply) -> str:
    if row.get("id") is None:
        raise UnexpectedShape(f"{reply.request} answered with a row that has no id")
    return str(row["id"])


def _pieces(window: Window, reply: Reply, aim: int, rows: list[dict[str, Any]]) -> list[Window]:
    """Pieces for a window that holds twice as many rows as wanted, or none.

    Rows outside of the window show that this server compares by days: shorter pieces than that
    would each bring the whole day again. A window of one page is read, whatever it claims.
    """
    total = paging.claimed(reply.json) or 0
    if total <= 2 * aim or window.is_open or paging.following(reply.json) is None:
        return []
    moments = [row["updated_at"] for row in rows if isinstance(row.get("updated_at"), int)]
    by_day = any(not window.start <= moment <= window.end for moment in moments)
    shortest = 2 * _DAY_S if by_day else 1
    first = min(moments, default=window.start)  # rows come oldest first: before it there are none
    if not window.start < first < window.end:
        first = window.start
    full = replace(window, start=first)
    pieces = full.split(min(math.ceil(total / aim), (window.end - first) // shortest))
    empty = [replace(window, end=first)] if first > window.start else []  # asked for all the same
    return [*empty, *pieces] if len(pieces) > 1 else []
