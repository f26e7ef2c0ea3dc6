"""The Content Data Export: who was sent which message, and what came of it.

A receipt has a key and tells more in every later export that holds it, so that it is merged. A job
counts only what happened within its own span: each goes on `export_days` behind the receipts that
it is for.
"""

import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any

from .errors import UnexpectedShape
from .exportfiles import Damaged, sheets
from .exporting import Exporting
from .exportjobs import DAY_S, Job, Order
from .exporttables import columns, kind, statistic
from .parcels import Parcel, Sheet
from .readers import Item, Reading
from .rows import Row
from .tables.exports import ContentReceipt

_SUBJECT = "content"
_RECEIPTS = "receipts"
_SPAN_S = 90 * DAY_S
_MOST_ROWS = 10_000_000
"""A job that would have more rows leaves them out without a word."""


async def receipts(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read what was sent since the last read, and again what was sent in the days before it.

    Endpoint: `POST /export/content/data`, and those of `exporting`.
    """
    async for item in Exporting(reading, Receipts(reading)).run():
        yield item


class Receipts:
    """What is peculiar to this export."""

    most_pending = 1

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._behind = reading.export_days * DAY_S
        start = max(reading.founded_at, reading.begins)
        if until := (reading.exports.get("until") or {}).get(_SUBJECT):
            last = int(until) - self._behind
            again = last if reading.again_from is None else min(last, reading.again_from)
            start = max(start, again)
        self.orders = [self._order(at) for at in range(start, reading.until, _SPAN_S)]

    def _order(self, start: int) -> Order:
        end = min(start + _SPAN_S, self._reading.until)
        days = (f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (start, end))
        return Order(_SUBJECT, start, end, " to ".join(days))

    def request(self, order: Order) -> tuple[str, dict[str, Any]]:
        """Path and body that ask for a job: both ends belong to the span."""
        end = max(order.end, min(order.end + self._behind, self._reading.until)) - 1
        path = self._reading.endpoint.path
        return path, {"created_at_after": order.start, "created_at_before": end}

    def status(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters that tell how far it is."""
        return f"{self._reading.endpoint.path}/{job.id}", {}

    def file(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters of its file."""
        return f"/download/content/data/{job.id}", {}

    def within_reach(self, orders: list[Order]) -> list[Order]:
        """All: nobody says that anything is too old."""
        return orders

    def parcel(self, job: Job, file: IO[bytes] | None) -> Parcel:
        """The files, looked through to their end.

        Errors: `Damaged`; `UnexpectedShape` where Intercom has left out rows.
        """
        found, most, total = [], 0, 0
        for name, lines in sheets(file) if file else ():
            found.append(_sheet(name, next(lines)))
            rows = sum(1 for _ in lines)
            most, total = max(most, rows), total + rows
        if most >= _MOST_ROWS:
            raise UnexpectedShape(f"{job.order.words} has {most:,} rows, where Intercom cuts it")
        asked_at = datetime.fromtimestamp(job.asked_at, UTC)
        name, hide = self._reading.endpoint.name, self._reading.hide
        return Parcel(name, asked_at, tuple(found), file, total, hide=hide)


def _sheet(name: str, header: list[str]) -> Sheet:
    """Where the columns of a file go: receipts to their table, others to one made for them."""
    which = re.sub(r"[_-]?\d.*", "", PurePosixPath(name).name).partition(".")[0] or _RECEIPTS
    if which == _RECEIPTS:
        if "receipt_id" not in header:
            raise Damaged("it has no column receipt_id")
        kinds = {path[0]: one.kind for one in ContentReceipt.columns for path in one.paths}
        return Sheet(name, ContentReceipt, tuple((title, kinds.get(title)) for title in header))
    model: type[Row] = statistic(which, tuple(header))
    names = columns(header)
    return Sheet(name, model, tuple((names[title], kind(model, names[title])) for title in header))
