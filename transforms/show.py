"""`show`: the SQL of any model or check as it runs, for people who want to paste it."""

from .errors import ModelError
from .models import CHECKS, FOLDERS, RAW, load
from .render import Declared, Dialect, Scene, render
from .settings import Settings


def show(
    name: str,
    *,
    dialect: Dialect,
    declared: Declared,
    raw: str = RAW,
    reporting: str = "intercom_reporting",
    settings: Settings | None = None,
) -> str:
    """The SQL of a model or check as it runs on a warehouse that lacks no table.

    Errors: `ModelError` for an unknown name.
    """
    models = load((*FOLDERS, CHECKS))
    if name not in models:
        raise ModelError(f"no model is called {name}")
    scene = Scene(
        dialect=dialect,
        declared=declared,
        raw=raw,
        reporting=reporting,
        settings=settings or Settings(),
    )
    return render(models[name], scene)
