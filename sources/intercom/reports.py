"""The Reporting Data Export: a table for each dataset, month by month.

A dataset has no key and rows of it change for weeks, so that months are exported whole, each
again as long as it reaches into the last `export_days`, and take the place of what was there.
"""

import hashlib
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, Any

from . import paging
from .columns import Kind
from .exportfiles import Damaged, sheets
from .exporting import Exporting
from .exportjobs import DAY_S, Job, Order
from .exporttables import CLEARED, MONTH, attributes, columns, kind, report
from .parcels import Parcel, Sheet
from .readers import Item, Reading

_MARGIN_S = 3_600
_KEPT_DAYS = 2 * 365
"""How long Intercom keeps reporting data."""
_KEPT_LONGER_DAYS = 3 * 365
"""With extended retention: nobody says who has it, so that it is tried."""


async def reports(reading: Reading) -> AsyncGenerator[Item, None]:
    """Read which datasets there are, and all of them.

    Endpoint: `GET /export/reporting_data/get_datasets`, and those of `exporting`.
    Shape:    `{"data": [{"id", "attributes": [{"id", "qualified_id", "name"}], ...}]}`.
    """
    reply = await reading.client.get(reading.endpoint.path, reading.tally)
    datasets = paging.rows(reply.json, reading.endpoint.rows, reply.request)
    reading.tally.received += len(datasets)
    yield reading.delivery(datasets, reply.asked_at)
    async for item in Exporting(reading, Reports(reading, datasets)).run():
        yield item


class Reports:
    """What is peculiar to this export."""

    most_pending = 5

    def __init__(self, reading: Reading, datasets: list[dict[str, Any]]) -> None:
        self._reading = reading
        named = [one for one in datasets if isinstance(one, dict) and one.get("id")]
        self._datasets = {str(one["id"]): one for one in named if attributes(one)}
        self._models = {name: report(one) for name, one in self._datasets.items()}
        self.orders = [order for name in self._datasets for order in self._months(name)]

    def request(self, order: Order) -> tuple[str, dict[str, Any]]:
        """Path and body that ask for a job: both ends belong to the span."""
        return "/export/reporting_data/enqueue", {
            "dataset_id": order.subject,
            "attribute_ids": self._names(order.subject),
            "start_time": order.start,
            "end_time": order.end - 1,
        }

    def status(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters that tell how far it is."""
        return f"/export/reporting_data/{job.id}", self._ids()

    def file(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters of its file."""
        return f"/download/reporting_data/{job.id}", self._ids()

    def within_reach(self, orders: list[Order]) -> list[Order]:
        """Without what Intercom keeps for some workspaces only."""
        edge = self._edge(_KEPT_DAYS)
        if orders[0].start >= edge:
            return orders
        return [
            replace(one, start=max(edge, one.start))
            for one in orders
            if (one.start >= edge if self._until(one.subject) else one.end > edge)
        ]

    def parcel(self, job: Job, file: IO[bytes] | None) -> Parcel:
        """The file, looked through to its end. Errors: `Damaged`."""
        model, month = self._models[job.order.subject], job.order.span
        found, rows = [], 0
        for name, lines in sheets(file) if file else ():
            found.append(Sheet(name, model, tuple(self._places(job.order.subject, next(lines)))))
            rows += sum(1 for _ in lines)
        return Parcel(
            self._reading.endpoint.name,
            datetime.fromtimestamp(job.asked_at, UTC),
            tuple(found),
            file,
            rows,
            constants={MONTH: month},
            clearing=(model, {MONTH: month, CLEARED: True}),
        )

    def _places(self, subject: str, header: list[str]) -> Iterator[tuple[str, Kind | None]]:
        """Which column each of the file's goes to: they come as asked for, by their bare ids.

        What was not asked for keeps its name, and is kept in `_extra`.
        """
        model, known = self._models[subject], columns(self._names(subject))
        asked = [(name, name.partition(".")[2]) for name in known]
        left = dict(asked)
        for place, title in enumerate(header):
            here = asked[place][0] if place < len(asked) and title in asked[place] else ""
            name = here or next((one for one, bare in left.items() if title in (one, bare)), "")
            left.pop(name, None)
            column = known.get(name, title)
            yield column, kind(model, column) if name else None
        if left:
            raise Damaged(f"it has no column {', '.join(left)}")

    def _months(self, subject: str) -> Iterator[Order]:
        """What to export of a dataset: at first all that is kept, later the last months.

        A month that is held is not exported in part: that would take the place of all of it.
        """
        reading, edge = self._reading, self._edge(_KEPT_LONGER_DAYS)
        start = max(edge, reading.founded_at, reading.begins)
        if until := self._until(subject):
            last = until - reading.export_days * DAY_S
            again = last if reading.again_from is None else min(last, reading.again_from)
            start = _month(max(again, reading.founded_at))
            start = start if start >= edge else _next_month(edge)
        form = hashlib.blake2b("\n".join(self._names(subject)).encode(), digest_size=8).hexdigest()
        while start < reading.until:
            end = min(_next_month(start), reading.until)
            yield Order(subject, start, end, f"{datetime.fromtimestamp(start, UTC):%Y-%m}", form)
            start = end

    def _until(self, subject: str) -> int:
        """How far a dataset is held; 0: not at all."""
        return int((self._reading.exports.get("until") or {}).get(subject) or 0)

    def _edge(self, days: int) -> int:
        """The first moment that is kept, with time to ask for it."""
        return self._reading.until - days * DAY_S + _MARGIN_S

    def _names(self, subject: str) -> list[str]:
        return [str(one["qualified_id"]) for one in attributes(self._datasets[subject])]

    def _ids(self) -> dict[str, str]:
        """Parameters that the reference demands, and does not explain for a token of one's own."""
        return {"app_id": self._reading.workspace_id, "client_id": self._reading.workspace_id}


def _month(moment: int) -> int:
    """When the month of a moment began, in UTC."""
    day = datetime.fromtimestamp(moment, UTC)
    return int(datetime(day.year, day.month, 1, tzinfo=UTC).timestamp())


def _next_month(moment: int) -> int:
    return _month(_month(moment) + 32 * DAY_S)
