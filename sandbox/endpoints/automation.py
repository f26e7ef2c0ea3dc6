"""Runs of data connectors, statuses of WhatsApp messages, and the export of a workflow."""

from functools import partial

from sandbox import shapes
from sandbox.catalogue import Listed, require, whole_seconds
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter, not_found
from sandbox.founding import iso
from sandbox.paging import PageSize, newest_pages
from sandbox.routes import Call, Route
from sandbox.subjects.automation import RULESETS, whatsapp_status

_RUNS = "data_connector_execution_results"
_PATH = "/data_connectors/{id}/execution_results"
_CONNECTOR_MISSING = ("Data connector not found", "data_connector_not_found")
_RUN = Listed(
    kind=_RUNS,
    path=_PATH,
    scope="read_data_connectors",
    since=16,
    missing=("Execution result not found", "execution_result_not_found"),
    parent_missing=_CONNECTOR_MISSING,
)
_LAST_HOUR = 3_600
_ERROR_TYPES = (
    "request_configuration_error",
    "faraday_error",
    "3rd_party_error",
    "response_mapping_error",
    "token_refresh_error",
    "fin_action_response_formatting_error",
    "fin_action_identity_verification_error",
    "email_verification_error",
    "non_fin_standalone_action_identity_verification_error",
    "request_validation_error",
    "client_side_action_error",
)


def execution_results(call: Call) -> Json:
    """GET /data_connectors/{id}/execution_results: of the last hour unless times are given."""
    require(call, "data_connectors", call.args[0], _CONNECTOR_MISSING)
    query, now = call.query, int(call.workspace.clock())
    start = whole_seconds(call, "start_ts", "start_ts must be a Unix timestamp (integer)")
    end = whole_seconds(call, "end_ts", "end_ts must be a Unix timestamp (integer)")
    end = now if end is None else end
    start = end - _LAST_HOUR if start is None else start
    error_type = query.get("error_type")
    if error_type is not None and error_type not in _ERROR_TYPES:
        known = ", ".join(_ERROR_TYPES)
        raise bad_parameter(f"Invalid error_type. Must be one of: {known}")
    found = [
        row
        for row in reversed(call.workspace.shelf.rows(_RUNS, call.args[0]))
        if iso(start) <= row["created_at"] <= iso(end)
        and query.get("success") in (None, str(row["success"]).lower())
        and error_type in (None, row.get("error_type"))
    ]
    per_page = PageSize(10, 30).parse(query.get("per_page"), call.knobs.per_page_over_max)
    page, pages = newest_pages(found, "created_at", per_page, query.get("starting_after"))
    with_bodies = query.get("include_bodies") == "true"
    shown = [
        shapes.shelved(_RUNS, row, call.version, call.knobs, alone=with_bodies) for row in page
    ]
    return {"type": "list", "data": shown, "pages": pages}


def broadcast_statuses(call: Call) -> Json:
    """GET /messages/status: of one broadcast, by cursor."""
    ruleset = call.query.get("ruleset_id")
    if not ruleset:
        raise ApiError(400, None, "ruleset_id is required")
    found = call.workspace.shelf.rows("message_statuses", ruleset)[::-1]
    per_page = PageSize(50, 100).parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    page, pages = newest_pages(found, "created_at", per_page, call.query.get("starting_after"))
    return {
        "type": "list",
        "ruleset_id": ruleset,
        "pages": pages | {"total_pages": -(-len(found) // per_page)},
        "total_count": len(found),
        "events": [shapes.public(row, call.knobs) for row in page],
    }


def message_status(call: Call) -> Json:
    """GET /messages/whatsapp/status: of one message."""
    message = call.query.get("message_id")
    if not message:
        raise ApiError(400, None, "message_id is required")
    for ruleset in RULESETS:
        for row in call.workspace.shelf.rows("message_statuses", ruleset):
            if row["whatsapp_message_id"] == message:
                return whatsapp_status(row)
    raise not_found("Whatsapp message not found", "whatsapp_message_not_found")


def export_workflow(call: Call) -> Json:
    """GET /export/workflows/{id}."""
    found = require(call, "workflows", call.args[0], ("Workflow not found", "not_found"))
    return {
        "export_version": "1.0",
        "exported_at": iso(int(call.workspace.clock())),
        "app_id": 12_345,
        "workflow": shapes.public(found, call.knobs),
    }


_get = partial(Route, "GET")

ROUTES = [
    _get(_PATH, execution_results, "read_data_connectors", 16),
    _get(f"{_PATH}/{{id}}", _RUN.one, "read_data_connectors", 16),
    _get("/messages/status", broadcast_statuses, "read_messages", 16),
    _get("/messages/whatsapp/status", message_status, "read_messages", 16),
    _get("/export/workflows/{id}", export_workflow, "read_workflows", 15),
]
