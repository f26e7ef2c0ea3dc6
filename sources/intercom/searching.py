"""Searches cut into windows of time that are read side by side and handed on in order."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from . import paging
from .answers import Reply
from .errors import UnexpectedShape
from .windows import END_OF_TIME, Window, query

if TYPE_CHECKING:
    from .readers import Reading

T = TypeVar("T")
Collect = Callable[["Reading", Window, Reply, list[Any]], Awaitable[list[T]]]
"""What is kept of the rows of one page."""

WINDOWS_AHEAD = 10
_DAY_S = 86_400


async def windows(reading: "Reading", collect: Collect[T]) -> AsyncIterator[tuple[Window, list[T]]]:
    """Read everything updated since `reading.since`, oldest window first.

    A window that claims too many rows is cut, down to one second. The last window begins where
    the run did and never ends: it holds what changed meanwhile, and what claims to be from the
    future; it moves no cursor. Nor does a refresh, which comes after it.
    """
    todo: deque[Window | asyncio.Task[_Result[T]]] = deque(
        window for window in _wanted(reading) if window.start < window.end
    )
    try:
        while todo:
            for place in range(min(len(todo), WINDOWS_AHEAD)):
                window = todo[place]
                if isinstance(window, Window):
                    todo[place] = asyncio.create_task(_read(reading, window, collect))
            task = todo.popleft()
            assert isinstance(task, asyncio.Task)
            window, pieces, kept = await task
            if pieces:
                todo.extendleft(reversed(pieces))
            else:
                yield window, kept
    finally:
        await cancel(task for task in todo if isinstance(task, asyncio.Task))


def _wanted(reading: "Reading") -> Iterator[Window]:
    yield Window(reading.since, reading.until)
    yield Window(reading.until, END_OF_TIME)
    if reading.refresh_from is not None:
        yield Window(reading.refresh_from, reading.since, is_refresh=True)
        if reading.endpoint.unsettled:
            yield Window(reading.begins, reading.refresh_from, is_refresh=True, is_unsettled=True)


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Stop tasks whose results nobody waits for any more."""
    for task in list(tasks):
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


_Result = tuple[Window, list[Window], list[T]]


async def _read(reading: "Reading", window: Window, collect: Collect[T]) -> _Result[T]:
    """The rows of one window, or the pieces to read instead."""
    endpoint, tally = reading.endpoint, reading.tally
    kept: list[T] = []
    seen: set[str] = set()
    first = True
    pages = reading.client.search(
        endpoint.path,
        endpoint.rows,
        tally,
        query(window, by_day=endpoint.by_day, unsettled=endpoint.unsettled),
        per_page=endpoint.per_page,
    )
    async with aclosing(pages):
        async for reply, objects in pages:
            rows = [row for row in objects if isinstance(row, dict)]
            if first:
                total = paging.claimed(reply.json) or 0
                tally.expected = max(tally.expected, total)
                if pieces := _pieces(window, total, endpoint.window_rows, rows):
                    return window, pieces, []
                tally.claimed += total
                first = False
            new = {_id(row, reply) for row in rows} - seen
            inside = [row for row in rows if window.holds(row.get("updated_at"))]
            if rows and not new:
                if inside and not window.is_open:
                    raise UnexpectedShape(f"{reply.request} sends the same page again and again")
                break  # what moves on while it is read comes again at the end
            seen |= new
            tally.received += len(inside)
            kept += await collect(reading, window, reply, inside)
            # A page of dicts is ten times its bytes: let it go before the next one is waited for.
            del reply, objects, rows, inside
    return window, [], kept


def _id(row: dict[str, Any], reply: Reply) -> str:
    if row.get("id") is None:
        raise UnexpectedShape(f"{reply.request} answered with a row that has no id")
    return str(row["id"])


def _pieces(window: Window, total: int, aim: int, rows: list[dict[str, Any]]) -> list[Window]:
    """Pieces for a window that holds twice as many rows as wanted, or none.

    Rows outside of the window show that this server compares by days: shorter pieces than that
    would each bring the whole day again.
    """
    if total <= 2 * aim or window.is_open:
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
