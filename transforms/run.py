"""Runs the models in their order, each in a transaction of its own."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import tokenize

from .models import RAW, Model, load, selected
from .render import Declared, Dialect, Scene, literal, quoted, render
from .settings import Settings
from .warehouse import SqlClient, Warehouse

Mode = Literal["full", "incremental", "unchanged"]
_LEDGER = "_transform_models"


@dataclass(frozen=True)
class ModelRun:
    """How one model ran; `rows` is None for a view, which is not counted."""

    name: str
    kind: Literal["view", "table"]
    mode: Mode
    rows: int | None
    seconds: float


def run(
    client: SqlClient,
    *,
    dialect: Dialect,
    declared: Declared,
    raw: str = RAW,
    reporting: str = "intercom_reporting",
    settings: Settings | None = None,
    select: list[str] | None = None,
    full: bool = False,
    on_model: Callable[[ModelRun], None] | None = None,
) -> list[ModelRun]:
    """Bring the reporting dataset up to date with the raw one.

    Shape:  `declared` gives every raw table with its columns and their kinds; `select` names
            models (`name`, `name+`, `+name`); `on_model` is called after each model.
    Errors: `QueryFailed` naming the file; models before it stay as they are, done.
    """
    warehouse = Warehouse(client, dialect, reporting)
    scene = Scene(
        dialect=dialect,
        declared=declared,
        existing=warehouse.columns(raw),
        raw=raw,
        reporting=reporting,
        settings=settings or Settings(),
    )
    runner = _Runner(warehouse, scene, full)
    runs = []
    for model in selected(load(), select).values():
        runs.append(runner.run(model))
        if on_model:
            on_model(runs[-1])
    return runs


class _Runner:
    """One run over all models: the warehouse, and what earlier runs left behind."""

    def __init__(self, warehouse: Warehouse, scene: Scene, full: bool) -> None:
        self.warehouse = warehouse
        self.scene = scene
        self.full = full
        warehouse.rows(f"create schema if not exists {quoted(warehouse.dataset)}")
        self.ledger = quoted(warehouse.dataset, _LEDGER)
        warehouse.rows(
            f"create table if not exists {self.ledger}"
            " (model text, digest text, built_at timestamptz)"
        )
        self.digests: Mapping[str, str] = {
            name: digest
            for name, digest in warehouse.rows(f"select model, digest from {self.ledger}")
        }

    def run(self, model: Model) -> ModelRun:
        """Build one model in one transaction."""
        started = time.monotonic()
        sql = render(model, self.scene)
        with self.warehouse.blaming(model.file), self.warehouse.transaction():
            mode = self._build(model, sql)
        rows = None if model.is_view else self.warehouse.count(model.name)
        kind: Literal["view", "table"] = "view" if model.is_view else "table"
        return ModelRun(model.name, kind, mode, rows, time.monotonic() - started)

    def _build(self, model: Model, sql: str) -> Mode:
        digest = _digest(sql)
        if model.is_view:
            known = self.digests.get(model.name) == digest and not self.full
            if known and self.warehouse.is_table(model.name) is False:
                return "unchanged"
            self.warehouse.create_view(model.name, sql)
        else:
            self.warehouse.create_table(model.name, sql, model.key)
        self._remember(model, digest)
        return "full"

    def _remember(self, model: Model, digest: str) -> None:
        self.warehouse.rows(f"delete from {self.ledger} where model = {literal(model.name)}")
        self.warehouse.rows(
            f"insert into {self.ledger} values"
            f" ({literal(model.name)}, {literal(digest)}, current_timestamp)"
        )


def _digest(sql: str) -> str:
    """A hash of the SQL that comments and spacing do not change."""
    words = "\n".join(token.text for token in tokenize(sql, dialect="postgres"))
    return hashlib.sha256(words.encode()).hexdigest()
