"""Runs the models in their order, each in a transaction of its own, and no more than needed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from . import columns
from .comments import comment
from .errors import Blocked
from .ledger import ALL, Built, Ledger, digest
from .models import RAW, Model, changes, load, selected
from .render import Declared, Dialect, Scene, literal, quoted, raw_relation, render
from .settings import Settings
from .warehouse import SqlClient, Warehouse

_NEW_LOADS = "new_loads"
_TRIES = 3
Mode = Literal["full", "incremental", "unchanged"]


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
    settings: Settings | None = None,
    select: list[str] | None = None,
    full: bool = False,
    on_model: Callable[[ModelRun], None] | None = None,
    on_wait: Callable[[str], None] = lambda sentence: None,
) -> list[ModelRun]:
    """Bring the reporting dataset up to date with the raw one.

    Shape:  `declared` gives every raw table with its columns and their kinds; `select` names
            models (`name`, `name+`, `+name`); `on_model` is called after each model, `on_wait`
            with a sentence when somebody's open transaction is waited for once more.
    Errors: `ModelError` naming the file and the column that nothing has, before anything runs;
            `QueryFailed` naming the file; models before it stay as they are, done.
    """
    settings = settings or Settings()
    warehouse = Warehouse(client, dialect, settings.dataset)
    scene = Scene(
        dialect=dialect,
        declared=declared,
        existing=warehouse.columns(raw),
        raw=raw,
        settings=settings,
    )
    warehouse.tune()
    models = load()
    ledger = Ledger(warehouse, raw)
    warehouse.keep_dependents(models)
    _check_columns(ledger, declared)
    loads = ledger.new_loads()
    runner = _Runner(warehouse, scene, models, ledger, None if full else loads, on_wait)
    runs = []
    for model in selected(models, select).values():
        runs.append(runner.run(model))
        if on_model:
            on_model(runs[-1])
    if select is None:
        runner.finish(loads)
    with warehouse.transaction():
        warehouse.restore()
    comment(warehouse, models)
    return runs


class _Runner:
    """One run over all models."""

    def __init__(
        self,
        warehouse: Warehouse,
        scene: Scene,
        models: Mapping[str, Model],
        ledger: Ledger,
        loads: list[str] | None,
        on_wait: Callable[[str], None],
    ) -> None:
        """`loads` are the new ones; None rebuilds everything."""
        self.on_wait = on_wait
        self.warehouse = warehouse
        self.scene = scene
        self.models = models
        self.ledger = ledger
        self.loads = loads
        self.changed: dict[str, str] = {}
        self.small = _small(models)
        self.readers_of_raw = _readers_of_raw(models)

    def run(self, model: Model) -> ModelRun:
        """Bring one model up to date, if it is not, in one transaction."""
        started = time.monotonic()
        kind: Literal["view", "table"] = "view" if model.is_view else "table"
        sql = render(model, self.scene)
        found = digest(sql, self._inputs(model))
        mode = self._mode(model, found)
        if mode != "unchanged":
            self._bring_up(model, sql, found, mode)
        rows = self.ledger.built[model.name].rows
        return ModelRun(model.name, kind, mode, rows, time.monotonic() - started)

    def _bring_up(self, model: Model, sql: str, found: str, mode: Mode) -> None:
        """One transaction; once more if somebody's open one was in its way."""
        for tries_left in reversed(range(_TRIES)):
            noted, built = dict(self.changed), dict(self.ledger.built)
            try:
                with self.warehouse.blaming(model.file), self.warehouse.transaction():
                    if mode == "incremental":
                        self._replace_changed(model)
                    else:
                        self._build(model, sql)
                    self._remember(model, found)
                return
            except Blocked as error:
                if not tries_left:
                    raise
                self.on_wait(f"{error}; trying again, {tries_left} more times at the most")
                self.changed, self.ledger.built = noted, built  # rolled back in the database, too
                self.warehouse.recover()

    def finish(self, loads: list[str] | None) -> None:
        """Every model has seen every load; what is no model any more is dropped."""
        with self.warehouse.transaction():
            for name in self.ledger.built.keys() - self.models.keys() - {ALL}:
                self.warehouse.drop(name)
                self.warehouse.forget(name)
                self.ledger.forget(name)
            if loads is None:
                self.ledger.forget_loads()
                loads = self.ledger.new_loads()
            self.ledger.saw(loads or [])

    def _mode(self, model: Model, found: str) -> Mode:
        if not self._is_whole(model, found):
            return "full"
        if model.is_view or not self._may_have_changed(model):
            return "unchanged"
        return "incremental" if self._tells_changes(model.incremental) else "full"

    def _tells_changes(self, key: str) -> bool:
        """Whether the keys that changed can be told: a selection may not have built all for it."""
        return bool(key) and changes()[key].inputs <= self.ledger.built.keys()

    def _build(self, model: Model, sql: str) -> None:
        if model.is_view:
            self.warehouse.create_view(model.name, sql)
        else:
            self.warehouse.create_table(model.name, sql, _index(model))
        for key in self._followers(model):
            for reader in [one for one in self.models.values() if one.incremental == key]:
                self.ledger.forget(reader.name)  # which of its rows changed, nobody knows

    def _is_whole(self, model: Model, found: str) -> bool:
        """Whether the table or view is there, and was built of the same."""
        if self.loads is None or model.name not in self.ledger.built:
            return False
        same = self.ledger.built[model.name].digest == found
        return same and self.warehouse.is_table(model.name) == (not model.is_view)

    def _may_have_changed(self, model: Model) -> bool:
        """Whether a table's rows may be others though it was built of the same.

        Not without a new load, and not if it only reads small tables, whose contents are in the
        digest.
        """
        return bool(self.loads) and (
            model.name in self.readers_of_raw or model.name not in self.small
        )

    def _inputs(self, model: Model) -> list[str]:
        """What the digest of a model says about the models that it reads."""
        built = [
            self.ledger.built[name] for name in sorted(model.inputs & self.ledger.built.keys())
        ]
        return [f"{found.digest} {found.contents}" for found in built]

    def _remember(self, model: Model, found: str) -> None:
        rows = contents = None
        if not model.is_view:
            rows = self.warehouse.count(model.name)
            contents = self.warehouse.contents(model.name) if model.name in self.small else None
        self.ledger.remember(model.name, Built(found, contents, rows))

    def _replace_changed(self, model: Model) -> None:
        """Recompute the rows of what changed, from inputs that are cut down to it."""
        key = model.incremental
        changed = self._changes(key, model)
        if self._follows(key) and not self._are_few(key, model):
            self.warehouse.create_table(model.name, render(model, self.scene), _index(model))
            return
        followers = self._followers(model)
        sql = render(model, self.scene, self._cuts(model, key, changed))
        self._note(followers, {model.name: self._cut(model.name, key, changed)})
        self.warehouse.replace_rows(model.name, sql, f"{quoted(key)} in ({changed})")
        self._note(followers, {model.name: self._cut(model.name, key, changed)})

    def _are_few(self, key: str, model: Model) -> bool:
        """Whether it pays to look for what changed: at most a quarter of all keys."""
        table = quoted(self.scene.settings.dataset, model.name)
        there = f"select count(distinct {quoted(key)}) from {table}"
        found = self.warehouse.rows(f"select count(*) * 4 <= ({there}) from {self.changed[key]}")
        return bool(found[0][0])

    def _follows(self, key: str) -> bool:
        """Whether changes of a key are told by rows of models, and not by what was loaded."""
        return _NEW_LOADS not in changes()[key].reads

    def _cuts(self, model: Model, key: str, changed: str) -> dict[str, str]:
        """What stands in place of everything that the model reads and that has the key."""
        found = sorted(name for name in model.inputs if key in self.warehouse.shape(name))
        return {name: self._cut(name, key, changed) for name in found}

    def _cut(self, name: str, key: str, changed: str) -> str:
        """Rows of what changed; a view is cut at what it reads, since no filter passes a window.

        Not where the key follows from other rows: a week's rows are made of seven days. Such keys
        are few, and a list of them leaves DuckDB no join in which to hash the many rows instead.
        """
        model = self.models[name]
        source = quoted(self.scene.settings.dataset, name)
        if self._follows(key):
            return f"select * from {source} where {quoted(key)} = any(array({changed}))"
        if model.is_view:
            cuts = {**self._cuts(model, key, changed), **self._raw_cuts(model, key, changed)}
            source = f"(\n{render(model, self.scene, cuts)}\n) as {name}"
        return f"select * from {source} where {quoted(key)} in ({changed})"

    def _raw_cuts(self, model: Model, key: str, changed: str) -> dict[str, str]:
        """Raw rows of what changed: those of `conversations` have the key in their own id."""
        tables = {ref.name for ref in model.references if ref.is_raw}
        found = {}
        for table in sorted(tables):
            column = "id" if key == f"{table.removesuffix('s')}_id" else key
            if column in self.scene.declared[table]:
                rows = raw_relation(table, self.scene)
                condition = f"{quoted(column)} in ({changed})"
                found[f"{RAW}.{table}"] = f"select * from {rows} where {condition}"
        return found

    def _followers(self, model: Model) -> list[str]:
        """Keys whose changes are told by the rows of this model, before and after they change."""
        return [
            key
            for key, change in changes().items()
            if model.name in change.inputs and self._follows(key)
        ]

    def _note(self, keys: list[str], replaced: Mapping[str, str]) -> None:
        for key in keys:
            self.ledger.note(key, render(changes()[key], self.scene, replaced))

    def _changes(self, key: str, model: Model) -> str:
        """A select of the keys that changed; Postgres needs a table's statistics to plan."""
        if key not in self.changed:
            name = f"_changed_{key}"
            if not self._follows(key):
                loads = " union all ".join(
                    f"select {literal(x)} as load_id" for x in self.loads or []
                )
                self._note([key], {_NEW_LOADS: loads})
            kind = self.warehouse.shape(model.name)[key]
            self.warehouse.create_temporary(name, self.ledger.noted(key, kind))
            self.changed[key] = name
        return f"select {quoted(key)} from {self.changed[key]}"


