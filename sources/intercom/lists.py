"""Lists: whole, or what is new of them; logs by windows of time; feeds that only grow."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, nullcontext
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from . import paging
from .answers import Reply
from .asking import target
from .client import ATTEMPTS
from .columns import MICROS, to_micros
from .errors import NotFound, NotPermitted, RequestRejected, TokenRefused, Unavailable, Unreachable
from .pending import Pending
from .readers import Delivery, Item, Mark, Reading
from .retrieving import FEW_ATTEMPTS
from .rows import row_hash
from .windows import Window

_DAY_S = 86_400
_LOG_WINDOW_S = 30 * _DAY_S  # longer ones end in a 500
_FEW_ATTEMPTS = 3  # before a window is halved


async def everything(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a list, or one for each of the values that the record or a setting names.

    A list that runs backwards in time ends at the last read, but for one whole read a day.
    """
    endpoint = reading.endpoint
    is_whole = not endpoint.newest_first or (endpoint.complete and reading.is_whole_due)
    if endpoint.newest_first and endpoint.complete:
        reading.tally.read_kind = "complete" if is_whole else "incremental"
    pending = Pending(reading, partial(_is_readable, reading))
    for name in () if is_whole else pending.again:
        async with pending.passing_by(name):
            if (reply := await _single(pending, name)) is not None:
                yield reading.delivery([reply.json], reply.asked_at)
    async for delivery in _lists(pending, is_whole=is_whole):
        yield delivery
    await pending.check()
    if reading.tally.short or (endpoint.setting and pending.has_errors):
        reading.tally.read_kind = "incremental"  # what did not come need not be gone
    if endpoint.newest_first or endpoint.setting:
        moment = reading.until if endpoint.newest_first else 0
        for mark in pending.marked(Mark(endpoint.name, moment, complete=is_whole and moment > 0)):
            yield mark


async def _lists(pending: Pending, *, is_whole: bool) -> AsyncGenerator[Delivery, None]:
    """One list after the other; what a setting names and Intercom does not know is told."""
    reading, setting, unknown = pending.reading, pending.reading.endpoint.setting, []
    for value in reading.values:
        try:
            async with pending.passing_by(value) if setting else nullcontext():
                async for delivery in _list(pending, value, is_whole=is_whole):
                    yield delivery
                if setting:
                    pending.note(value)
        except NotFound:
            if not value:
                raise
            pending.came += 1
            reading.tally.not_found += 1
            unknown.append(value)
    if unknown and setting:
        reading.tally.reason = _not_known(setting, unknown)


def _not_known(setting: str, names: list[str]) -> str:
    """What to do about names in a setting that were answered with 404."""
    shown = ", ".join(map(repr, names))
    if setting == "custom_object_types":
        return (
            f"Intercom knows no custom object type {shown}, or has no object of it; write the"
            f" identifier of the type, not its name, into the setting {setting}, or take it out"
        )
    return f"Intercom knows no {shown}; correct the setting {setting}, or take it out"


