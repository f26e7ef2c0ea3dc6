"""Export jobs as values: what is asked for, what is remembered of it, what the exports differ in.

A job outlives us: its id is in the state before anybody waits for it, and the next run goes on
waiting for the same one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import IO, Any, Protocol

from .parcels import Parcel

DAY_S = 86_400
LIFE_S = 2 * DAY_S
"""How long Intercom keeps a file."""


@dataclass(frozen=True)
class Order:
    """What one job is to export: everything from `start` to before `end`, Unix seconds."""

    subject: str
    start: int
    end: int
    span: str
    """The same, for people: a month, or days."""
    form: str = ""
    """Changes when the columns do, so that an old job is not taken for this."""

    @property
    def words(self) -> str:
        """The order, for people."""
        return f"the export of {self.subject} for {self.span}"


@dataclass(frozen=True)
class Job:
    """An order that Intercom took."""

    order: Order
    id: str
    asked_at: float

    def memory(self) -> dict[str, Any]:
        """The job as the state keeps it."""
        return asdict(self)


def remembered(memory: Iterable[Mapping[str, Any]], orders: Iterable[Order]) -> Iterator[Job]:
    """The jobs of an earlier run that are of use for these orders, the oldest first."""
    forms = {(order.subject, order.form) for order in orders}
    names = {field.name for field in fields(Order)}
    for kept in memory:
        if names != kept["order"].keys():
            continue  # another version of ours asked for it
        order = Order(**kept["order"])
        if (order.subject, order.form) in forms:
            yield Job(order, str(kept["id"]), float(kept["asked_at"]))


class Export(Protocol):
    """What differs between the two exports."""

    most_pending: int
    """Jobs that Intercom allows at a time, those of others included."""
    orders: list[Order]
    """The oldest of a subject first: what comes before the newest that is loaded is loaded, too."""

    def request(self, order: Order) -> tuple[str, dict[str, Any]]:
        """Path and body that ask for a job."""

    def status(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters that tell how far it is."""

    def file(self, job: Job) -> tuple[str, dict[str, str]]:
        """Path and parameters of its file."""

    def within_reach(self, orders: list[Order]) -> list[Order]:
        """What is left of these when Intercom refuses the first; all where that is no matter."""

    def parcel(self, job: Job, file: IO[bytes] | None) -> Parcel:
        """The file, looked through to its end; None: it is empty. Errors: `Damaged`."""
