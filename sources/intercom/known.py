"""Which keys of an object have a column, and which are new. No field is ever lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .columns import Column
from .facts import noted

Object = dict[str, Any]
"""One JSON object as Intercom sent it."""


@dataclass
class Known:
    """The keys of an object that columns hold; `others` are inner objects and constants."""

    leaves: set[str] = field(default_factory=set)
    others: dict[str, "Known | _Alternative | str"] = field(default_factory=dict)


def known_keys(
    columns: Iterable[Column], implied: Mapping[str, str], nested: Iterable[str]
) -> Known:
    """All paths that a table holds: its columns, constants, and lists with tables of their own."""
    known = Known()
    for path, constant in implied.items():
        _put(known, path.split("."), constant)
    for path in nested:
        _put(known, path.split("."), None)
    for column in columns:
        paths = (noted(column.paths[0]),) if column.fact else column.paths
        for place, steps in enumerate(paths):
            _put(known, steps, _Alternative(paths[:place]) if place else None)
    return known


def _put(known: Known, steps: Sequence[str], other: "_Alternative | str | None") -> None:
    """Add a path; a column that holds a whole object covers everything below it."""
    for step in steps[:-1]:
        if step in known.leaves:
            return
        inner = known.others.setdefault(step, Known())
        assert isinstance(inner, Known)
        known = inner
    if other is None:
        known.others.pop(steps[-1], None)
        known.leaves.add(steps[-1])
    elif steps[-1] not in known.leaves:
        known.others[steps[-1]] = other


def unknown_keys(raw: Object, known: Known) -> Object:
    """Everything in `raw` that no column holds, by its path; a dot in a name becomes `\\.`."""
    found: Object = {}
    _look(raw, known, "", raw, found)
    return found


def _look(raw: Object, known: Known, path: str, root: Object, found: Object) -> None:
    for name in raw.keys() - known.leaves:
        value, expected = raw[name], known.others.get(name)
        if isinstance(expected, str):
            if value == expected:
                continue
        elif isinstance(expected, Known):
            if isinstance(value, dict):
                _look(value, expected, f"{path}{name}.", root, found)
                continue
            if value is None:
                continue
        elif isinstance(expected, _Alternative) and expected.is_used(root):
            continue
        found[path + name.replace(".", "\\.")] = value


@dataclass(frozen=True)
class _Alternative:
    """A path that is read only where the preferred ones are absent."""

    preferred: tuple[tuple[str, ...], ...]

    def is_used(self, root: Object) -> bool:
        return not any(_has(root, path) for path in self.preferred)


def _has(root: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(root, dict) or name not in root:
            return False
        root = root[name]
    return True
