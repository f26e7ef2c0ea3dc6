"""Single teammates, teams, tags and segments."""

from collections.abc import Callable
from functools import partial

from sandbox import shapes
from sandbox.directory import Directory, Json
from sandbox.errors import not_found
from sandbox.routes import Call, Route

Rows = Callable[[Directory], list[Json]]


def _one(rows: Rows, message: str, code: str, call: Call) -> Json:
    for row in rows(call.workspace.directory):
        if row["id"] == call.args[0]:
            return shapes.admin(row, call.version, call.knobs)
    raise not_found(message, code)


def _route(path: str, scope: str, rows: Rows, message: str, code: str) -> Route:
    return Route("GET", path, partial(_one, rows, message, code), scope)


_NOT_FOUND = ("Resource Not Found", "not_found")

ROUTES = [
    _route("/admins/{id}", "read_admins", lambda d: d.admins, "Admin not found", "admin_not_found"),
    _route("/teams/{id}", "read_admins", lambda d: d.teams, "Team not found", "team_not_found"),
    _route("/tags/{id}", "read_tags", lambda d: list(d.tags.values()), *_NOT_FOUND),
    _route("/segments/{id}", "read_contacts", lambda d: d.segments, *_NOT_FOUND),
]
