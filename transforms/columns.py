"""Which columns each model has, resolved against what it reads before a database sees it.

The only module that uses sqlglot, whose signatures move between releases.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from .errors import ModelError
from .models import CHECKS, FOLDERS, GIVEN, RAW, Model, changes, load
from .render import Declared

Columns = Mapping[str, tuple[str, ...]]
_MODELS = "models"  # the word for the dataset that models are in
_NAME = re.compile(r"column:? '?([\w.\"]+)", re.IGNORECASE)


def known(declared: Declared) -> Columns:
    """Columns of every model that ships, in order; resolved once in a process."""
    return _known(tuple((table, tuple(columns)) for table, columns in declared.items()))


def fingerprint(declared: Declared) -> str:
    """A hash of everything that resolving depends on."""
    texts = [model.text for model in _every().values()]
    raw = [f"{table}({','.join(columns)})" for table, columns in declared.items()]
    return hashlib.sha256("\n".join([*texts, *raw]).encode()).hexdigest()


def resolve(models: Mapping[str, Model], declared: Mapping[str, tuple[str, ...]]) -> Columns:
    """Columns of each model in order; `models` come in running order.

    Errors: `ModelError` naming the file, for text that is no single select, for a relation that its
            header does not name, and for a column that nothing has, with the nearest that is there.
    """
    schema = MappingSchema(dialect="postgres")
    for table, columns in declared.items():
        _add(schema, RAW, table, (*columns, "_dlt_load_id"))
    for name, columns in GIVEN.items():
        _add(schema, _MODELS, name, columns)
    found: dict[str, tuple[str, ...]] = {}
    for model in models.values():
        found[model.name] = _columns(model, schema, {**GIVEN, **declared, **found})
        _add(schema, _MODELS, model.name, found[model.name])
    return found


@cache
def _known(declared: tuple[tuple[str, tuple[str, ...]], ...]) -> Columns:
    return resolve(_every(), dict(declared))


def _every() -> Mapping[str, Model]:
    return {**load((*FOLDERS, CHECKS)), **changes()}


def _add(schema: MappingSchema, dataset: str, table: str, columns: tuple[str, ...]) -> None:
    place = exp.table_(table, db=dataset, quoted=True)
    schema.add_table(place, dict.fromkeys(columns, "text"), normalize=False)


def _columns(model: Model, schema: MappingSchema, readable: Columns) -> tuple[str, ...]:
    tree = _parsed(model)
    try:
        tree = qualify(tree, dialect="postgres", db=_MODELS, schema=schema)
    except OptimizeError as error:
        aliases = [alias.alias for alias in tree.find_all(exp.Alias)]
        known = {column for ref in model.references for column in readable.get(ref.name, ())}
        raise ModelError(f"{model.file}: {_complaint(str(error), [*known, *aliases])}") from None
    return tuple(tree.named_selects)


def _parsed(model: Model) -> exp.Query:
    try:
        tree = sqlglot.parse_one(model.text, dialect="postgres")
    except SqlglotError as error:
        raise ModelError(f"{model.file}: {error}") from None
    if not isinstance(tree, exp.Query):
        raise ModelError(f"{model.file}: this is no select")
    found, named = sorted(_relations(tree)), sorted(ref.full_name for ref in model.references)
    if found != named or set(found) != model.reads:
        wrong = sorted(model.reads ^ set(found)) or found
        raise ModelError(f"{model.file}: header and text differ in reading {', '.join(wrong)}")
    return tree


def _relations(tree: exp.Query) -> Iterator[str]:
    inner = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and (table.db or table.name not in inner):
            yield ".".join(filter(None, (table.db, table.name)))


def _complaint(message: str, names: list[str]) -> str:
    if not (found := _NAME.search(message)):
        return message.splitlines()[0]
    column = found[1].replace('"', "").rpartition(".")[2]
    near = get_close_matches(column, [name for name in names if name != column], n=1)
    return f"no column {column} is there to read" + (f"; did you mean {near[0]}?" if near else "")
