"""The company scroll: one at a time, one unchanging parameter, dead after a minute of silence."""

from collections.abc import Callable
from uuid import UUID

from sandbox.errors import ApiError, not_found
from sandbox.ids import mix

PAGE = 100


class CompanyScroll:
    """The workspace's only scroll, walking over the rows that existed when it began."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Have no scroll open; `clock` (Unix seconds) decides when one has been idle too long."""
        self._clock = clock
        self._rows: list[int] = []
        self._param: str | None = None
        self._used_at = 0.0
        self._count = 0

    def page(
        self,
        param: str | None,
        rows: Callable[[], list[int]],
        is_shown: Callable[[int], bool],
        idle_s: float,
    ) -> tuple[list[int], str | None]:
        """The next hundred rows and the parameter; an empty page ends the scroll."""
        if self._param is not None and self._clock() - self._used_at > idle_s:
            self._param = None
        if param is None:
            self._open(rows())
        elif param != self._param:
            raise not_found("scroll param not found")
        self._used_at = self._clock()
        page: list[int] = []
        while self._rows and len(page) < PAGE:
            row = self._rows.pop()
            if is_shown(row):
                page.append(row)
        current = self._param
        if not page:
            self._param = None
        return page, current

    def _open(self, rows: list[int]) -> None:
        if self._param is not None:
            raise ApiError(400, "scroll_exists", "scroll already exists for this workspace")
        self._count += 1
        self._param = str(UUID(int=mix(self._count) << 64 | mix(self._count, 1), version=4))
        self._rows = rows[::-1]

    def close(self) -> None:
        """End the scroll, as a failure on the way does."""
        self._param = None
