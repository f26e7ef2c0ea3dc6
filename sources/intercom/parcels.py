"""A file of rows, whole and checked, on its way from the fetching thread to the warehouse."""

import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

import pyarrow as pa

from .columns import COUNT, SECONDS, TIME, Kind
from .exportfiles import Damaged, sheets
from .known import Object
from .rows import Builder, Findings, Row, Stamp, row_hash

_ROWS = 5_000
_BYTES = 8_000_000
AS_TEXT = "{} as text"
"""Key in `_extra` of a cell that is not what its column holds."""


@dataclass(frozen=True)
class Sheet:
    """What the CSV of this name holds: a table, and for each of its columns a key and a kind."""

    name: str
    model: type[Row]
    places: tuple[tuple[str, Kind | None], ...]


@dataclass(frozen=True)
class Parcel:
    """Loaded as one, in the slice that it comes in: half of it never takes the place of all."""

    resource: str
    asked_at: datetime
    sheets: tuple[Sheet, ...] = ()
    file: IO[bytes] | None = None
    """Unnamed: it is gone when it is closed, and when we are killed. None: nothing to download."""
    rows: int = 0
    constants: Mapping[str, Any] = field(default_factory=dict)
    """What all rows have."""
    hide: Callable[[Object], Object] = lambda row: row
    """Leaves out of a row what is not to be kept."""
    clearing: tuple[type[Row], Object] | None = None
    """A row that clears what the others replace, also when there are none."""

    def __post_init__(self) -> None:
        """See that the file goes, also where nobody takes it."""
        if self.file is not None:
            weakref.finalize(self, self.file.close)

    @property
    def size(self) -> int:
        """Bytes that it takes up while it waits to be loaded."""
        return 0 if self.file is None else os.fstat(self.file.fileno()).st_size

    def tables(self, workspace_id: str, findings: Findings) -> Iterator[tuple[type[Row], pa.Table]]:
        """Its rows as Arrow tables of some thousand rows;"""
        stamp = Stamp(workspace_id, self.asked_at)
        if self.clearing:
            model, row = self.clearing
            builder = Builder(model, findings)
            builder.add(row, stamp)
            yield model, builder.take()
        for sheet, rows in self._sheets():
            builder, size = Builder(sheet.model, findings), 0
            for cells in rows:
                size += sum(map(len, cells))
                row = self.hide(dict(self.constants) | _object(sheet, cells))
                builder.add(row, stamp)
                if len(builder) >= _ROWS or size >= _BYTES:
                    size = 0
                    yield sheet.model, builder.take()
            if len(builder):
                yield sheet.model, builder.take()

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            self.file.close()

    def _sheets(self) -> Iterator[tuple[Sheet, Iterator[list[str]]]]:
        if self.file is None:
            return
        for sheet, (name, rows) in zip(self.sheets, sheets(self.file), strict=True):
            if sheet.name != name or next(rows, None) is None:
                raise Damaged("it changed while it was read")
            yield sheet, rows


def _object(sheet: Sheet, cells: list[str]) -> Object:
    """A row of the file by key; a cell that its column cannot take is kept beside it."""
    row: Object = {}
    for (key, kind), text in zip(sheet.places, cells, strict=True):
        if text == "":
            continue
        try:
            row[key] = _value(kind, text)
        except ValueError:
            row[AS_TEXT.format(key)] = text
    if "id" in sheet.model.keys:
        row["id"] = row_hash(row)
    return row


def _value(kind: Kind | None, text: str) -> object:
    """A cell as its column takes it; `ValueError` if it does not."""
    if kind is TIME:
        return _unix_seconds(text)
    if kind in (COUNT, SECONDS):
        return round(float(text))
    return text


def _unix_seconds(text: str) -> float:
    """A time in UTC: Unix seconds, or as `2024-05-31 12:00:00`, with or without `UTC` behind it."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.removesuffix(" UTC").strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
