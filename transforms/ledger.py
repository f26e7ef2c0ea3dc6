"""What earlier runs left behind: how each model was built, and which loads all models have seen.

A model's digest covers its SQL, that of the views it reads and the contents of the small tables
it reads, so that a model is rebuilt by itself when any of them changed.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from .render import literal, quoted
from .warehouse import Warehouse

_MODELS, _LOADS, _CHANGES = "_transform_state", "_transform_loads", "_transform_changes"
_NOISE = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\")|(?:--[^\n]*|\s)+")


ALL = "*"
"""In place of a model's name: the files whose columns were resolved."""


class Built(NamedTuple):
    """How a model was built last: of what, with which contents if it is small, how many rows."""

    digest: str
    contents: str | None
    rows: int | None


class Ledger:
    """Two tables in the reporting dataset."""

    def __init__(self, warehouse: Warehouse, raw: str) -> None:
        self.warehouse = warehouse
        self.raw = raw
        self.models = quoted(warehouse.dataset, _MODELS)
        self.loads = quoted(warehouse.dataset, _LOADS)
        self.changes = quoted(warehouse.dataset, _CHANGES)
        warehouse.create_dataset()
        warehouse.rows(
            f"create table if not exists {self.models}"
            " (model text, digest text, contents text, row_count bigint, built_at timestamptz)"
        )
        warehouse.rows(f"create table if not exists {self.loads} (load_id text)")
        warehouse.rows(f"create table if not exists {self.changes} (key_name text, key_value text)")
        self.built = {
            model: Built(digest, contents, rows)
            for model, digest, contents, rows in warehouse.rows(
                f"select model, digest, contents, row_count from {self.models}"
            )
        }

    def new_loads(self) -> list[str] | None:
        """Loads that no complete run has seen; None if that cannot be known.

        It cannot where the loader keeps no list, or where a load that was seen is no longer in it:
        then tables were dropped and loaded anew.
        """
        if not self.warehouse.columns(self.raw, "_dlt_loads"):
            return None
        finished = self.warehouse.rows(
            f"select distinct load_id from {quoted(self.raw, '_dlt_loads')} where status = 0"
        )
        seen = {load_id for (load_id,) in self.warehouse.rows(f"select load_id from {self.loads}")}
        present = {load_id for (load_id,) in finished}
        return sorted(present - seen) if seen <= present else None

    def saw(self, loads: Iterable[str]) -> None:
        """All models have seen these loads and everything that changed."""
        self.warehouse.rows(f"delete from {self.changes}")
        for load_id in loads:
            self.warehouse.rows(f"insert into {self.loads} values ({literal(load_id)})")

    def forget_loads(self) -> None:
        """Nothing was seen: the raw tables are other ones."""
        self.warehouse.rows(f"delete from {self.loads}")

    def remember(self, model: str, built: Built) -> None:
        """Note how a model was built, in the transaction that builds it."""
        self.warehouse.rows(f"delete from {self.models} where model = {literal(model)}")
        rows = "null" if built.rows is None else str(built.rows)
        self.warehouse.rows(
            f"insert into {self.models} values ({literal(model)}, {literal(built.digest)},"
            f" {literal(built.contents)}, cast({rows} as bigint), current_timestamp)"
        )
        self.built[model] = built

    def forget(self, model: str) -> None:
        """There is no such model any more, or its rows can no longer be trusted."""
        self.warehouse.rows(f"delete from {self.models} where model = {literal(model)}")
        self.built.pop(model, None)

    def note(self, key: str, select: str) -> None:
        """Remember changed keys until all models have seen them, however often a run breaks off."""
        self.warehouse.rows(
            f"insert into {self.changes} select {literal(key)}, cast(found.{quoted(key)} as text)"
            f" from (\n{select}\n) as found"
        )

    def noted(self, key: str, kind: str) -> str:
        """The keys that changed, as a select."""
        return (
            f"select distinct cast(key_value as {kind}) as {quoted(key)} from {self.changes}"
            f" where key_name = {literal(key)} and key_value is not null"
        )


def digest(sql: str, inputs: Iterable[str]) -> str:
    """A hash of some SQL, which comments and spacing do not change, and of what it reads."""
    words = _NOISE.sub(lambda found: found[1] or " ", sql).strip()
    return hashlib.sha256("\n".join([words, *inputs]).encode()).hexdigest()
