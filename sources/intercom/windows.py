"""Pieces of time to ask for: half-open, disjoint, whole Unix seconds. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

END_OF_TIME = 253_402_300_800  # year 10000
MOST_PIECES = 16


@dataclass(frozen=True)
class Window:
    """`start <= updated_at < end`."""

    start: int
    end: int
    is_refresh: bool = False
    """Read before; asked for again, as not every change moves `updated_at`."""
    is_unsettled: bool = False
    """Only what is still open."""
    is_earlier: bool = False
    """Before the history that is held: the setting `start_date` moved back."""

    @property
    def moves_cursor(self) -> bool:
        """Whether the next run goes on behind it."""
        return not (self.is_open or self.is_refresh or self.is_earlier)

    def holds(self, moment: Any) -> bool:
        """Whether a row belongs here; one without a usable time belongs wherever it came."""
        return not isinstance(moment, int) or self.start <= moment < self.end

    def split(self, pieces: int) -> list["Window"]:
        """Cut into at most `pieces` windows of at least a second that cover this one exactly."""
        pieces = max(1, min(pieces, MOST_PIECES, self.end - self.start))
        edges = [self.start + (self.end - self.start) * n // pieces for n in range(pieces + 1)]
        return [replace(self, start=start, end=end) for start, end in pairwise(edges)]

    @property
    def is_open(self) -> bool:
        """Whether it has no upper end."""
        return self.end >= END_OF_TIME


def query(
    window: Window,
    *,
    by_day: bool,
    unsettled: Mapping[str, object] | None = None,
    field: str = "updated_at",
) -> dict[str, Any]:
    """A search that returns at least the rows of the window, whatever `>` and `<` mean.

    `= start OR > start` holds for inclusive and exclusive `>`, in seconds or whole days (where
    `=` means the day and `>` the days after it). With `by_day` the last day is asked for in the
    same way; an open window has no upper edge, as a server may take its long number for
    milliseconds. The exact edges are cut by the reader.
    """

    def test(operator: str, value: int) -> dict[str, Any]:
        return {"field": field, "operator": operator, "value": value}

    lower = {"operator": "OR", "value": [test("=", window.start), test(">", window.start)]}
    if window.is_open:
        return lower
    upper = test("<", window.end)
    if by_day:
        upper = {"operator": "OR", "value": [test("=", window.end), upper]}
    tests = [lower, upper, dict(unsettled)] if window.is_unsettled and unsettled else [lower, upper]
    return {"operator": "AND", "value": tests}
