"""From the text of a model to the text that runs: the same SQL, only its relations are replaced.

A raw relation becomes the dataset's table; a table or column that an older warehouse lacks
becomes an empty or null one of the declared type. Knows no database but its dialect's name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .definitions import definitions
from .errors import ModelError
from .models import GIVEN, RAW, Model, Reference
from .settings import Settings

Dialect = Literal["duckdb", "postgres"]
Declared = Mapping[str, Mapping[str, str]]
"""Raw tables: their columns with their kinds (text, id, number, count, seconds, ...)."""

_TYPES: Mapping[Dialect, Mapping[str, str]] = {
    "duckdb": {"number": "double", "time": "timestamptz", "json": "json"},
    "postgres": {"number": "double precision", "time": "timestamptz", "json": "jsonb"},
}
_SHARED_TYPES = {"text": "text", "id": "text", "count": "bigint", "seconds": "bigint"}
_LOAD_ID = {"_dlt_load_id": "text"}
_ZONES: Mapping[Dialect, str] = {
    "duckdb": "select name from pg_timezone_names()",
    "postgres": "select name from pg_timezone_names",
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything outside the models that their text depends on."""

    dialect: Dialect
    declared: Declared
    existing: Mapping[str, Mapping[str, str]] | None = None
    """Raw tables in the warehouse, their columns and types; None: all that is declared."""
    raw: str = RAW
    settings: Settings = field(default_factory=Settings)


def render(model: Model, scene: Scene, replaced: Mapping[str, str] | None = None) -> str:
    """The model as it will run; `replaced` gives selects in place of some relations.

    Those of raw tables go by the name that they have in a header: `intercom.conversations`.
    """
    pieces, position = [], 0
    for ref in model.references:
        pieces += [model.text[position : ref.start], _relation(model, ref, scene, replaced or {})]
        position = ref.end
    return "".join([*pieces, model.text[position:]]).strip()


def quoted(*names: str) -> str:
    """An identifier, each part in double quotes: `"dataset"."table"`."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(value: str | None, kind: str = "text") -> str:
    """A typed SQL literal or null."""
    return f"cast({_text(value)} as {kind})"


def _relation(model: Model, ref: Reference, scene: Scene, replaced: Mapping[str, str]) -> str:
    if ref.is_raw and ref.name not in scene.declared:
        raise ModelError(f"{model.file}: no raw table {ref.name} is declared")
    select = replaced.get(ref.full_name)
    if select is None:
        select = _patched(ref.name, scene) if ref.is_raw else _given(ref.name, scene)
    if select is None:
        return quoted(scene.raw if ref.is_raw else scene.settings.dataset, ref.name)
    return f"({select})" if ref.has_alias else f"({select}) as {ref.name}"


def raw_relation(table: str, scene: Scene) -> str:
    """A raw table as models see it, to stand after `from`."""
    select = _patched(table, scene)
    return quoted(scene.raw, table) if select is None else f"({select}) as {table}"


def _patched(table: str, scene: Scene) -> str | None:
    """A select in place of a raw table that is missing or lacks columns; None if it is whole."""
    if scene.existing is None:
        return None
    present = scene.existing.get(table, {})
    columns = {**scene.declared[table], **_LOAD_ID}
    nulls = [
        f"cast(null as {column_type(kind, scene.dialect)}) as {quoted(name)}"
        for name, kind in columns.items()
        if name not in present
    ]
    if not present:
        return f"select {', '.join(nulls)} where false"
    return f"select *, {', '.join(nulls)} from {quoted(scene.raw, table)}" if nulls else None


def column_type(kind: str, dialect: Dialect) -> str:
    """The database's type of a kind of column."""
    return {**_SHARED_TYPES, "flag": "boolean", **_TYPES[dialect]}[kind]


def _given(name: str, scene: Scene) -> str | None:
    settings = scene.settings
    match name:
        case "time_zones":
            return _ZONES[scene.dialect]
        case "settings":
            return _settings(settings)
        case "excluded_tags" | "our_domains" | "bot_admins" | "bot_apps":
            return _rows(name, [(one,) for one in _listed(name, settings)])
        case "named_settings":
            return _rows(name, _named(settings))
        case "extra_columns":
            return _extra_columns(settings)
        case "catalogue":
            return _catalogue()
    return None


def _rows(name: str, rows: Iterable[tuple[str | None, ...]]) -> str:
    """A select of some texts, with the columns of a relation that the runner provides."""
    columns = GIVEN[name]
    typed = ", ".join(f"cast({column} as text) as {column}" for column in columns)
    values = ",\n".join(f"({', '.join(map(_text, row))})" for row in rows)
    nothing = f"select {', '.join(['null'] * len(columns))} where false"
    told = f"values {values}" if values else nothing
    return f"select {typed} from ({told}) as told ({', '.join(columns)})"


def _text(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def _named(settings: Settings) -> Iterator[tuple[str, str]]:
    """What settings name that may not be there: each setting and a name."""
    for name in ("excluded_tags", "our_domains", "bot_admins", "bot_apps"):
        yield from ((name, value) for value in _listed(name, settings))
    yield from (("extra_columns", attribute) for attribute in settings.extra_columns.values())
    for name in ("office_hours_schedule", "report_time_zone"):
        if chosen := getattr(settings, name):
            yield name, chosen


def _listed(name: str, settings: Settings) -> list[str]:
    """The names in a list; those of addresses without an @ in front, in small letters."""
    names: tuple[str, ...] = getattr(settings, name)
    is_address = name in ("our_domains", "bot_admins")
    return [one.lower().lstrip("@") if is_address else one for one in names]


def _extra_columns(settings: Settings) -> str:
    chosen = [
        f"max(value_text) filter (where attribute_name = {_text(attribute)}) as {quoted(column)}"
        for column, attribute in settings.extra_columns.items()
    ]
    table = quoted(settings.dataset, "conversation_attributes")
    key = ", ".join(GIVEN["extra_columns"])
    return f"select {', '.join([key, *chosen])} from {table} group by {key}"


def _catalogue() -> str:
    return _rows(
        "catalogue",
        (
            (one.table, one.column, str(place), *one.meaning)
            for columns in definitions().values()
            for place, one in enumerate(columns, start=1)
        ),
    )


def _settings(settings: Settings) -> str:
    now = literal(settings.as_of.isoformat(), "timestamptz") if settings.as_of else None
    return (
        f"select {literal(settings.report_time_zone)} as report_time_zone, "
        f"{literal(settings.deleted_conversations)} as deleted_conversations, "
        f"{literal(settings.office_hours_schedule)} as office_hours_schedule, "
        f"{now or 'current_timestamp'} as as_of"
    )
