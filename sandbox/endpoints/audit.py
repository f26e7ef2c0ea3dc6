"""The log of what teammates did: its event types, the list by time and the search."""

from collections.abc import Callable, Sequence
from functools import partial

from sandbox import shapes
from sandbox.catalogue import whole_seconds
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter
from sandbox.listings import numbered_page
from sandbox.paging import PageSize, page_number, whole_number
from sandbox.routes import Call, Route
from sandbox.subjects.audit import EVENT_TYPES

_SCOPE = "read_admin_activity_logs"
_DAY = 86_400


def event_types(call: Call) -> Json:
    """GET /admins/activity_log_event_types."""
    return {"type": "activity_log_event_type.list", "event_types": list(EVENT_TYPES)}


def list_activity_logs(call: Call) -> Json:
    """GET /admins/activity_logs: newest first; `created_at_after` must be given."""
    after, before = (
        whole_seconds(call, name, f"{name} must be a Unix timestamp")
        for name in ("created_at_after", "created_at_before")
    )
    found = _between(call, after, before, lambda row: True)
    page, pages = numbered_page(call, found, PageSize(20, 250))
    return _answer(call, page, pages)


def search_activity_logs(call: Call) -> Json:
    """POST /admins/activity_logs/search: the page is asked for in the body."""
    body = call.body if isinstance(call.body, dict) else {}
    bounds = (body.get("created_at_after"), body.get("created_at_before"))
    after, before = (None if one is None else whole_number(one, "created_at") for one in bounds)
    types = body.get("event_types") or list(EVENT_TYPES)
    if not isinstance(types, list):
        raise bad_parameter("event_types must be an array")
    found = _between(call, after, before, lambda row: row["activity_type"] in types)
    size = PageSize(20, 250).parse(body.get("per_page"), call.knobs.per_page_over_max)
    page = page_number({"page": str(body.get("page", 1))})
    total = -(-len(found) // size)
    pages = {"type": "pages", "next": None, "page": page, "per_page": size, "total_pages": total}
    return _answer(call, found[(page - 1) * size : page * size], pages)


def _between(
    call: Call, after: int | None, before: int | None, is_wanted: Callable[[Json], bool]
) -> list[Json]:
    """Entries of the span, both ends included, newest first."""
    if after is None:
        raise bad_parameter("created_at_after is required")
    end = call.workspace.clock() if before is None else before
    widest = call.knobs.activity_log_days
    if widest is not None and end - after > widest * _DAY:
        raise ApiError(500, "server_error", "Server Error")
    rows = call.workspace.shelf.rows("admin_activity_logs")
    found = [row for row in rows if after <= row["created_at"] <= end and is_wanted(row)]
    return sorted(found, key=lambda row: (row["created_at"], row["id"]), reverse=True)


def _answer(call: Call, rows: Sequence[Json], pages: Json) -> Json:
    shown = [shapes.shelved("admin_activity_logs", row, call.version, call.knobs) for row in rows]
    return {"type": "activity_log.list", "pages": pages, "activity_logs": shown}


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _get("/admins/activity_log_event_types", event_types, _SCOPE, 16),
    _get("/admins/activity_logs", list_activity_logs, _SCOPE),
    _post("/admins/activity_logs/search", search_activity_logs, _SCOPE, 16),
]