async def log(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a log by windows of 30 days, oldest first; one that the server chokes on is halved.

    Both edges are asked for with a second to spare: nobody says whether they are inclusive.
    """
    start = max(reading.since, reading.founded_at)
    earlier = _log_windows(max(reading.begins, reading.founded_at), reading.earlier_until)
    todo = deque([*earlier, *_log_windows(start, reading.until)])
    while todo:
        window = todo.popleft()
        is_short = window.end - window.start <= _DAY_S
        path, params = target(reading.endpoint, "", window.start - 1, window.end)
        pages = _pages(reading, path, params, ATTEMPTS if is_short else _FEW_ATTEMPTS)
        try:
            found = [page async for page in pages]
        except Unavailable as error:
            if is_short or isinstance(error, Unreachable):
                raise
            todo.extendleft(reversed(window.split(2)))
            continue
        for reply, rows in found:
            reading.tally.received += len(rows)
            yield reading.delivery(rows, reply.asked_at)
        yield Mark(reading.endpoint.name, window.end)


def _log_windows(start: int, end: int) -> list[Window]:
    edges = [*range(start, end, _LOG_WINDOW_S), end]
    return [Window(*pair) for pair in pairwise(edges)]


async def feed(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read a list that only grows, oldest first, from where the last run ended.

    Errors: a place that Intercom does not know any more is left for the beginning.
    """
    try:
        async for item in _from(reading, reading.position):
            yield item
    except (NotFound, NotPermitted, TokenRefused):
        raise
    except RequestRejected:
        if not reading.position:
            raise
        async for item in _from(reading, ""):
            yield item


async def _from(reading: Reading, position: str) -> AsyncGenerator[Item, None]:
    """What comes behind a row; the last hour is read again, as rows may appear in it late."""
    endpoint = reading.endpoint
    settled = reading.until - endpoint.lookback.total_seconds()
    path, params = target(endpoint)
    params |= {"starting_after": position} if position else {}
    async for reply, objects in _pages(reading, path, params):
        reading.tally.received += len(objects)
        yield reading.delivery(objects, reply.asked_at)
        old = [row for row in objects if is_older(row, "created_at", settled)]
        position = str(old[-1]["id"]) if old else position
        yield Mark(endpoint.name, 0, position=position)
    yield Mark(endpoint.name, reading.until, position=position)


def is_older(row: Any, name: str, moment: float) -> bool:
    """Whether a row says that it is; without a usable time it is taken for new."""
    try:
        micros = to_micros(row.get(name))
    except (ValueError, AttributeError):
        return False
    return isinstance(micros, int) and micros < moment * MICROS


async def _list(pending: Pending, value: str, *, is_whole: bool) -> AsyncGenerator[Delivery, None]:
    reading, endpoint = pending.reading, pending.reading.endpoint
    async with aclosing(_passes(reading, value, is_whole=is_whole)) as pages:
        async for reply, objects in pages:
            rows = [
                row
                for row in objects
                if is_whole or not is_older(row, endpoint.newest_first, reading.since)
            ]
            found = await asyncio.gather(*(_told(pending, row) for row in rows))
            parent = value if endpoint.parent_key else ""
            told = [row for row in found if row is not None]
            yield reading.delivery(told, reply.asked_at, parent_id=parent)
            if len(rows) < len(objects):
                return


async def _passes(
    reading: Reading, value: str, *, is_whole: bool
) -> AsyncGenerator[tuple[Reply, list[Any]], None]:
    """The rows of a list, none twice.

    A list of several pages shifts while it is read: its first page is read again for what moved
    there meanwhile. All of it is when fewer rows came than it said it has: some were taken away,
    so that others skipped a page, or a page left them out.
    """
    path, params = target(reading.endpoint, value, reading.since, reading.until)
    seen: set[str] = set()
    is_missing, totals = False, list[int]()
    for turn in range(2):
        totals.clear()
        async for reply, objects in _pages(reading, path, params):
            new = {_name(row): row for row in objects if _name(row) not in seen}
            if turn and not new and not is_missing:
                return
            seen |= new.keys()
            totals.append(paging.claimed(reply.json) or 0)
            reading.tally.received += len(new)
            yield reply, list(new.values())
        if turn:
            break
        is_missing = is_whole and len(seen) < totals[0]
        reading.tally.reread += is_missing
        if not is_missing and (len(totals) < 2 or not (is_whole and reading.endpoint.complete)):
            return
    reading.tally.short += max(0, min(totals) - len(seen))


async def _pages(
    reading: Reading, path: str, params: dict[str, str], attempts: int = ATTEMPTS
) -> AsyncIterator[tuple[Reply, list[Any]]]:
    endpoint, tally = reading.endpoint, reading.tally
    async for reply, objects in reading.client.pages(
        "GET", path, endpoint.rows, tally, params, attempts=attempts
    ):
        tally.claimed = max(tally.claimed, paging.claimed(reply.json) or 0)
        yield reply, objects


async def _told(pending: Pending, row: Any) -> Any:
    """A row, or the whole object where that tells more; None when it was deleted meanwhile.

    An object that cannot be read goes as the list has it, and is asked for again.
    """
    endpoint = pending.reading.endpoint
    has_more = endpoint.single and isinstance(row, dict) and row.get("id") is not None
    if not has_more:
        return row
    async with pending.passing_by(_name(row)):
        reply = await _single(pending, _name(row))
        return None if reply is None else reply.json
    return row


async def _single(pending: Pending, name: str) -> Reply | None:
    """One object whole; None when it is gone.

    Endpoint: `GET {single}`.
    """
    reading = pending.reading
    path = reading.endpoint.single.format(id=quote(name, safe=""))
    attempts = FEW_ATTEMPTS if name in reading.pending else ATTEMPTS
    try:
        reply = await reading.client.get(path, reading.tally, attempts=attempts)
    except NotFound:
        pending.came += 1
        reading.tally.not_found += 1
        return None
    pending.note(name)
    return reply


async def _is_readable(reading: Reading, name: str) -> bool:
    """Whether an object of the list can be read."""
    if not reading.endpoint.single:
        return False
    path = reading.endpoint.single.format(id=quote(name, safe=""))
    try:
        await reading.client.get(path, reading.tally)
    except (NotFound, NotPermitted):
        return False
    return True


def _name(row: Any) -> str:
    """What tells a row from the others of its list."""
    name = row.get("id") if isinstance(row, dict) else None
    return row_hash({"row": row}) if name is None else str(name)
