"""A table of objects built on demand: columns for all rows, whole objects for changed ones."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableSequence
from typing import Any

from sandbox.directory import Json
from sandbox.ids import Ids

_ROW_BITS = 24
_ROW_MASK = (1 << _ROW_BITS) - 1
# A client gets the rows of a search page one by one right after it.
_BUILT_KEPT = 1_024


class Table:
    """Objects of one kind by row, id and time of the last change.

    A row is *gone* when nothing shows it, and *unlisted* when lists and searches leave it out
    although it can be retrieved or answered for (merged contacts, companies without users).
    """

    def __init__(
        self,
        ids: Ids,
        created_at: array[int],
        updated_at: array[int],
        build: Callable[[int], Json],
        columns: Mapping[str, MutableSequence[Any]],
    ) -> None:
        """Hold one object per element of `created_at`; `columns` mirror top-level fields."""
        self.ids = ids
        self.columns: dict[str, MutableSequence[Any]] = {
            "created_at": created_at,
            "updated_at": updated_at,
            **columns,
        }
        self.gone: set[int] = set()
        self.unlisted: set[int] = set()
        self.searches: list[tuple[Any, Any, list[Any]]] = []
        """Matches of the latest searches, valid until a row changes."""
        self._build = build
        self._changed: dict[int, Json] = {}
        self._built: OrderedDict[int, Json] = OrderedDict()
        self._journal: dict[int, list[tuple[float, Json | None]]] = {}
        self._order = array("Q", sorted(map(_packed, updated_at, range(len(updated_at)))))

    def __len__(self) -> int:
        """Rows ever created, including those that are gone."""
        return len(self.columns["created_at"])

    def rows(self) -> Iterator[int]:
        """Rows that exist, oldest first."""
        return (row for row in range(len(self)) if row not in self.gone)

    def listed_rows(self) -> Iterator[int]:
        """Rows that lists and searches show, oldest first."""
        return (row for row in self.rows() if row not in self.unlisted)

    def find(self, object_id: str) -> int | None:
        """The row of an existing object."""
        row = self.ids.decode(object_id)
        return row if row is not None and row < len(self) and row not in self.gone else None

    def get(self, row: int) -> Json:
        """The object as it is now; not to be modified, since it may be shared."""
        changed = self._changed.get(row)
        if changed is not None:
            return changed
        built = self._built.get(row)
        if built is None:
            built = self._built[row] = self._build(row)
            if len(self._built) > _BUILT_KEPT:
                self._built.popitem(last=False)
        return built

    def put(self, row: int, changed: Json, now: float) -> None:
        """Replace an object."""
        self._remember(row, now)
        self._unindex(row)
        self._changed[row] = changed
        self._built.pop(row, None)
        for name, values in self.columns.items():
            values[row] = _column_value(values, changed.get(name))
        self._index(row)

    def append(self, added: Json, now: float) -> int:
        """Add an object as the newest row."""
        row = len(self)
        for name, values in self.columns.items():
            values.append(_column_value(values, added.get(name)))
        self._journal[row] = [(now, None)]
        self.searches = []
        self._changed[row] = added
        self._index(row)
        return row

    def remove(self, row: int, now: float) -> None:
        """Let an object be gone."""
        self._remember(row, now)
        self._unindex(row)
        self.gone.add(row)

    def unlist(self, row: int, now: float) -> None:
        """Leave an object out of lists and searches from now on."""
        self._remember(row, now)
        self._unindex(row)
        self.unlisted.add(row)

    def hide(self, rows: set[int]) -> None:
        """Leave these rows out of lists and searches from the beginning."""
        self.unlisted |= rows
        self._leave_out(rows)

    def forget(self, rows: set[int]) -> None:
        """Let these rows be gone from the beginning."""
        self.gone |= rows
        self._leave_out(rows)

    def _leave_out(self, rows: set[int]) -> None:
        kept = (key for key in self._order if key & _ROW_MASK not in rows)
        self._order = array("Q", kept)

    def relist(self, row: int, now: float) -> None:
        """Show a row in lists and searches again."""
        if row in self.unlisted:
            self._remember(row, now)
            self.unlisted.discard(row)
            self._index(row)

    def before(self, cutoff: float) -> dict[int, Json | None]:
        """What rows changed after `cutoff` were until then; None: not shown at all."""
        found: dict[int, Json | None] = {}
        for row, history in self._journal.items():
            for changed_at, previous in history:
                if changed_at > cutoff:
                    found[row] = previous
                    break
        return found

    def between(self, low: int, high: int) -> tuple[int, int]:
        """Positions, in the order of (updated_at, id), of the rows updated in [low, high]."""
        return bisect_left(self._order, _packed(low, 0)), bisect_left(
            self._order, _packed(high + 1, 0)
        )

    def position(self, updated_at: int, row: int) -> int:
        """Position of the first listed row at or after this one in the order of change."""
        return bisect_left(self._order, _packed(updated_at, row))

    def at(self, position: int) -> int:
        """The row at a position of the order of change."""
        return self._order[position] & _ROW_MASK

    def _remember(self, row: int, now: float) -> None:
        self.searches = []
        is_shown = row not in self.gone and row not in self.unlisted
        previous = self.get(row) if is_shown else None
        self._journal.setdefault(row, []).append((now, previous))

    def _unindex(self, row: int) -> None:
        key = _packed(self.columns["updated_at"][row], row)
        position = bisect_left(self._order, key)
        if position < len(self._order) and self._order[position] == key:
            del self._order[position]

    def _index(self, row: int) -> None:
        if row not in self.unlisted and row not in self.gone:
            insort(self._order, _packed(self.columns["updated_at"][row], row))


def _column_value(column: MutableSequence[Any], value: Any) -> Any:
    """Raw overwriting may put anything where a time belongs; the column then says 0."""
    return value if not isinstance(column, array) or isinstance(value, int) else 0


def _packed(updated_at: int | None, row: int) -> int:
    return min(max(updated_at or 0, 0), 1 << 39) << _ROW_BITS | row
