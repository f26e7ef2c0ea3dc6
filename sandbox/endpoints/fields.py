"""Attributes of contacts and companies, and custom objects."""

from collections.abc import Callable
from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter, not_found
from sandbox.listings import numbered_page
from sandbox.paging import PageSize
from sandbox.routes import Call, Route
from sandbox.subjects.fields import MODELS, as_data_attribute

_ATTRIBUTES_OWN_PATH_SINCE = 16
_OBJECTS_LISTED_SINCE = 16
_KIND = "data_attributes"
_REFERENCES = {
    "references_contact_id": "_contact_id",
    "references_conversation_id": "_conversation_id",
}


def data_attributes(call: Call) -> Json:
    """GET /data_attributes: of one model or all; conversations have a path of their own now."""
    model, shelf = call.query.get("model"), call.workspace.shelf
    has_conversations = call.version < _ATTRIBUTES_OWN_PATH_SINCE
    if model == "conversation" and not has_conversations:
        message = (
            "model=conversation is no longer supported. Use GET /conversations/attributes instead"
        )
        raise ApiError(422, "parameter_invalid", message)
    if model not in (None, "conversation", *MODELS):
        raise bad_parameter("model must be contact or company")
    found = [row for one in MODELS if model in (None, one) for row in shelf.rows(_KIND, one)]
    if has_conversations and model in (None, "conversation"):
        found += map(as_data_attribute, shelf.rows("conversation_attributes"))
    with_archived = call.query.get("include_archived") == "true"
    shown = [
        shapes.shelved(_KIND, row, call.version, call.knobs)
        for row in found
        if with_archived or not row["archived"]
    ]
    return {"type": "list", "data": shown}


def custom_objects(call: Call) -> Json:
    """GET /custom_object_instances/{type}: a page; or one, by `external_id`."""
    rows = call.workspace.shelf.rows("custom_object_instances", call.args[0])
    if "external_id" in call.query:
        return _first(call, rows, lambda row: row["external_id"] == call.query["external_id"])
    if call.version < _OBJECTS_LISTED_SINCE:
        raise bad_parameter("external_id is required")
    if not rows:
        raise not_found()
    for name, key in _REFERENCES.items():
        if name in call.query:
            rows = [row for row in rows if row.get(key) == call.query[name]]
    page, pages = numbered_page(call, rows[::-1], PageSize(20, 150))
    shown = [_shown(call, row) for row in page]
    return {"type": "list", "pages": pages, "total_count": len(rows), "data": shown}


def custom_object(call: Call) -> Json:
    """GET /custom_object_instances/{type}/{id}."""
    rows = call.workspace.shelf.rows("custom_object_instances", call.args[0])
    return _first(call, rows, lambda row: row["id"] == call.args[1])


def _first(call: Call, rows: list[Json], is_it: Callable[[Json], bool]) -> Json:
    for row in rows:
        if is_it(row):
            return _shown(call, row)
    raise not_found()


def _shown(call: Call, row: Json) -> Json:
    return shapes.shelved("custom_object_instances", row, call.version, call.knobs)


_get = partial(Route, "GET")

ROUTES = [
    _get("/data_attributes", data_attributes, "read_data_attributes"),
    _get("/custom_object_instances/{type}", custom_objects, "read_custom_objects", 13),
    _get("/custom_object_instances/{type}/{id}", custom_object, "read_custom_objects", 13),
]
