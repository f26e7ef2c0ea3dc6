"""What never reaches a disk: values that `redact` names are left out, or replaced by a hash.

Every answer is redacted as it arrives, before anything is made of it, so that rows, `_extra`,
rejected rows, fingerprints and digests hold no such value. What the reports need of a value, as
how many words it has, is noted beside it before that.
"""

import difflib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import orjson

from .answers import Reply
from .client import IntercomClient
from .columns import ID, JSON, TEXT, Column
from .endpoints import Child, Endpoint
from .errors import SettingsInvalid
from .exporttables import EXPORTED
from .facts import Fact, note
from .rows import Row
from .settings import Settings
from .shelf import tables_of
from .tables import RejectedRow

Path = tuple[str, ...]
Hide = Callable[[Any], Any]

_HASH = ":hash"
_EACH = "*each*"
"""A step to all values of a map."""
_KINDS = (TEXT, ID, JSON)


class RedactingClient(IntercomClient):
    """The same client in the same session, for one resource: what it brings is redacted."""

    def __init__(self, client: IntercomClient, redact: Hide) -> None:
        self._client, self._redact = client, redact

    def __getattr__(self, name: str) -> Any:
        """Everything that a client knows is known by the first one."""
        return getattr(self._client, name)

    async def send(self, *args: Any, **options: Any) -> Reply:
        """One answer, as `IntercomClient.send` gets it. Errors: see there."""
        reply = await super().send(*args, **options)
        return replace(reply, json=self._redact(reply.json))


class Wish(NamedTuple):
    """One entry of `redact`: a column, or a key inside a JSON column."""

    model: type[Row]
    column: Column
    inside: Path
    hide: Hide

    @property
    def paths(self) -> list[Path]:
        """Where the values are in an object."""
        return [(*path, *self.inside) for path in self.column.paths]

    @property
    def facts(self) -> list[Fact]:
        """What other columns tell of the value; it must be known before the value goes."""
        return [
            column.fact
            for column in self.model.columns
            if column.fact and column.paths[0] in self.column.paths and not self.inside
        ]


class Redaction:
    """The settings `redact` and `redact_salt`, held against the tables. Errors: `SettingsInvalid`.

    Columns that the sync itself goes by are refused: keys, and what other resources are asked by.
    """

    def __init__(self, settings: Settings, endpoints: Iterable[Endpoint]) -> None:
        every = list(endpoints)
        models = {model.table: model for one in every for model in tables_of(one)}
        models[RejectedRow.table] = RejectedRow
        self._needed = dict(_needed(every))
        self._wishes = [self._wish(entry, models, settings) for entry in settings.redact]
        self._entries = list(zip(settings.redact, self._wishes, strict=True))

    def entries(self, endpoint: Endpoint) -> tuple[str, ...]:
        """What the setting names of a resource's tables."""
        mine = tables_of(endpoint)
        return tuple(entry for entry, wish in self._entries if wish.model in mine)

    @property
    def columns(self) -> list[str]:
        """Columns that go as a whole, each by the name that it has in the warehouse."""
        whole = [wish for wish in self._wishes if not wish.inside]
        return [f"{wish.model.table}.{wish.column.name}" for wish in whole]

    def of(self, endpoint: Endpoint) -> Hide:
        """Redacts an answer for a resource: the object that it is, or those of its list."""
        lists = [tuple(one.strip().split(".")) for one in endpoint.rows.split("|") if one]
        found = [
            ((*place, *path), wish)
            for path, wish in self._paths(endpoint)
            for place in ((), *lists)
        ]
        facts = [(path, wish.facts) for path, wish in found if wish.facts]
        paths = [(path, wish.hide) for path, wish in found]

        def redacted(answer: Any) -> Any:
            for path, told in facts:
                for holder in _holders(answer, path[:-1]):
                    note(told, holder, path[-1])
            return _applied(answer, paths)

        return redacted

    def row(self, model: type[Row], raw: dict[str, Any]) -> dict[str, Any]:
        """A row that no answer brought."""
        mine = [wish for wish in self._wishes if wish.model is model]
        row: dict[str, Any] = _applied(raw, [(path, w.hide) for w in mine for path in w.paths])
        return row

    def _paths(self, endpoint: Endpoint) -> Iterator[tuple[Path, Wish]]:
        for wish in self._wishes:
            if wish.model in (endpoint.table, endpoint.table.beside):
                yield from ((path, wish) for path in wish.paths)
            for child in endpoint.children:
                if wish.model is child.table:
                    yield from ((path, wish) for path in _inside(endpoint, child, wish.paths))

    def _wish(self, entry: str, models: Mapping[str, type[Row]], settings: Settings) -> Wish:
        name = entry.removesuffix(_HASH)
        table, *steps = re.split(r"(?<!\\)\.", name)
        path = tuple(step.replace("\\.", ".") for step in steps)
        found = _column(models[table], path) if table in models else None
        if table.startswith(EXPORTED) and table not in models:
            raise _refused(
                f"Intercom decides about the columns of {table}; leave its export out instead"
            )
        if found is None:
            raise _refused(f"there is no column {name}{_like(name, models.values())}")
        column, inside = found
        full = f"{table}.{column.name}"
        if not _may_go(models[table], column):
            raise _refused(f"{full} stays: only text, ids and JSON that are no key can be redacted")
        if reader := self._needed.get((table, column.paths[0][0])):
            raise _refused(f"{full} stays: {reader} are asked for by it")
        return Wish(models[table], column, inside, _hide(entry, column, inside, settings))


