"""The table of endpoints: method, path, first version, scope and handler."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox.directory import Json
from sandbox.errors import ApiError, not_found
from sandbox.jobs import Exports
from sandbox.knobs import Knobs
from sandbox.scroll import CompanyScroll
from sandbox.versions import invalid_version
from sandbox.wire import Answer
from sandbox.workspace import Workspace


@dataclass(slots=True)
class Call:
    """One authenticated request on its way to a handler."""

    workspace: Workspace
    knobs: Knobs
    scroll: CompanyScroll
    exports: Exports
    base_url: str
    version: int
    path: str
    query: dict[str, str]
    body: Any
    args: list[str] = field(default_factory=list)


Handler = Callable[[Call], Json | Answer]
"""Gives what is answered as JSON, or a whole answer of another kind."""

_PLAN_WORDS = {
    "/teams/{id}/metrics": "Real-time monitoring is not enabled for your workspace.",
    "/export/workflows/{id}": "Workflow export is not available for this app",
}


class Route(NamedTuple):
    """An endpoint; `since` is the first version that has it (2.x by its minor number)."""

    method: str
    path: str
    handler: Handler
    scope: str
    since: int = 0
    accept: str = "application/json"
    """Media type of the answer, which the request must accept; empty: it need not."""


class Router:
    """Finds the route of a request; literal segments win over parameters."""

    def __init__(self, routes: list[Route]) -> None:
        """Index the routes by the number of segments and the first one."""
        self._routes: dict[tuple[int, str], list[tuple[list[str], Route]]] = {}
        for route in sorted(routes, key=lambda route: route.path.count("{")):
            segments = route.path.split("/")[1:]
            self._routes.setdefault((len(segments), segments[0]), []).append((segments, route))

    def find(self, method: str, path: str, wrong_method_status: int) -> tuple[Route, list[str]]:
        """The route and its path parameters; 404 for an unknown path."""
        asked = path.split("/")[1:]
        is_known = False
        for segments, route in self._routes.get((len(asked), asked[0]), ()):
            args = _match(segments, asked)
            if args is None:
                continue
            if route.method == method:
                return route, args
            is_known = True
        if is_known and wrong_method_status == 405:
            raise ApiError(405, "method_not_allowed", "Method Not Allowed")
        raise not_found()


def _match(segments: list[str], asked: list[str]) -> list[str] | None:
    args = []
    for wanted, given in zip(segments, asked, strict=True):
        if wanted[:1] == "{":
            args.append(given)
        elif wanted != given:
            return None
    return args


def authorise(route: Route, call: Call) -> None:
    """Refuse what the version or the plan lacks or the token may not read."""
    if call.version < route.since:
        raise invalid_version()
    knobs = call.knobs
    if knobs.scopes is not None and route.scope and route.scope not in knobs.scopes:
        raise _missing_scope(route.scope, knobs)
    if route.path in knobs.plan_lacks:
        message = _PLAN_WORDS.get(route.path, "Active subscription needed.")
        raise ApiError(403, "api_plan_restricted", message)


def _missing_scope(scope: str, knobs: Knobs) -> ApiError:
    if knobs.missing_scope == "action_forbidden":
        data = {"required_permissions": [scope]}
        message = "You do not have permission to perform this action"
        return ApiError(403, "action_forbidden", message, data=data)
    message = f"You do not have the required scope ({scope}) to access this resource"
    return ApiError(403, "forbidden", message)


def check_accept(route: Route, accept: str) -> None:
    """406 when the request does not take the answer's media type."""
    wanted = route.accept
    # Downloads want their type named: the documentation asks for it in so many words.
    taken = {wanted} if wanted == "application/octet-stream" else {wanted, "application/*", "*/*"}
    if wanted and not any(one in accept for one in taken):
        message = f"The Accept header should accept {wanted}"
        raise ApiError(406, "not_acceptable", message)
