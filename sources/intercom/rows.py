"""What a raw table is: one pydantic model per table, and the way from JSON objects to Arrow.

A model states every column once: name, kind, JSON path, meaning. The Arrow schema, the dlt hints,
the set of known keys and the data dictionary all follow from it. Knows nothing of HTTP or dlt.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

Object = dict[str, Any]
"""One JSON object as Intercom sent it."""

UTC_TIME = pa.timestamp("us", tz="UTC")
_MICROS = 1_000_000
_FIRST_SECOND = -62_135_596_800  # year 1: what both warehouses and Python's datetime can hold
_LAST_SECOND = 253_402_300_799  # year 9999
_INT64 = 2**63
_NO_TIME = "neither Unix seconds nor an ISO 8601 time"


class Kind(NamedTuple):
    """How a column is kept: `name` for the dictionary, its Arrow type, its dlt type."""

    name: str
    arrow: pa.DataType
    dlt: str


TEXT = Kind("text", pa.string(), "text")
ID = Kind("id", pa.string(), "text")
NUMBER = Kind("number", pa.float64(), "double")
COUNT = Kind("count", pa.int64(), "bigint")
SECONDS = Kind("seconds", pa.int64(), "bigint")
FLAG = Kind("flag", pa.bool_(), "bool")
TIME = Kind("time", UTC_TIME, "timestamp")
JSON = Kind("json", pa.string(), "json")


def to_micros(value: object) -> object:
    """Unix seconds (number, digits) or ISO 8601 text as microseconds, kept within years 1-9999."""
    if type(value) is int and _FIRST_SECOND <= value <= _LAST_SECOND:
        return value * _MICROS  # nearly always; this runs twenty times a row
    if value is None or value == "":
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        value = _iso_seconds(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(_NO_TIME)
    seconds = int(value) if isinstance(value, int) else float(value)
    return round(min(max(seconds, _FIRST_SECOND), _LAST_SECOND) * _MICROS)


def _iso_seconds(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_NO_TIME) from None  # Python's own message repeats the value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def to_micros_or_never(value: object) -> object:
    """Like `to_micros`; 0 is null, as old payloads write 0 for "never"."""
    return None if value in (0, "0") else to_micros(value)


Key = Annotated[str, Field(min_length=1), TEXT]
"""Part of the primary key, the only leaf that must be there."""
Text = Annotated[str | None, TEXT]
"""Text; `""` becomes null, as Postgres' CSV loading would do anyway."""
Id = Annotated[str | None, ID]
"""A reference to another object, as text; `""`, `0` and `"0"` mean nobody and become null."""
Number = Annotated[float | None, NUMBER]
Count = Annotated[int | None, Field(ge=-_INT64, lt=_INT64), COUNT]
Seconds = Annotated[int | None, Field(ge=-_INT64, lt=_INT64), SECONDS]
Flag = Annotated[bool | None, FLAG]
Time = Annotated[int | None, BeforeValidator(to_micros), TIME]
MaybeTime = Annotated[int | None, BeforeValidator(to_micros_or_never), TIME]
"""A moment that may never have come."""
Json = Annotated[Any, JSON]
"""An open-ended list or object, kept as it came."""


def col(paths: str, description: str) -> Any:
    """Declare a column: JSON path (alternatives with `|`, the first present wins), meaning."""
    choices = [AliasPath(*path.strip().split(".")) for path in paths.split("|")]
    alias = choices[0] if len(choices) == 1 else AliasChoices(*choices)
    return Field(default=None, validation_alias=alias, description=description)


def key(paths: str, description: str) -> Any:
    """Declare a key column; a row without it is rejected."""
    declared = col(paths, description)
    return Field(validation_alias=declared.validation_alias, description=description)


class Column(NamedTuple):
    """One column as the warehouse sees it."""

    name: str
    kind: Kind
    description: str
    paths: tuple[tuple[str, ...], ...] = ()


