"""Writes the pages that are made from records, models and SQL: `python -m docs`."""

from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path

from docs import metrics
from sources.intercom import ENDPOINTS, Endpoint
from sources.intercom.columns import Column
from sources.intercom.endpoints import permission, words
from sources.intercom.rows import Row
from sources.intercom.shelf import tables_of
from sources.intercom.tables import GoneObject, RejectedRow, SyncRun

HERE = Path(__file__).parent
_MADE = "<!-- Made by `python -m docs` from the source; edit there. -->"
_TYPES = {
    "text": "text",
    "id": "text",
    "number": "double",
    "count": "bigint",
    "seconds": "bigint, s",
    "flag": "boolean",
    "time": "timestamptz",
    "json": "json",
}
_ROLES = {
    **dict.fromkeys(("author", "owner", "sender", "created_by", "updated_by"), "admins"),
    "last_closed_by": "admins",
    **dict.fromkeys(("merge_source", "merge_target", "intercom_user"), "contacts"),
}
_TABLES = """\
# Raw tables

The dataset `intercom` holds what Intercom tells, a table for each kind of object. Rows are merged
by their key and never deleted: a row that is gone has a `synced_at` from before the newest
complete read of its resource in `sync_runs`. Ids are text, times UTC, durations whole seconds. JSON
columns hold lists and open-ended objects as they came; they are `json` in DuckDB and `jsonb` in
Postgres.

Every table has these columns besides its own, `_fingerprint` only where rows are searched for:

| column | type | meaning |
|---|---|---|
"""
_RESOURCES = """\
# Resources

`intercom-elt sync` reads what costs few requests, `intercom-elt sync NAME...` what is named, and
`intercom-elt sync --all` everything that needs no ids. What the token, the plan or the API version
does not allow is left out, with the reason in `sync_runs`. Permissions are ticked in Intercom's
Developer Hub, under the app's Authentication.

What is read with each row of another resource is read for all of its rows the first time it is
asked for, and later for those that changed.
"""


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    return {"tables.md": _tables(), "resources.md": _resources(), **metrics.pages()}


def _tables() -> str:
    owners: dict[type[Row], Endpoint] = {
        model: endpoint for endpoint in ENDPOINTS for model in tables_of(endpoint)
    }
    every: list[type[Row]] = [*owners, SyncRun, RejectedRow, GoneObject]
    models = sorted(every, key=lambda model: model.table)
    common = {c.name: c for model in models for c in model.columns if not c.paths}.values()
    parts = [
        _MADE,
        _TABLES + "\n".join(f"| `{c.name}` | {_type(c)} | {c.description} |" for c in common),
        "## How they hang together",
        "\n".join(["```mermaid", "erDiagram", *_links(models), "```"]),
        *(text for model in models for text in _table(model, owners.get(model))),
    ]
    return "\n\n".join(parts) + "\n"


def _table(model: type[Row], owner: Endpoint | None) -> Iterator[str]:
    yield f"## {model.table}"
    yield cleandoc(model.__doc__ or "")
    made_by = f"Resource: [`{owner.name}`](resources.md). " if owner else ""
    keys = ", ".join(f"`{name}`" for name in model.primary_key())
    yield f"{made_by}Key: {keys}."
    lines = ["| column | type | meaning | from |", "|---|---|---|---|"]
    for column in model.columns:
        if column.paths:
            paths = " or ".join(f"`{'.'.join(path)}`" for path in column.paths)
            lines.append(f"| `{column.name}` | {_type(column)} | {column.description} | {paths} |")
    yield "\n".join(lines)


def _type(column: Column) -> str:
    return _TYPES[column.kind.name]


def _links(models: Iterable[type[Row]]) -> Iterator[str]:
    """An arrow for each column that is named for the id of another table, or for a role there.

    One that has a type beside it may lead to several tables, and has none.
    """
    tables = {_singular(model.table): model.table for model in models} | _ROLES
    for model in models:
        names = {column.name for column in model.columns}
        for column in model.columns:
            name = column.name.removesuffix("_id").removesuffix("_assignee")
            if name == column.name or column.name == "workspace_id" or f"{name}_type" in names:
                continue
            fits = [one for one in tables if name == one or name.endswith(f"_{one}")]
            target = tables[max(fits, key=len)] if fits else model.table
            if target != model.table:
                yield f"    {target} |o--o{{ {model.table} : {column.name}"


def _singular(table: str) -> str:
    return f"{table[:-3]}y" if table.endswith("ies") else table.removesuffix("s")


def _resources() -> str:
    groups = {
        "Read by default": [e for e in ENDPOINTS if not e.opt_in and not e.setting],
        "Read by name or with `--all`": [e for e in ENDPOINTS if e.opt_in],
        "Read by ids that the configuration names": [e for e in ENDPOINTS if e.setting],
    }
    parts = [_MADE, _RESOURCES.rstrip()]
    for title, endpoints in groups.items():
        lines = [
            "| resource | tables | each run reads | requests | from version | permission |",
            "|---|---|---|---|---|---|",
            *map(_resource, endpoints),
        ]
        parts += [f"## {title}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _resource(endpoint: Endpoint) -> str:
    tables = ", ".join(f"[`{t.table}`](tables.md#{t.table})" for t in tables_of(endpoint))
    cells = (f"`{endpoint.name}`", tables, *words(endpoint), endpoint.since, permission(endpoint))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    (HERE / "reports").mkdir(exist_ok=True)
    for page in (HERE / "reports").glob("*.md"):
        page.unlink()  # of a table that is gone
    for name, text in pages().items():
        (HERE / name).write_text(text)
