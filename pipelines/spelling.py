"""Settings that nobody would read, because their names are misspelled: refused with the nearest.

What dlt itself reads, and what belongs to other pipelines in the same file, is left alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from . import config
from .errors import CHANGE_FIRST, Stop

Path = tuple[str, ...]

_SOURCE: Path = ("sources", "intercom")
_OURS: tuple[Path, ...] = (_SOURCE, ("transforms",))
"""Sections in which every name must be known."""
_DESTINATIONS = ("duckdb", "postgres")
_NOT_SETTABLE = {"as_of"}
_OF_A_SOURCE = {
    "max_table_nesting",
    "name",
    "parallelized",
    "root_key",
    "schema_contract",
    "section",
}
"""What dlt reads of any source."""
_LIKE = 0.75
_ANOTHER = re.compile(r"(intercom|duckdb|postgres)[_\d].*")
"""A second source or destination with a name of its own."""


@dataclass(frozen=True)
class Unknown:
    """A setting that is made and not read."""

    path: Path
    near: Path
    is_variable: bool

    @property
    def sentence(self) -> str:
        """What is wrong, and what may have been meant."""
        if self.is_variable:
            name, near = "__".join(self.path), "__".join(self.near).upper()
        else:
            is_beside = self.near[:-1] == self.path[:-1]
            name, near = ".".join(self.path), ".".join(self.near[-1:] if is_beside else self.near)
        hint = f"did you mean {near}?" if near else "docs/settings.md lists all"
        return f"there is no setting {name}; {hint}"


def refuse() -> None:
    """End here if a setting is misspelled. Errors: `Stop` with the first of them."""
    for one in unknown():
        raise Stop(one.sentence, CHANGE_FIRST)


def unknown() -> Iterator[Unknown]:
    """Every setting that is meant for us and that nobody reads."""
    for document in config.documents():
        for path in _leaves(document):
            if (near := _judged(path, document)) is not None:
                yield Unknown(path, near, is_variable=False)
    for name in config.variables():
        path = tuple(name.split("__"))
        if (near := _judged_variable(path)) is not None:
            yield Unknown(path, near, is_variable=True)


def _judged_variable(path: Path) -> Path | None:
    """The same for a variable, where one _ for two and small letters are mistakes, too."""
    lower = tuple(step.lower() for step in path)
    for one in known():
        if _flat(one) == _flat(path):
            return one if path != tuple(map(str.upper, one)) else None
        if one[-1] != "credentials" and lower[: len(one)] == one:
            return one  # a variable takes a list or a table as a whole
    return _judged(lower, {})


@cache
def known() -> tuple[Path, ...]:
    """The whole name of every setting that is ours."""
    from dataclasses import fields

    from sources.intercom import Settings
    from transforms import Settings as Transforms

    transforms = (one.name for one in fields(Transforms) if one.name not in _NOT_SETTABLE)
    return (
        *((*_SOURCE, name) for name in (*Settings.model_fields, "workspace")),
        *(("transforms", name) for name in transforms),
        *(("destination", kind, "credentials") for kind in _DESTINATIONS),
    )


def _judged(path: Path, document: Mapping[str, object]) -> Path | None:
    """The nearest setting to an unknown one, `()` if none is near; None if it is not to be told."""
    if path[:3] == (*_SOURCE, "intercom"):  # the whole name that dlt gives to the source's settings
        path = (*_SOURCE, *path[3:])
    if any(path[: len(one)] == one for one in known()) or path in _OURS or _is_dlts(path):
        return None
    near = _nearest(path)
    if any(path[: len(section)] == section for section in _OURS):
        return near
    is_anothers = any(map(_ANOTHER.fullmatch, path)) or _has_a_type(path, document)
    return None if is_anothers else near or None


def _is_dlts(path: Path) -> bool:
    """Whether dlt reads it: of a source, of one of its resources, of a destination."""
    if len(path) < 3:
        return False
    if path[:2] == _SOURCE:
        return path[2] in (_OF_A_SOURCE if len(path) == 3 else _sections())
    is_destination = path[0] == "destination" and path[1] in _DESTINATIONS
    return is_destination and path[2] in _of_a_destination(path[1])


@cache
def _sections() -> frozenset[str]:
    """Sections of a source that dlt knows: its own, and the resources with their tables."""
    from dlt.common.configuration.specs import known_sections

    from sources.intercom import ENDPOINTS

    own = {name for key, name in vars(known_sections).items() if key.isupper()}
    tables = {child.table.table for one in ENDPOINTS for child in one.children}
    return frozenset(own | tables | {one.name for one in ENDPOINTS} | {"sync_runs"})


@cache
def _of_a_destination(kind: str) -> frozenset[str]:
    from dlt.destinations.impl.duckdb.configuration import DuckDbClientConfiguration
    from dlt.destinations.impl.postgres.configuration import PostgresClientConfiguration

    spec = {"duckdb": DuckDbClientConfiguration, "postgres": PostgresClientConfiguration}[kind]
    return frozenset(spec().get_resolvable_fields())


def _nearest(path: Path) -> Path:
    """The setting that is like it in every step, or `()`."""
    found = [
        (min(_likeness(*pair) for pair in zip(path, one, strict=False)), one)
        for one in known()
        if len(one) <= len(path)
    ]
    likeness, near = max(found, default=(0.0, ()))
    return near if likeness >= _LIKE else ()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _has_a_type(path: Path, document: Mapping[str, object]) -> bool:
    """Whether it belongs to a destination of another name, as dlt lets one define them."""
    node: object = document
    for step in path[:2]:
        node = node.get(step) if isinstance(node, Mapping) else None
    return isinstance(node, Mapping) and "destination_type" in node


def _leaves(node: object, path: Path = ()) -> Iterator[Path]:
    if not isinstance(node, Mapping):
        yield path
        return
    for name, value in node.items():
        yield from _leaves(value, (*path, str(name)))


def _flat(path: Path) -> str:
    return re.sub("_+", "_", "_".join(path)).lower()
