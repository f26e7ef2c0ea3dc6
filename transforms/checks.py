"""Checks: selects over the reporting tables that must return no row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from .models import CHECKS, FOLDERS, RAW, Model, load
from .render import Declared, Dialect, Scene, render
from .settings import Settings
from .warehouse import SqlClient, Warehouse

_SAMPLE = 5


@dataclass(frozen=True)
class CheckResult:
    """One check: what it claims, how many rows contradict it, and the first of them."""

    name: str
    title: str
    failures: int
    sample: Sequence[Sequence[Any]]


def check(
    client: SqlClient,
    *,
    dialect: Dialect,
    declared: Declared,
    raw: str = RAW,
    settings: Settings | None = None,
    only: Collection[str] | None = None,
) -> list[CheckResult]:
    """Run every check, or `only` those named, on the tables as they are.

    Errors: `QueryFailed` naming the file, for instance when the models never ran.
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
    models = load((*FOLDERS, CHECKS))
    names = (models.keys() - load()) & set(models if only is None else only)
    return [_result(warehouse, scene, models[name]) for name in sorted(names)]


def _result(warehouse: Warehouse, scene: Scene, model: Model) -> CheckResult:
    sql = render(model, scene)
    with warehouse.blaming(model.file):
        failures = int(warehouse.rows(f"select count(*) from (\n{sql}\n) as failures")[0][0])
        sample = warehouse.rows(f"select * from (\n{sql}\n) as failures limit {_SAMPLE}")
    return CheckResult(model.name, model.title, failures, sample)
