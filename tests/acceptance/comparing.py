"""The rows that a warehouse should hold, made from the sandbox's own objects.

A naive oracle: it walks the path of each column and applies the rules of the data dictionary,
and shares no code with the loader but the list of columns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sources.intercom import tables
from sources.intercom.rows import Column, Row

Object = dict[str, Any]
MOST_PARTS = 500
NOT_COMPARED = {"synced_at", "_fingerprint", "_dlt_load_id"}
UNORDERED = {"tags", "notes", "companies"}
"""Lists of a contact that were completed: those that Intercom cut keep no order."""


def expected_row(model: type[Row], workspace_id: str, found: Object) -> Object:
    """One row, but for what only the loader can know."""
    row = {column.name: _value(column, found) for column in model.columns if column.paths}
    return {"workspace_id": workspace_id, **row, "_extra": _unplaced(model, found) or None}


def _unplaced(model: type[Row], found: Object) -> Object:
    """What stands plainly where the columns look for an object, as some pictures do."""
    paths = {path for column in model.columns for path in column.paths}
    objects = {path[0] for path in paths if len(path) > 1} - {
        path[0] for path in paths if path[1:] == ()
    }
    return {
        name: found[name]
        for name in objects
        if found.get(name) is not None and not isinstance(found[name], dict | list)
    }


def comparable(model: type[Row], row: Object) -> Object:
    """A row of the warehouse, without what only the loader can know."""
    kept = {name: value for name, value in row.items() if name not in NOT_COMPARED}
    return _in_order(kept) if model is tables.Contact else kept


def expected_rows(model: type[Row], workspace_id: str, found: Iterable[Object]) -> list[Object]:
    """All rows of a table, in the order of their keys."""
    rows = [comparable(model, expected_row(model, workspace_id, one)) for one in found]
    return sorted(rows, key=lambda row: tuple(row[name] for name in model.primary_key()))


def conversations(truth: Iterable[Object]) -> Iterator[Object]:
    """Conversations as their table has them: with the number of parts that came."""
    return (_counted(one, "conversation_parts") for one in truth)


def tickets(truth: Iterable[Object]) -> Iterator[Object]:
    """Tickets as their table has them."""
    return (_counted(one, "ticket_parts") for one in truth)


def parts(truth: Iterable[Object], name: str, parent: str) -> Iterator[Object]:
    """Every part, with the id of what it is part of."""
    return ({**part, parent: one["id"]} for one in truth for part in one[name][name])


def attributes(truth: Iterable[Object]) -> Iterator[Object]:
    """Custom attributes of conversations, one by one."""
    for one in truth:
        for name, value in one["custom_attributes"].items():
            yield {"conversation_id": one["id"], "name": name, "value": value}


def lost_keys(model: type[Row], found: Object, row: Object) -> Counter[str]:
    """Paths of values that neither a column nor `_extra` nor a table of its own holds."""
    homes = {".".join(path) for column in model.columns for path in column.paths}
    homes |= {*model.nested, *(row["_extra"] or {})}
    lost = Counter(
        path
        for path, value in _leaves(found)
        if model.implied.get(path) != value and not any(_is_in(path, home) for home in homes)
    )
    return lost


def _is_in(path: str, home: str) -> bool:
    return path == home or path.startswith(f"{home}.")


def _leaves(found: Object, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in found.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        elif value is not None:
            yield f"{prefix}{name}", value


def _counted(one: Object, name: str) -> Object:
    listing = one[name]
    received = len(listing[name])
    is_cut = received >= MOST_PARTS or listing["total_count"] > received
    return {**one, "parts_received": received, "parts_truncated": is_cut}


def _value(column: Column, found: Object) -> Any:
    for path in column.paths:
        inside: Any = found
        for step in path:
            inside = inside.get(step) if isinstance(inside, dict) else None
        if inside is not None:
            name = column.fact.tell.__name__ if column.fact else column.kind.name
            return _RULES[name](inside)
    return None


def _text(value: Any) -> str | None:
    return _holdable(value if isinstance(value, str) else str(value)) or None


def _id(value: Any) -> str | None:
    return None if value in (0, "0", "") else str(value)


def _time(value: Any) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.fromtimestamp(value, UTC)


def _plain(body: str) -> str:
    """Text as people see it: the markup is a space."""
    shown, is_markup = "", False
    for letter in _holdable(body):
        shown += " " if letter == "<" else "" if is_markup else letter
        is_markup = letter == "<" or (is_markup and letter != ">")
    return shown.replace("&nbsp;", " ").replace("\n", " ").strip(" ")


def _holdable(value: Any) -> Any:
    """NUL and lone surrogates fit into no warehouse."""
    if isinstance(value, dict):
        return {_holdable(name): _holdable(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return [_holdable(inside) for inside in value]
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


_RULES = {
    "text": _text,
    "id": _id,
    "number": float,
    "count": int,
    "seconds": int,
    "flag": bool,
    "time": _time,
    "json": _holdable,
    "letters": lambda body: len(_plain(body)),
    "words": lambda body: len([word for word in _plain(body).split(" ") if word]),
    "has_picture": lambda body: "<img" in body,
    "has_files": lambda files: files != [],
    "is_operator": lambda email: email.startswith("operator+"),
}


def _in_order(row: Object) -> Object:
    lists = {name: row[name] for name in UNORDERED if row[name]}
    return row | {name: sorted(rows, key=lambda one: one["id"]) for name, rows in lists.items()}
