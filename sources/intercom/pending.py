"""Single objects that the server fails on while it tells others: put aside, asked for every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .errors import IntercomError, NotFound, NotPermitted, TokenRefused, Unreachable
from .rows import Stamp, row_hash

if TYPE_CHECKING:
    from .readers import Mark, Reading

MOST_PENDING = 10
"""More than these are no matter of single objects."""


class Pending:
    """What one read of a resource had to put aside.

    The cursor passes them by, so each mark names them and the next run begins with them. That is
    for a few among many: where more fail than come, it is the server, and the cursor stays.
    """

    def __init__(self, reading: "Reading") -> None:
        self.reading = reading
        self.came = 0
        """Objects that the server told, or said to be gone."""
        self._errors: dict[str, IntercomError] = {}
        self._told: set[str] = set()

    @contextmanager
    def passing_by(self, name: str) -> Iterator[None]:
        """Go on without an object that fails. Errors: what concerns all; the last of too many."""
        try:
            yield
        except (TokenRefused, NotPermitted, NotFound, Unreachable):
            raise
        except IntercomError as error:
            self._errors[name] = error
            if len(self._errors) > MOST_PENDING:
                raise

    def marked(self, mark: "Mark") -> list["Mark"]:
        """The mark with what it passes by; none while it may be the server that fails."""
        if self._failure() is not None:
            return []
        for name in self._errors.keys() - self._told:
            self._told.add(name)
            self.reading.tally.findings.rejected.append(self._rejection(name))
        return [replace(mark, pending=tuple(self._errors))]

    def check(self) -> None:
        """Make sure that it was a few among many. Errors: why objects failed, if not."""
        if (failure := self._failure()) is not None:
            raise failure

    def _failure(self) -> IntercomError | None:
        """Why the server is taken to be down; those put aside by earlier runs prove nothing."""
        new = [error for name, error in self._errors.items() if name not in self.reading.pending]
        return new[-1] if len(new) > self.came else None

    def _rejection(self, name: str) -> dict[str, object]:
        """The row for `rejected_rows`, one for each object however often it fails."""
        reading = self.reading
        now = datetime.fromtimestamp(reading.client.now(), UTC)
        raw = {"resource": reading.endpoint.name, "id": name}
        return {
            "id": row_hash(raw),
            "table": reading.endpoint.table.table,
            "object_id": name,
            "error": f"{self._errors[name]}; it is asked for again by every run",
            "raw": raw,
            "stamp": Stamp(reading.workspace_id, now),
        }
