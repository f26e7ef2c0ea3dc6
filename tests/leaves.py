"""Whether a row still tells every leaf of the object that it came from."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from sources.intercom.rows import Row

Leaf = tuple[tuple[str, ...], Any]
_NOWHERE = object()


def lost(model: type[Row], row: dict[str, Any], sent: dict[str, Any]) -> list[Leaf]:
    """Leaves of `sent` that neither a column, `_extra`, nor a table of its own holds."""
    row = {column.name: _parsed(row[column.name], column.kind.name) for column in model.columns}
    return [leaf for leaf in leaves(sent) if not _is_kept(model, row, *leaf)]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """All leaves with their paths; a list is one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    else:
        yield path, value


def _parsed(value: Any, kind: str) -> Any:
    return json.loads(value) if kind == "json" and isinstance(value, str) else value


def _is_kept(model: type[Row], row: dict[str, Any], path: tuple[str, ...], sent: Any) -> bool:
    if _is_extra(row["_extra"] or {}, path, sent) or _is_elsewhere(model, path):
        return True
    for column in model.columns:
        for steps in column.paths:
            if steps != path[: len(steps)]:
                continue
            kept, rest = row[column.name], path[len(steps) :]
            if column.kind.name == "json":
                if _dig(kept, rest) == sent:
                    return True
            elif not rest and _is_told_by(kept, sent, column.kind.name):
                return True
    return model.implied.get(".".join(path)) == sent


def _is_extra(extra: dict[str, Any], path: tuple[str, ...], sent: Any) -> bool:
    for length in range(1, len(path) + 1):
        name = ".".join(step.replace(".", "\\.") for step in path[:length])
        if name in extra and _dig(extra[name], path[length:]) == sent:
            return True
    return False


def _is_elsewhere(model: type[Row], path: tuple[str, ...]) -> bool:
    """Whether another table takes it."""
    paths = [tuple(nested.split(".")) for nested in model.nested]
    if beside := getattr(model, "beside", None):
        paths += [steps for column in beside.columns for steps in column.paths]
        paths += [tuple(constant.split(".")) for constant in beside.implied]
    return any(path[: len(steps)] == steps for steps in paths)


def _dig(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = value.get(step, _NOWHERE) if isinstance(value, dict) else _NOWHERE
    return value


def _is_told_by(kept: Any, sent: Any, kind: str) -> bool:
    if kept is None:
        return sent in (None, "", 0, "0")
    if kind in ("text", "id"):
        return kept == str(sent)
    if kind == "time":
        return isinstance(kept, datetime)
    number = {"true": 1, "false": 0}.get(sent, sent) if isinstance(sent, str) else sent
    return float(kept) == pytest.approx(float(number), abs=0.5)