def _check_columns(ledger: Ledger, declared: Declared) -> None:
    """Resolve every column once for each state of the files: that takes longer than a quiet run."""
    found = columns.fingerprint(declared)
    if ALL not in ledger.built or ledger.built[ALL].digest != found:
        columns.known(declared)
        ledger.remember(ALL, Built(found, None, None))


def _index(model: Model) -> list[str]:
    """The key, led by the column by which rows are replaced.

    The workspace stands last, and the column first also where it is no part of the key: by an index
    that begins with a workspace, Postgres reads all rows of it, for each row that it joins.
    """
    columns = dict.fromkeys([model.incremental, *model.key] if model.incremental else model.key)
    return sorted(columns, key=lambda column: column == "workspace_id")


def _small(models: Mapping[str, Model]) -> set[str]:
    """Models that do not grow with the data: nothing they read is kept up incrementally."""
    large: set[str] = set()
    for model in models.values():
        if model.incremental or not large.isdisjoint(model.inputs):
            large.add(model.name)
    return models.keys() - large


def _readers_of_raw(models: Mapping[str, Model]) -> set[str]:
    """Models that read a raw table, themselves or through views."""
    found: set[str] = set()
    for model in models.values():
        views = {name for name in model.inputs if models[name].is_view}
        if any(ref.is_raw for ref in model.references) or not found.isdisjoint(views):
            found.add(model.name)
    return found
