"""A model is one .sql file: a header for people and machines, one select, and what it reads.

Knows files and their headers, no database; what the headers claim is checked in `columns`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from .errors import ModelError, SettingsError

RAW = "intercom"
"""The word for the raw dataset in the text of the models, whatever the dataset is called."""

GIVEN: Mapping[str, tuple[str, ...]] = {
    "settings": ("report_time_zone", "deleted_conversations", "office_hours_schedule", "as_of"),
    "excluded_tags": ("name",),
    "our_domains": ("name",),
    "bot_admins": ("name",),
    "bot_apps": ("name",),
    "time_zones": ("name",),
    "named_settings": ("setting", "setting_value"),
    "extra_columns": ("workspace_id", "conversation_id"),
    "catalogue": (
        *("table_name", "column_name", "column_order", "unit", "definition", "date_column"),
        *("numerator", "denominator", "counts_for", "intercom_name", "differs_from_intercom"),
    ),
    "new_loads": ("load_id",),
}
"""Relations that the runner provides, with their columns."""

_READ_BY_GIVEN = {"extra_columns": "conversation_attributes"}

FOLDERS = ("staging", "steps", "marts")
CHECKS = "checks"
CHANGES = "changes"
_FIELDS = ("kind", "key", "reads", "units", "nulls", "excludes", "incremental")
_FIELD = re.compile(rf"^-- ({'|'.join(_FIELDS)}) +(\S.*)$")
_CONTINUED = re.compile(r"^-- {6,}(\S.*)$")
_PLACE = re.compile(r"--[^\n]*|'[^']*'|\b(?:from|join)\s+(?P<name>[\w.]+)(?P<alias>\s+as\b)?")


class Reference(NamedTuple):
    """One place in the text where a relation is named: characters `start` up to `end`."""

    name: str
    is_raw: bool
    has_alias: bool
    start: int
    end: int

    @property
    def full_name(self) -> str:
        """As headers write it: a raw relation carries the dataset."""
        return f"{RAW}.{self.name}" if self.is_raw else self.name


@dataclass(frozen=True)
class Model:
    """One .sql file, read."""

    name: str
    file: str
    text: str
    title: str
    header: Mapping[str, str]
    references: tuple[Reference, ...]

    @property
    def summary(self) -> str:
        """What a row is and what it is for, without the name."""
        return self.title.removeprefix(f"{self.name}: ")

    @property
    def is_view(self) -> bool:
        """Whether it is a view; else a table."""
        return self.header["kind"] == "view"

    @property
    def key(self) -> list[str]:
        """Columns that identify a row."""
        return _names(self.header["key"])

    @property
    def incremental(self) -> str:
        """The column whose changed values are recomputed; empty if all rows are."""
        return self.header.get("incremental", "")

    @property
    def inputs(self) -> set[str]:
        """Other models that it reads."""
        names = {ref.name for ref in self.references if not ref.is_raw}
        return (names - GIVEN.keys()) | {_READ_BY_GIVEN[n] for n in names & _READ_BY_GIVEN.keys()}

    @property
    def reads(self) -> set[str]:
        """What the header says that the text reads; a raw relation carries the dataset."""
        return set(_names(self.header["reads"]))


@cache
def load(folders: tuple[str, ...] = FOLDERS) -> Mapping[str, Model]:
    """Read all models, in the order in which they must run."""
    paths = [path for name in folders for path in (files(__package__) / name).iterdir()]
    models = {}
    for path in sorted(paths, key=lambda path: path.name):
        if path.name.endswith(".sql"):
            model = parse(path.name, path.read_text(encoding="utf-8"))
            models[model.name] = model
    return MappingProxyType(ordered(models))


@cache
def changes() -> Mapping[str, Model]:
    """Selects of the keys that changed, by the name of the key; they are read, never built."""
    found = load((*FOLDERS, CHANGES))
    return MappingProxyType({name: found[name] for name in found.keys() - load().keys()})


@cache
def parse(file: str, text: str) -> Model:
    """Read one model from its text.

    Errors: `ModelError` for a header that lacks a line.
    """
    title, header = _header(file, text)
    name = file.removesuffix(".sql")
    return Model(name, file, text, title, header, _references(text, _names(header["reads"])))


def ordered(models: Mapping[str, Model]) -> dict[str, Model]:
    """Models after everything they read."""
    graph = {}
    for model in models.values():
        if unknown := sorted(model.inputs - models.keys()):
            raise ModelError(f"{model.file}: no model is called {', '.join(unknown)}")
        graph[model.name] = sorted(model.inputs)  # sorted, so that the order is always the same
    try:
        return {name: models[name] for name in TopologicalSorter(graph).static_order()}
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise ModelError(f"these models read each other in a circle: {circle}") from None


def selected(models: Mapping[str, Model], patterns: Iterable[str] | None) -> dict[str, Model]:
    """Models named by `name`, `name+` (and all that read it) or `+name` (and all it reads)."""
    if patterns is None:
        return dict(models)
    chosen: set[str] = set()
    for pattern in patterns:
        name = pattern.strip("+")
        chosen.add(named(models, name).name)
        if pattern.endswith("+"):
            chosen |= _readers(models, name)
        if pattern.startswith("+"):
            chosen |= {other for other in models if name in _readers(models, other)}
    return {name: model for name, model in models.items() if name in chosen}


def named(models: Mapping[str, Model], name: str) -> Model:
    """The model of this name.

    Errors: `SettingsError` with the nearest name.
    """
    if name not in models:
        near = get_close_matches(name, models, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise SettingsError(f"no model is called {name}{hint}")
    return models[name]


def _readers(models: Mapping[str, Model], name: str) -> set[str]:
    """All models that read `name`, directly or not; `models` is in running order."""
    found = {name}
    for model in models.values():
        if not found.isdisjoint(model.inputs):
            found.add(model.name)
    return found - {name}


def _header(file: str, text: str) -> tuple[str, dict[str, str]]:
    title = ""
    fields: dict[str, str] = {}
    current = None
    for line in text.splitlines():
        if not line.startswith("--") or (current and line == "--"):
            break  # what follows the fields is for people only
        if field := _FIELD.match(line):
            current = field[1]
            fields[current] = field[2].strip()
        elif current and (more := _CONTINUED.match(line)):
            fields[current] += " " + more[1].strip()
        elif not current:
            title = f"{title} {line.lstrip('- ')}".strip()
    if missing := [name for name in _FIELDS[:-1] if name not in fields]:
        raise ModelError(f"{file}: the header has no line {', '.join(missing)}")
    if fields["kind"] not in ("view", "table"):
        raise ModelError(f"{file}: kind is {fields['kind']!r}, neither view nor table")
    return title, fields


def _references(text: str, reads: list[str]) -> tuple[Reference, ...]:
    """Where the relations of the header stand: parsing all files takes a second of every run."""
    found = []
    for hit in _PLACE.finditer(text):
        if hit["name"] in reads:
            prefix, _, table = hit["name"].rpartition(".")
            found.append(Reference(table, bool(prefix), bool(hit["alias"]), *hit.span("name")))
    return tuple(found)


def _names(line: str) -> list[str]:
    return [name.strip() for name in line.split(",") if name.strip() not in ("", "nothing")]