def _hide(entry: str, column: Column, inside: Path, settings: Settings) -> Hide:
    if not entry.endswith(_HASH):
        return lambda _: None
    if column.kind is JSON and not inside:
        raise _refused(f"{entry}: name a key inside of {column.name}, or leave all of it out")
    if not settings.redact_salt:
        raise _refused(f"{entry} needs the setting redact_salt, a secret of 16 characters or more")
    salt = settings.redact_salt.encode()
    nothing = (None, "", 0, "0") if column.kind is ID else (None, "")

    def hashed(value: Any) -> str | None:
        """SHA-256 keyed with the salt: equal values stay equal, and nobody can try them out."""
        if value in nothing:
            return None
        text = value if isinstance(value, str) else orjson.dumps(value, option=_SORTED).decode()
        return hmac.digest(salt, text.encode(), "sha256").hex()

    return hashed


_SORTED = orjson.OPT_SORT_KEYS


def _column(model: type[Row], path: Path) -> tuple[Column, Path] | None:
    """The column of this name or path in Intercom's object, and the rest of a path inside JSON."""
    fits = [
        (len(known), column)
        for column in model.columns
        for known in ((column.name,), *(() if column.fact else column.paths))
        if path[: len(known)] == known and (path == known or column.kind is JSON)
    ]
    length, column = max(fits, key=lambda fit: fit[0], default=(0, None))
    return None if column is None else (column, path[length:])


def _may_go(model: type[Row], column: Column) -> bool:
    is_told = bool(column.paths) and column.name not in model.primary_key()
    return is_told and column.kind in _KINDS


def _like(name: str, models: Iterable[type[Row]]) -> str:
    columns = ((model, column) for model in models for column in model.columns)
    names = [f"{model.table}.{column.name}" for model, column in columns if _may_go(model, column)]
    near = difflib.get_close_matches(name, names, cutoff=0.7)
    return f"; did you mean {' or '.join(near)}?" if near else "; docs/tables.md lists all"


def _refused(why: str) -> SettingsInvalid:
    return SettingsInvalid(f"the setting redact cannot be used: {why}")


def _needed(endpoints: Iterable[Endpoint]) -> Iterator[tuple[tuple[str, str], str]]:
    """Keys by which other things are asked for, each with the resource of these."""
    for endpoint in endpoints:
        if endpoint.read == "reports":
            yield (endpoint.name, "attributes"), "reports"
        names = [*endpoint.where, *([endpoint.batch.field] if endpoint.batch else [])]
        yield from (((endpoint.parent, name), endpoint.name) for name in names)


def _inside(endpoint: Endpoint, child: Child, paths: Iterable[Path]) -> Iterator[Path]:
    """Paths in the object that the rows of a child come in; those of a map are its values."""
    columns = {path for column in endpoint.table.columns for path in column.paths}
    for place in (tuple(one.strip().split(".")) for one in child.path.split("|")):
        is_map = place in columns
        yield from ((*place, _EACH, *path[1:]) if is_map else (*place, *path) for path in paths)


def _holders(value: Any, path: Path) -> Iterator[dict[str, Any]]:
    """The objects that a path leads to, in every item of the lists on the way."""
    if isinstance(value, list):
        for item in value:
            yield from _holders(item, path)
    elif isinstance(value, dict):
        yield from _holders(value.get(path[0]), path[1:]) if path else [value]


def _applied(value: Any, paths: Iterable[tuple[Path, Hide]]) -> Any:
    for path, hide in paths:
        value = _redacted(value, path, hide)
    return value


def _redacted(value: Any, path: Path, hide: Hide) -> Any:
    """The value with what the path leads to hidden, in every item of the lists on the way.

    What should be an object and is none is left out whole: nobody knows what it holds.
    """
    if not path:
        return hide(value)
    if isinstance(value, list):
        return [_redacted(item, path, hide) for item in value]
    if not isinstance(value, dict):
        return None
    step, rest = path[0], path[1:]
    for name in value if step == _EACH else {step} & value.keys():
        value[name] = _redacted(value[name], rest, hide)
    return value
