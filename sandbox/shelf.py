"""The smaller objects of a workspace by kind, told when somebody first asks for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.directory import Json
from sandbox.founding import Founding

Tell = Callable[[Founding, str], list[Json]]


@dataclass(frozen=True)
class Kind:
    """A sort of object; with parents, each of them has objects of its own."""

    name: str
    tell: Tell
    """The objects of one parent (`""`: there are no parents), oldest first."""
    parent: str | tuple[str, ...] = ""
    """The kind of the parents, or their fixed names."""
    parent_key: str = ""
    """What the id of its parent is called where a row must say it."""
    key: str = "id"
    """Which field tells the objects of one parent apart."""


class Shelf:
    """Holds whole objects; fields that begin with `_` are never shown as they are."""

    def __init__(self, kinds: Iterable[Kind], founding: Founding) -> None:
        """Hold these kinds."""
        self.kinds = {kind.name: kind for kind in kinds}
        self._founding = founding
        self._told: dict[tuple[str, str], dict[str, Json]] = {}

    def rows(self, name: str, parent: str = "") -> list[Json]:
        """All objects of a kind, or those of one parent; not to be modified."""
        return list(self._objects(name, parent).values())

    def find(self, name: str, object_id: str, parent: str = "") -> Json | None:
        """An object by its key."""
        return self._objects(name, parent).get(object_id)

    def store(self, name: str, found: Json, parent: str = "") -> str:
        """Add an object, or replace the one with the same key; its key as text."""
        object_id = str(found[self.kinds[name].key])
        self._objects(name, parent)[object_id] = found
        return object_id

    def drop(self, name: str, object_id: str, parent: str = "") -> None:
        """Let an object be gone; KeyError when there is none."""
        del self._objects(name, parent)[object_id]

    def _objects(self, name: str, parent: str) -> dict[str, Json]:
        objects = self._told.get((name, parent))
        if objects is None:
            kind = self.kinds[name]
            told = kind.tell(self._founding, parent)
            objects = self._told[name, parent] = {str(one[kind.key]): one for one in told}
        return objects
