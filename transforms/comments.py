"""Comments in the database: what a table holds and what its columns mean, where people look."""

from collections.abc import Iterator, Mapping

from .definitions import definitions
from .models import Model
from .render import Dialect, literal, quoted
from .warehouse import Warehouse

# A line for each column, and one without a column for its table or view.
_FOUND: Mapping[Dialect, str] = {
    "duckdb": """
        select table_name, null as column_name, comment from duckdb_tables()
        where database_name = current_database() and schema_name = {dataset}
        union all
        select view_name, null, comment from duckdb_views()
        where database_name = current_database() and schema_name = {dataset}
        union all
        select table_name, column_name, comment from duckdb_columns()
        where database_name = current_database() and schema_name = {dataset}
    """,
    "postgres": """
        select pg_class.relname, pg_attribute.attname,
            case
                when pg_attribute.attnum is null then obj_description(pg_class.oid, 'pg_class')
                else col_description(pg_class.oid, pg_attribute.attnum)
            end
        from pg_class
        cross join lateral (
            select null as attname, null as attnum
            union all
            select attname, attnum from pg_attribute
            where attrelid = pg_class.oid and attnum > 0 and not attisdropped
        ) as pg_attribute
        where pg_class.relnamespace = to_regnamespace({dataset}) and pg_class.relkind in ('r', 'v')
    """,
}


def comment(warehouse: Warehouse, models: Mapping[str, Model]) -> None:
    """Write the comments that are not there yet; a quiet run only reads them."""
    found = {(table, column): text for table, column, text in warehouse.rows(_query(warehouse))}
    statements = [
        _statement(warehouse, models[table], column, text)
        for (table, column), text in _wanted(models)
        if found.get((table, column), text) != text
    ]
    if statements:
        with warehouse.transaction():
            warehouse.rows(";\n".join(statements))


def _query(warehouse: Warehouse) -> str:
    return _FOUND[warehouse.dialect].format(dataset=literal(warehouse.dataset))


def _wanted(models: Mapping[str, Model]) -> Iterator[tuple[tuple[str, str | None], str]]:
    for model in models.values():
        yield (model.name, None), model.summary
    for table, columns in definitions().items():
        if table in models:
            yield from (((table, one.column), one.text) for one in columns)


def _statement(warehouse: Warehouse, model: Model, column: str | None, text: str) -> str:
    place = quoted(warehouse.dataset, model.name)
    kind = "view" if model.is_view else "table"
    target = f"column {place}.{quoted(column)}" if column else f"{kind} {place}"
    escaped = text.replace("'", "''")
    return f"comment on {target} is '{escaped}'"
