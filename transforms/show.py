"""`show`: the SQL of any model or check as it runs, for people who want to paste it."""

from collections.abc import Sequence

from .models import CHECKS, FOLDERS, RAW, Model, load, named
from .render import Declared, Dialect, Scene, render
from .settings import Settings


def models() -> Sequence[Model]:
    """Every model and check, in the order in which they run."""
    return list(load((*FOLDERS, CHECKS)).values())


def show(
    name: str,
    *,
    dialect: Dialect,
    declared: Declared,
    raw: str = RAW,
    settings: Settings | None = None,
) -> str:
    """The SQL of a model or check as it runs on a warehouse that lacks no table.

    Errors: `SettingsError` for an unknown name, with the nearest.
    """
    found = {model.name: model for model in models()}
    scene = Scene(dialect=dialect, declared=declared, raw=raw, settings=settings or Settings())
    return render(named(found, name), scene)