_WORKSPACE = Column("workspace_id", TEXT, "The workspace that the row belongs to.")
_SYNCED = Column("synced_at", TIME, "Start of the request that saw the row last.")
_FINGERPRINT = Column("_fingerprint", TEXT, "Tells an unchanged search row from a changed one.")
_EXTRA = Column("_extra", JSON, "Keys that this version does not know, by their path.")


class Row(BaseModel):
    """Base of all raw tables: `class Tag(Row, table="tags")` with one `col(...)` per column."""

    model_config = ConfigDict(
        coerce_numbers_to_str=True, protected_namespaces=(), frozen=False, extra="ignore"
    )

    table: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    implied: ClassVar[Mapping[str, str]]
    """Constants that Intercom repeats in every row, by path; another value is kept in `_extra`."""
    nested: ClassVar[tuple[str, ...]]
    """Paths whose rows go to a table of their own."""
    fingerprinted: ClassVar[bool]
    """Whether search rows of this table are compared with the warehouse before they are written."""

    columns: ClassVar[tuple[Column, ...]]
    schema: ClassVar[pa.Schema]
    known: ClassVar["Known"]
    values: ClassVar[Any]

    def __init_subclass__(
        cls,
        *,
        table: str,
        keys: tuple[str, ...] = ("id",),
        implied: Mapping[str, str] = MappingProxyType({}),
        nested: tuple[str, ...] = (),
        fingerprinted: bool = False,
    ) -> None:
        super().__init_subclass__()
        cls.table, cls.keys, cls.implied = table, keys, implied
        cls.nested, cls.fingerprinted = nested, fingerprinted

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        own = [_column(name, info) for name, info in cls.model_fields.items()]
        fingerprint = [_FINGERPRINT] if cls.fingerprinted else []
        cls.columns = (_WORKSPACE, *own, _SYNCED, *fingerprint, _EXTRA)
        cls.schema = pa.schema([(column.name, column.kind.arrow) for column in cls.columns])
        cls.known = _known_keys(own, cls.implied, cls.nested)
        cls.values = attrgetter(*cls.model_fields)
        assert len(own) > 1, "attrgetter gives a tuple for two fields or more only"

    @classmethod
    def primary_key(cls) -> list[str]:
        """Key of the raw table: ids are unique within a workspace only."""
        return ["workspace_id", *cls.keys]

    @classmethod
    def hints(cls) -> dict[str, Any]:
        """Column hints for dlt; the newest read wins where one package holds a row twice."""
        hints: dict[str, Any] = {
            column.name: {
                "name": column.name,
                "data_type": column.kind.dlt,
                "description": column.description,
                "nullable": column.name not in cls.primary_key(),
            }
            for column in cls.columns
        }
        hints["synced_at"]["dedup_sort"] = "desc"
        return hints


@dataclass
class Findings:
    """What was noticed while objects became rows; ends up in the ledger and the summary."""

    unknown: Counter[str] = field(default_factory=Counter)
    rejected: list[Object] = field(default_factory=list)
    replaced_characters: int = 0


class Stamp(NamedTuple):
    """Where and when an object was read."""

    workspace_id: str
    synced_at: datetime
    fingerprint: str | None = None


class Builder:
    """Collects the rows of one table and gives them back as Arrow."""

    def __init__(self, model: type[Row], findings: Findings) -> None:
        self.model = model
        self.findings = findings
        self._rows: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, raw: Object, stamp: Stamp) -> bool:
        """Validate one object and keep its row; a row that does not validate is put aside."""
        model = self.model
        try:
            row = model.__pydantic_validator__.validate_python(raw)
        except ValidationError as error:
            self.findings.rejected.append(_rejection(model.table, raw, stamp, error))
            return False
        extra = unknown_keys(raw, model.known)
        if extra:
            self.findings.unknown.update(f"{model.table}.{path}" for path in extra)
        synced = round(stamp.synced_at.timestamp() * _MICROS)
        tail = (synced, stamp.fingerprint) if model.fingerprinted else (synced,)
        self._rows.append((stamp.workspace_id, *model.values(row), *tail, extra or None))
        return True

    def take(self) -> pa.Table:
        """All rows collected since the last call."""
        rows, self._rows = self._rows, []
        if not rows:
            return self.model.schema.empty_table()
        columns = zip(self.model.columns, zip(*rows, strict=True), strict=True)
        arrays = [_array(column.kind, values) for column, values in columns]
        return pa.Table.from_arrays(arrays, schema=self.model.schema)


