"""What each column of a reporting table means: `catalogue/<table>.yml`, read.

Types, keys and what is null stand in the SQL and its header, and are not repeated there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from .errors import ModelError

# As texts, so that a definition may be `no`; libyaml takes a tenth of the time where it is there.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Definition:
    """One column of one table."""

    table: str
    column: str
    unit: str
    definition: str
    date: str | None = None
    """Of a metric: the column whose day it counts on."""
    numerator: str | None = None
    denominator: str | None = None
    whose: str | None = None
    """Of a metric: the team and teammate whom it counts for."""
    intercom: str | None = None
    """Intercom's name for it."""
    differs: str | None = None
    """Where our number differs from Intercom's, and why."""

    @property
    def meaning(self) -> tuple[str | None, ...]:
        """What the catalogue says of it, field by field."""
        kind = (self.unit, self.definition, self.date, self.numerator, self.denominator)
        return (*kind, self.whose, self.intercom, self.differs)

    @property
    def text(self) -> str:
        """All of it in a few sentences, for a database's comment."""
        parts = [self.definition.rstrip("."), f"Unit: {self.unit}"]
        parts += [f"Counts on the day of {self.date}"] if self.date else []
        parts += [f"Counts for {self.whose}"] if self.whose else []
        parts += [f"{self.numerator} / {self.denominator}"] if self.numerator else []
        parts += [f"Intercom: {self.intercom}"] if self.intercom else []
        parts += [f"Differs: {self.differs.rstrip('.')}"] if self.differs else []
        return ". ".join(parts) + "."


@cache
def definitions() -> Mapping[str, tuple[Definition, ...]]:
    """The columns of every table that the catalogue describes, in order."""
    paths = [path for path in (files(__package__) / "catalogue").iterdir()]
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return read({name: texts[name] for name in sorted(texts) if name.endswith(".yml")})


def read(texts: Mapping[str, str]) -> dict[str, tuple[Definition, ...]]:
    """Definitions by table, of files by name.

    Errors: `ModelError` naming the file and the column.
    """
    files_found = {name: _parsed(name, text) for name, text in texts.items()}
    found = {}
    for file, content in files_found.items():
        table = file.removesuffix(".yml")
        columns = dict(content.get("columns") or {})
        if other := content.get("columns_of"):  # a view that shows another table, and more
            if f"{other}.yml" not in files_found:
                raise ModelError(f"catalogue/{file}: there is no file for {other}")
            content = {**files_found[f"{other}.yml"], **content}
            columns = {**files_found[f"{other}.yml"]["columns"], **columns}
        whose = content.get("whose")
        found[table] = tuple(
            _definition(table, name, told, whose) for name, told in columns.items()
        )
    return found


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, _LOADER)
    except yaml.YAMLError as error:
        raise ModelError(f"catalogue/{file}: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or not content.keys() <= {"columns", "columns_of", "whose"}:
        raise ModelError(
            f"catalogue/{file}: a file holds columns, or columns_of another table, and whose its"
            " metrics are"
        )
    return content


def _definition(table: str, column: str, told: Any, whose: str | None) -> Definition:
    """One column; `whose` is what the file says of all its metrics that say nothing else."""
    try:
        usual = {"whose": whose} if whose and "date" in told else {}
        texts = {**usual, **told}
        return Definition(
            table, column, **{name: " ".join(text.split()) for name, text in texts.items()}
        )
    except (TypeError, AttributeError):
        allowed = "unit, definition, date, numerator, denominator, whose, intercom and differs"
        raise ModelError(
            f"catalogue/{table}.yml: {column} may say {allowed}, the first two always"
        ) from None
