"""What every mutation needs from the workspace: its tables, its people, its clock and its lock."""

from collections.abc import Callable
from threading import RLock

import orjson

from sandbox.directory import Directory, Json
from sandbox.knobs import Knobs
from sandbox.office_hours import OfficeHours
from sandbox.shelf import Shelf
from sandbox.store import Table
from sandbox.tickets import Tickets


class State:
    """The attributes of a workspace that changes work on."""

    clock: Callable[[], float]
    knobs: Knobs
    lock: RLock
    directory: Directory
    hours: OfficeHours
    conversations: Table
    contacts: Table
    companies: Table
    tickets: Table
    members: dict[int, list[int]]
    activities: list[Json]
    deleted_conversations: list[Json]
    merged_into: dict[str, str]
    shelf: Shelf
    _desk: Tickets

    def present(self, at: int | None) -> int:
        """The second at which a change happens: the given one, or now."""
        return int(self.clock()) if at is None else at

    def row(self, table: Table, object_id: str) -> int:
        """The row of an object; KeyError when there is none."""
        row = table.find(object_id)
        if row is None:
            raise KeyError(object_id)
        return row

    def edit(self, table: Table, object_id: str) -> tuple[int, Json]:
        """The row of an object and a copy of it to change."""
        row = self.row(table, object_id)
        copy: Json = orjson.loads(orjson.dumps(table.get(row)))
        return row, copy


def merge(into: Json, overrides: Json) -> None:
    """Put values into an object; objects inside are merged, lists are replaced."""
    for key, value in overrides.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value
