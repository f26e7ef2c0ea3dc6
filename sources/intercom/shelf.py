"""From deliveries to Arrow tables: one resource, its own table and those of its children."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pyarrow as pa

from .endpoints import Child, Endpoint
from .known import Object
from .ledger import Tally
from .parcels import Parcel
from .parts import MOST_PARTS, dig, misses, total_of
from .pieces import Piece
from .readers import Delivery
from .rows import Builder, Findings, Row, Stamp, decode, row_hash

_ROWS = 20_000
_BYTES = 16_000_000


class Shelf:
    """Collects the rows of a resource until there are enough for an Arrow table each."""

    def __init__(self, endpoint: Endpoint, workspace_id: str, tally: Tally) -> None:
        self.endpoint = endpoint
        self.tables = tables_of(endpoint)
        self._workspace_id = workspace_id
        self._tally = tally
        self._builders = {table: Builder(table, tally.findings) for table in self.tables}
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to `take`."""
        return self._bytes >= _BYTES or sum(map(len, self._builders.values())) >= _ROWS

    def add(self, delivery: Delivery) -> None:
        """Put the objects of a delivery on the shelf."""
        self._bytes += delivery.size
        objects = decode(delivery.body, Findings())  # replaced characters were counted on arrival
        prints = delivery.fingerprints or (None,) * len(objects)
        for raw, fingerprint in zip(objects, prints, strict=True):
            row = _object(raw)
            self._complete(row, delivery)
            self._add(row, Stamp(self._workspace_id, delivery.asked_at, fingerprint), delivery)

    def take(self) -> list[tuple[type[Row], pa.Table]]:
        """Everything on the shelf, table by table; counted at once, for the ledger's sake."""
        self._bytes = 0
        taken = [(model, b.take()) for model, b in self._builders.items() if len(b)]
        for model, table in taken:
            self._tally.loaded[model.table] += table.num_rows
        return taken

    def put(self, item: Delivery | Parcel) -> Iterator[tuple[type[Row], pa.Table]]:
        """Take what came, and give back the tables that are ready."""
        if isinstance(item, Parcel):
            yield from self._unpack(item)
        else:
            self.add(item)
            yield from self.take() if self.is_full else ()

    def _unpack(self, parcel: Parcel) -> Iterator[tuple[type[Row], pa.Table]]:
        """The tables of a file, some thousand rows at a time; it is gone after that."""
        with closing(parcel):
            for model, table in parcel.tables(self._workspace_id, self._tally.findings):
                kept = table.column(model.cleared_by).null_count if model.cleared_by else len(table)
                self._tally.loaded[model.table] += kept
                yield model, table

    def _complete(self, row: Object, delivery: Delivery) -> None:
        """Say what a row does not: where it belongs, when it was read, and an id if it has none."""
        wanted = self.endpoint.table.known.leaves
        if "fetched_at" in wanted:
            row["fetched_at"] = delivery.asked_at.isoformat()
        if delivery.parent_id:
            row[self.endpoint.parent_key] = delivery.parent_id
            if "id" in wanted:
                row.setdefault("id", row_hash(row))

    def _add(self, raw: Object, stamp: Stamp, delivery: Delivery) -> None:
        is_whole, earlier = True, 0
        if isinstance(delivery, Piece):
            is_whole, earlier = delivery.is_last, delivery.earlier
        for child in self.endpoint.children:
            choices = (dig(raw, path.strip()) for path in child.path.split("|"))
            inside = next((found for found in choices if found is not None), None)
            rows = list(_rows(inside, child))
            if child.counted and is_whole:
                self._count(raw, child, earlier + len(rows))
            for row in rows:
                row[child.parent] = raw.get(child.parent_id)
                if parent := self.endpoint.parent_key:
                    row[parent] = raw.get(parent)
                self._builders[child.table].add(row, stamp)
        if is_whole:
            self._builders[self.endpoint.table].add(raw, stamp)

    def _count(self, raw: Object, child: Child, received: int) -> None:
        total = total_of(raw, child.path)
        cut = received >= MOST_PARTS or (total is not None and total > received)
        raw["parts_received"], raw["parts_truncated"] = received, cut
        self._tally.truncated_threads += cut
        self._tally.short_threads += misses(received, total)


def tables_of(endpoint: Endpoint) -> list[type[Row]]:
    """The tables that a resource fills, its own first."""
    return [endpoint.table, *(child.table for child in endpoint.children)]


def columns_digest(endpoint: Endpoint) -> str:
    """Changes when a table of the resource gains a column."""
    names = [[table.table, *table.schema.names] for table in tables_of(endpoint)]
    return hashlib.blake2b(orjson.dumps(names), digest_size=8).hexdigest()


def _rows(inside: Any, child: Child) -> Iterator[Object]:
    """Objects of a list; a map becomes one row per name."""
    if isinstance(inside, dict):
        yield from ({"name": name, "value": value} for name, value in inside.items() if name)
    elif isinstance(inside, list):
        yield from map(_object, inside)


def _object(raw: Any) -> Object:
    """What is no object has no key either: it will be rejected, not lost."""
    return raw if isinstance(raw, dict) else {"": raw}
