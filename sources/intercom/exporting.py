"""One export in one run: jobs are asked for once, waited for, downloaded and handed on whole."""

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

from .errors import (
    IntercomError,
    NotFound,
    NotPermitted,
    QueueFull,
    RequestRejected,
    TokenRefused,
    Unavailable,
    UnexpectedShape,
    Unreachable,
)
from .exportfiles import Damaged
from .exportjobs import LIFE_S, Export, Job, Order, remembered
from .paging import take
from .parcels import Parcel
from .readers import SETTLE, Item, Mark, Reading

_PATIENCE_S = 3_600.0
_LONGEST_PAUSE_S = 30.0
_READY, _EMPTY = {"complete", "completed"}, {"no_data"}
_LOST = {"failed", "canceled"}


class _Lost(Exception):
    """A job that will bring nothing; says what became of it."""


class _OutOfPatience(Exception):
    """Nothing came of an hour's waiting; says what was waited for."""


class Exporting:
    """Goes on where the last run was stopped.

    Shape of the state: `{"jobs": [{"order": {...}, "id", "asked_at"}], "until": {subject: time}}`.
    """

    def __init__(self, reading: Reading, export: Export) -> None:
        self._reading, self._export = reading, export
        self._tally, self._client = reading.tally, reading.client
        self._until: dict[str, int] = dict(reading.exports.get("until") or {})
        self._jobs = deque(remembered(reading.exports.get("jobs") or (), export.orders))
        last = {job.order.subject: job.order.start for job in self._jobs}
        self._orders = deque(o for o in export.orders if o.start > last.get(o.subject, -1))
        self._lost: set[Order] = set()
        self._failed: dict[str, IntercomError] = {}
        self._is_new = True
        self._go_on()

    async def run(self) -> AsyncGenerator[Item, None]:
        """Deliver every file, in order. Errors: the first that there was, when all is done."""
        try:
            while self._jobs or self._orders:
                what = await self._fill()
                if not what and self._jobs:
                    parcel = await self._look(self._jobs[0])
                    if isinstance(parcel, Parcel):
                        yield parcel
                        yield self._mark(parcel.rows)
                    what = parcel if isinstance(parcel, str) else ""
                if what:
                    if self._is_new:  # what else was read, and the jobs, are not to wait with us
                        yield self._mark(SETTLE)
                    await self._pause(what)
        except _OutOfPatience as error:
            why = f"waited an hour for {error}; the next sync goes on waiting"
            self._tally.finish("interrupted", self._client.clock.now(), why)
        finally:
            self._tally.waiting_for = ""
        yield self._mark()
        if self._failed:
            raise next(iter(self._failed.values()))
        if not self._tally.is_over:
            yield Mark(self._reading.endpoint.name, self._reading.until)

    async def _fill(self) -> str:
        """Ask for as many jobs as may be pending; what has to be waited for, if anything."""
        while self._orders and len(self._jobs) < self._export.most_pending:
            order = self._orders[0]
            is_lost = order in self._lost
            try:
                job = await self._ask(order)
            except QueueFull:  # there is room when ours are through, but none comes before a lost
                is_stuck = is_lost or not self._jobs
                return f"room for {order.words} among the pending jobs" if is_stuck else ""
            except (NotPermitted, TokenRefused):
                raise
            except RequestRejected as error:
                self._shorten(order, error)
            else:
                self._orders.popleft()
                self._jobs.insert(0 if is_lost else len(self._jobs), job)
                self._is_new = True
                self._go_on()
        return ""

    def _shorten(self, order: Order, error: RequestRejected) -> None:
        """What Intercom refuses is too old, or not to be had."""
        left = deque(self._export.within_reach([*self._orders]))
        if left == self._orders:
            self._give_up(order, error)
        else:
            self._orders = left

    async def _ask(self, order: Order) -> Job:
        """Ask for a job; a lost answer costs a second job, which only takes up room for a while.

        Endpoint: `POST /export/reporting_data/enqueue`, `POST /export/content/data`.
        Shape:    `{"job_identifier": str, "status": "pending", ...}`.
        Errors:   `QueueFull`, and those of `client.send`.
        """
        path, body = self._export.request(order)
        reply = await self._client.send("POST", path, self._tally, json=body)
        name = str(take(reply.json, "job_identifier", reply.request))
        return Job(order, name, self._client.clock.now())

    async def _look(self, job: Job) -> Parcel | str | None:
        """What a job brings, or what is to be waited for; None when it failed.

        One that is lost is asked for anew, once.
        """
        try:
            status = await self._status(job)
            if status not in _READY | _EMPTY:
                return f"{job.order.words}: job {job.id} is {status}"
            is_empty = status in _EMPTY
            parcel = self._export.parcel(job, None) if is_empty else await self._downloaded(job)
        except _Lost as lost:
            self._reorder(job, str(lost))
        except (NotPermitted, TokenRefused, Unreachable):
            raise
        except IntercomError as error:
            self._give_up(job.order, error)
        else:
            self._jobs.popleft()
            subject, end = job.order.subject, job.order.end
            self._until[subject] = max(end, self._until.get(subject, 0))
            self._tally.received += parcel.rows
            self._go_on()
            return parcel
        return None

    async def _status(self, job: Job) -> str:
        """How far a job is.

        Endpoint: `GET /export/reporting_data/{id}`, `GET /export/content/data/{id}`.
        Shape:    `{"status": "pending" | "in_progress" | "complete" | ..., ...}`.
        Errors:   `_Lost`.
        """
        path, params = self._export.status(job)
        try:
            reply = await self._client.get(path, self._tally, params)
        except NotFound:
            raise _Lost("expired") from None
        status = str(take(reply.json, "status", reply.request))
        if status in _LOST:
            raise _Lost("failed" if status == "failed" else "was canceled")
        is_done = status in _READY | _EMPTY
        if not is_done and self._client.clock.now() - job.asked_at > LIFE_S:
            raise _Lost("was not ready within two days")
        return status

    async def _downloaded(self, job: Job) -> Parcel:
        """The file of a job, looked through; a damaged one is downloaded once more.

        Endpoint: `GET /download/reporting_data/{id}`, `GET /download/content/data/{id}`: on the
                  host that is set, whatever host `download_url` names. The token goes nowhere else.
        Errors:   `_Lost` when it has expired, `UnexpectedShape` when it is damaged twice.
        """
        path, params = self._export.file(job)
        self._tally.waiting_for = f"the file of {job.order.words}"
        damage = ""
        for _ in range(2):
            file = tempfile.TemporaryFile()  # noqa: SIM115  # the parcel takes it along
            try:
                await self._client.download(path, self._tally, params, file)
                return await asyncio.to_thread(self._export.parcel, job, file)
            except Damaged as error:
                damage = str(error)
                file.close()
            except NotFound:
                file.close()
                raise _Lost("expired") from None
            except BaseException:
                file.close()
                raise
        raise UnexpectedShape(f"the file of {job.order.words} is damaged, twice: {damage}")

    def _reorder(self, job: Job, why: str) -> None:
        """Ask for it anew, or give it up when that was done before."""
        if job.order in self._lost:
            again = "the next sync asks for it again"
            error = Unavailable(f"{job.order.words} {why}, and so did the job before; {again}")
            self._give_up(job.order, error)
        else:
            self._lost.add(job.order)
            self._jobs.popleft()
            self._orders.appendleft(job.order)

    def _give_up(self, order: Order, error: IntercomError) -> None:
        """Leave a subject for this run: what is later must not seem to be all."""
        self._failed[order.subject] = error
        self._orders = deque(one for one in self._orders if one.subject != order.subject)
        self._jobs = deque(one for one in self._jobs if one.order.subject != order.subject)

    def _go_on(self) -> None:
        """Something came of the waiting."""
        self._pauses, self._patient_until = 0, self._client.clock.now() + _PATIENCE_S

    async def _pause(self, what: str) -> None:
        """Wait a while, longer each time. Errors: `_OutOfPatience`."""
        if self._client.clock.now() > self._patient_until:
            raise _OutOfPatience(what)
        self._tally.waiting_for = what
        await self._client.clock.sleep(min(_LONGEST_PAUSE_S, 2.0**self._pauses))
        self._pauses += 1

    def _mark(self, weight: int = 0) -> Mark:
        self._is_new = False
        memory: dict[str, Any] = {
            "jobs": [job.memory() for job in self._jobs],
            "until": dict(self._until),
        }
        return Mark(self._reading.endpoint.name, 0, exports=memory, weight=weight)
