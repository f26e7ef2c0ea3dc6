"""What a raw table is: one pydantic model per table, and the way from JSON objects to Arrow.

A model states every column once: name, kind, JSON path, meaning. The Arrow schema, the dlt hints,
the set of known keys and the data dictionary all follow from it. Knows nothing of HTTP or dlt.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

import orjson
import pyarrow as pa
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from .columns import INT64, JSON, MICROS, TEXT, TIME, Column, array, column
from .known import Known, Object, known_keys, unknown_keys

_WORKSPACE = Column("workspace_id", TEXT, "The workspace that the row belongs to.")
_SYNCED = Column("synced_at", TIME, "Start of the request that saw the row last.")
_FINGERPRINT = Column("_fingerprint", TEXT, "Tells an unchanged search row from a changed one.")
_EXTRA = Column("_extra", JSON, "Keys that this version does not know, by their path.")


_PACK = 2_000
_HUGE = 8_000_000  # bytes


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
    beside: ClassVar["type[Row] | None"]
    """Table that tells the rest of these rows: what it knows needs no column here."""
    fingerprinted: ClassVar[bool]
    """Whether search rows of this table are compared with the warehouse before they are written."""
    cleared_by: ClassVar[str]
    """Column of a row that stands for all rows with its keys: they go before others come. Such keys
    are those of a group of rows, not of one."""

    columns: ClassVar[tuple[Column, ...]]
    schema: ClassVar[pa.Schema]
    known: ClassVar[Known]

    def __init_subclass__(
        cls,
        *,
        table: str,
        keys: tuple[str, ...] = ("id",),
        implied: Mapping[str, str] = MappingProxyType({}),
        nested: tuple[str, ...] = (),
        beside: "type[Row] | None" = None,
        fingerprinted: bool = False,
        cleared_by: str = "",
    ) -> None:
        super().__init_subclass__()
        cls.table, cls.keys, cls.fingerprinted = table, keys, fingerprinted
        cls.cleared_by = cleared_by
        cls.implied = {**getattr(cls, "implied", {}), **implied}  # what a derived table adds to
        cls.nested, cls.beside = nested, beside

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        own = [column(name, info) for name, info in cls.model_fields.items()]
        fingerprint = [_FINGERPRINT] if cls.fingerprinted else []
        cls.columns = (_WORKSPACE, *own, _SYNCED, *fingerprint, _EXTRA)
        cls.schema = pa.schema([(column.name, column.kind.arrow) for column in cls.columns])
        other = [column for column in cls.beside.columns if column.paths] if cls.beside else []
        implied = {**(cls.beside.implied if cls.beside else {}), **cls.implied}
        cls.known = known_keys([*own, *other], implied, cls.nested)

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
        if cls.cleared_by:
            hints[cls.cleared_by]["hard_delete"] = True
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
        self._packed: list[pa.Table] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

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
        synced = round(stamp.synced_at.timestamp() * MICROS)
        tail = (synced, stamp.fingerprint) if model.fingerprinted else (synced,)
        self._rows.append((stamp.workspace_id, *vars(row).values(), *tail, extra or None))
        self._count += 1
        if len(self._rows) == _PACK:
            self._pack()
        return True

    def take(self) -> pa.Table:
        """All rows collected since the last call."""
        self._pack()
        packed, self._packed, self._count = self._packed, [], 0
        return pa.concat_tables(packed) if packed else self.model.schema.empty_table()

    def _pack(self) -> None:
        """As Arrow, rows take a tenth of the memory."""
        rows, self._rows = self._rows, []
        if rows:
            columns = zip(self.model.columns, zip(*rows, strict=True), strict=True)
            arrays = [array(column.kind, values) for column, values in columns]
            self._packed.append(pa.Table.from_arrays(arrays, schema=self.model.schema))


def decode(body: bytes, findings: Findings) -> Any:
    """Parse a response body; what no warehouse can hold (NUL, lone surrogates) becomes U+FFFD."""
    try:
        if len(body) > _HUGE:  # orjson would copy it
            return _clean(from_json(body, allow_inf_nan=False, cache_strings="keys"), findings)
        value = orjson.loads(body)
    except ValueError:
        value = _lenient(body)
    else:
        if b"\\u0000" not in body:
            return value
    return _clean(value, findings)


def _lenient(body: bytes) -> Any:
    try:
        return json.loads(body)  # takes lone surrogates, which orjson refuses
    except RecursionError:
        raise ValueError("nested too deeply") from None


def row_hash(raw: Object) -> str:
    """A content hash that signed addresses do not change: query strings of URLs are left out."""
    text = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    bare = _QUERY.sub(rb"\1", text) if b"?" in text else text
    return hashlib.blake2b(bare, digest_size=8).hexdigest()


_QUERY = re.compile(rb'("https?://[^"?]*)\?[^"]*')
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


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
    if isinstance(value, int) and not -INT64 <= value < 2 * INT64:
        return float(value)  # what the quick parser makes of it, too
    return value
