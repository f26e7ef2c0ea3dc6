"""Adding, overwriting and removing the smaller objects."""

from uuid import UUID

import orjson

from sandbox.directory import Json
from sandbox.founding import iso
from sandbox.ids import mix
from sandbox.state import State, merge


class ShelfChanges(State):
    """Verbs for every kind on the shelf; `parent/id` names an object that belongs to a parent."""

    def add(
        self, kind: str, overrides: Json | None = None, *, parent: str = "", at: int | None = None
    ) -> str:
        """Add an object like the newest one of its kind, created now; its id.

        KeyError when there is none to be like.
        """
        with self.lock:
            rows, key = self.shelf.rows(kind, parent), self.shelf.kinds[kind].key
            if not rows:
                raise KeyError(f"{kind} has nothing to copy")
            found: Json = orjson.loads(orjson.dumps(rows[-1]))
            found[key] = _fresh_id([row[key] for row in rows])
            for field in ("created_at", "updated_at"):
                _set_time(found, field, self.present(at))
            merge(found, overrides or {})
            return self.shelf.store(kind, found, parent)

    def put_on_shelf(self, kind: str, object_id: str, overrides: Json, *, touch: bool) -> None:
        """Overwrite raw fields; KeyError when there is no such object."""
        parent, _, key = object_id.rpartition("/")
        with self.lock:
            known = self.shelf.find(kind, key, parent)
            if known is None:
                raise KeyError(object_id)
            found: Json = orjson.loads(orjson.dumps(known))
            if touch:
                _set_time(found, "updated_at", self.present(None))
            merge(found, overrides)
            self.shelf.store(kind, found, parent)

    def remove_from_shelf(self, kind: str, object_id: str) -> None:
        """Delete without a trace; KeyError when there is no such object."""
        parent, _, key = object_id.rpartition("/")
        with self.lock:
            self.shelf.drop(kind, key, parent)


def _fresh_id(ids: list[int | str]) -> int | str:
    """An id that none of these is, of the same sort: a number, digits, or a UUID."""
    if isinstance(ids[-1], int):
        return max(int(one) for one in ids) + 1
    numbers = [int(one) for one in ids if str(one).isdigit()]
    if numbers:
        return str(max(numbers) + 1)
    return str(UUID(int=mix(len(ids)) << 64 | mix(len(ids), 1), version=4))


def _set_time(found: Json, field: str, at: int) -> None:
    """Set a time in the form in which the object has it; objects without it stay without."""
    if isinstance(found.get(field), int):
        found[field] = at
    elif isinstance(found.get(field), str):
        found[field] = iso(at, ".000" if found[field].endswith(".000Z") else "")
