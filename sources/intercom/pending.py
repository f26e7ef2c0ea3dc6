"""Single objects that cannot be read while others can: put aside, asked for again by every run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .errors import IntercomError, NotFound, NotPermitted, TokenRefused, Unreachable
from .limiter import MAX_CONCURRENCY
from .rows import Stamp, row_hash

if TYPE_CHECKING:
    from .readers import Mark, Reading

MOST_PENDING = 10
"""More than these that the server fails on are no matter of single objects."""
MOST_REFUSED = 200
"""So many refusals one after the other may be a permission that is missing."""
_MOST_RETRIED = 200
"""Of those put aside, so many are asked for in one run; where there are more they take turns."""


class Pending:
    """What one read of a resource had to put aside.

    The cursor passes them by, so each mark names them and the next run begins with them. That is
    for objects that fail, or are refused, while others come: where more fail than come it is the
    server, and where none comes and one that came before is refused as well, it is a permission.
    Then the cursor stays.
    """

    def __init__(
        self, reading: "Reading", look: Callable[[str], Awaitable[bool]] | None = None
    ) -> None:
        self.reading = reading
        self.came = 0
        """Objects that the server told, or said to be gone."""
        self.is_permitted = False
        """Whether the server told one."""
        most = 1 if reading.refused else _MOST_RETRIED
        self.gate = asyncio.Semaphore(MAX_CONCURRENCY)
        """What is asked for at once: no more is under way when it turns out that none may be."""
        self.blocked_at = ""
        """What was asked for when all was given up."""
        self.again, self._left = reading.pending[:most], reading.pending[most:]
        self._look = look  # whether an object can be read
        self._witness = reading.witness
        self._before = set(reading.pending)
        self._errors: dict[str, IntercomError] = {}
        self._told: set[str] = set()
        self._refusals = 0  # since an object came

    @property
    def refused(self) -> list[str]:
        """What was refused."""
        return [name for name, why in self._errors.items() if isinstance(why, NotPermitted)]

    @property
    def has_errors(self) -> bool:
        """Whether anything is put aside now."""
        return bool(self._errors or self._left)

    def note(self, name: str) -> None:
        """The server told this object."""
        self.came += 1
        self.is_permitted, self._witness, self._refusals = True, name, 0

    @asynccontextmanager
    async def passing_by(self, name: str) -> AsyncIterator[None]:
        """Go on without an object that fails. Errors: what concerns all; the last of too many."""
        try:
            yield
        except (TokenRefused, NotFound, Unreachable):
            raise
        except NotPermitted as error:
            if error.status != 403:  # the version
                raise
            self._errors[name] = error
            await self._doubt(error)
        except IntercomError as error:
            self._errors[name] = error
            if len(self._errors) - len(self.refused) > MOST_PENDING:
                raise

    def marked(self, mark: "Mark") -> list["Mark"]:
        """The mark with what it passes by; none while it may be the server or a permission."""
        if self._failure() is not None:
            return []
        for name in self._errors.keys() - self._told:
            self._told.add(name)
            self.reading.tally.findings.rejected.append(self._rejection(name))
        pending = (*self._left, *self._errors)
        return [replace(mark, pending=pending, witness=self._witness)]

    async def check(self) -> None:
        """Make sure that it was a few among many. Errors: why objects could not be read, if not."""
        failure = self._failure()
        if isinstance(failure, NotPermitted):
            self.is_permitted = await self._is_witness_readable()
        if (failure := self._failure()) is not None:
            raise failure

    async def _doubt(self, error: NotPermitted) -> None:
        """Find out whether it is the object or the permission. Errors: the refusal, if that."""
        self._refusals += 1
        if self._refusals >= (1 if self.reading.refused else MOST_REFUSED):
            self._refusals = 0
            if not await self._is_witness_readable():
                raise error

    async def _is_witness_readable(self) -> bool:
        """Ask once more for what came last, in this run or an earlier one."""
        return bool(self._witness and self._look and await self._look(self._witness))

    def _failure(self) -> IntercomError | None:
        """Why none can be read, if so; those put aside by earlier runs prove nothing."""
        new = [error for name, error in self._errors.items() if name not in self._before]
        refused = [error for error in new if isinstance(error, NotPermitted)]
        failed = [error for error in new if not isinstance(error, NotPermitted)]
        if len(failed) > self.came:
            return failed[-1]
        return refused[-1] if refused and not self.is_permitted else None

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