def decode(body: bytes, findings: Findings) -> Any:
    """Parse a response body; what no warehouse can hold (NUL, lone surrogates) becomes U+FFFD."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = json.loads(body)  # takes lone surrogates, which orjson refuses
    else:
        if b"\\u0000" not in body:
            return value
    return _clean(value, findings)


def unknown_keys(raw: Object, known: "Known") -> Object:
    """Everything in `raw` that no column holds, by its path."""
    found: Object = {}
    _look(raw, known, "", raw, found)
    return found


def _look(raw: Object, known: "Known", path: str, root: Object, found: Object) -> None:
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
        found[f"{path}{name}"] = value


def row_hash(raw: Object) -> str:
    """A content hash that signed addresses do not change: query strings of URLs are left out."""
    text = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(_QUERY.sub(rb"\1", text), digest_size=8).hexdigest()


_QUERY = re.compile(rb'("https?://[^"?]*)\?[^"]*')
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass
class Known:
    """The keys of an object that columns hold; `others` are inner objects and constants."""

    leaves: set[str] = field(default_factory=set)
    others: dict[str, "Known | _Alternative | str"] = field(default_factory=dict)


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


def _column(name: str, info: Any) -> Column:
    kind = next(item for item in info.metadata if isinstance(item, Kind))
    alias = info.validation_alias
    choices: list[Any] = alias.choices if isinstance(alias, AliasChoices) else [alias]
    paths = tuple(tuple(str(step) for step in choice.path) for choice in choices)
    return Column(name, kind, info.description or "", paths)


def _known_keys(
    columns: Iterable[Column], implied: Mapping[str, str], nested: Iterable[str]
) -> Known:
    known = Known()
    for path, constant in implied.items():
        _put(known, path.split("."), constant)
    for path in nested:
        _put(known, path.split("."), None)
    for column in columns:
        for place, steps in enumerate(column.paths):
            _put(known, steps, _Alternative(column.paths[:place]) if place else None)
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


def _array(kind: Kind, values: tuple[Any, ...]) -> pa.Array:
    if kind is JSON:
        dumped = [None if value is None else orjson.dumps(value).decode() for value in values]
        return pa.array(dumped, pa.string())
    if kind is TIME:
        return pa.array(values, pa.int64()).cast(UTC_TIME)
    array = pa.array(values, kind.arrow)
    if kind is TEXT:
        return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)
    if kind is ID:
        return pc.if_else(pc.is_in(array, _NOBODY), pa.scalar(None, pa.string()), array)
    return array


_NOBODY = pa.array(["", "0"])


def _rejection(table: str, raw: Object, stamp: Stamp, error: ValidationError) -> Object:
    """The row for `rejected_rows`; the error names places and types, never a value."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return {
        "id": row_hash(raw),
        "table": table,
        "object_id": str(raw["id"]) if raw.get("id") is not None else None,
        "error": "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in problems),
        "raw": raw,
        "stamp": stamp,
    }


def _clean(value: Any, findings: Findings) -> Any:
    if isinstance(value, str):
        clean, count = _UNHOLDABLE.subn("\ufffd", value)
        findings.replaced_characters += count
        return clean
    if isinstance(value, list):
        return [_clean(item, findings) for item in value]
    if isinstance(value, dict):
        return {_clean(name, findings): _clean(item, findings) for name, item in value.items()}
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return float(value)  # what the quick parser makes of it, too
    return value
