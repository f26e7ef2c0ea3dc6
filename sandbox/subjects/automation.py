"""What runs by itself or at a click: connectors and their runs, macros, workflows, broadcasts."""

from sandbox.directory import Json
from sandbox.founding import Founding, iso
from sandbox.ids import mix
from sandbox.shelf import Kind

RULESETS = ("41001", "41002")
_CONNECTOR_BASE, _MACRO_BASE, _WORKFLOW_BASE = 51_200, 9_100, 67_800
_CONNECTORS, _RUNS, _MACROS, _WORKFLOWS = 23, 14, 57, 3
_MESSAGES = {"41001": 57, "41002": 4}
_HOUR = 3_600
_SALT = 0xD5
_REFUSED = {"error_type": "3rd_party_error", "error_message": "Connection refused"}
_METHODS = ("get", "post", "put")


def data_connectors(founding: Founding, _: str) -> list[Json]:
    """Connectors to other systems; how they are made is shown only alone."""
    found = []
    for n in range(_CONNECTORS):
        created, number = founding.moment(n, _CONNECTORS), str(_CONNECTOR_BASE + n)
        found.append(
            {
                "type": "data_connector",
                "id": number,
                "name": f"Look up {n + 1}",
                "description": f"Asks system {n + 1}" if n % 2 else None,
                "state": "draft" if n % 6 == 5 else "live",
                "http_method": _METHODS[n % 3],
                "direct_fin_usage": n % 4 == 0,
                "created_by_admin_id": founding.admin_id(n),
                "updated_by_admin_id": founding.admin_id(n + 1),
                "created_at": iso(created),
                "updated_at": iso(founding.later(created, _SALT, n)),
                "execution_results_url": f"/data_connectors/{number}/execution_results",
                "_detail": _making(n),
            }
        )
    return found


def _making(n: int) -> Json:
    given = {"name": "order", "type": "string", "description": "Which order", "required": True}
    answer = {"path": "status", "type": "string", "example_value": "sent", "redacted": False}
    return {
        "url": f"https://erp.example.com/orders/{n}",
        "body": "",
        "headers": [{"name": "Accept", "value": "application/json"}],
        "audiences": ["users", "leads"],
        "execution_type": "server_side",
        "configuration_response_type": "test_response_type",
        "data_transformation_type": None,
        "client_function_name": None,
        "client_function_timeout_ms": None,
        "data_inputs": [{**given, "default_value": ""}],
        "response_fields": [answer],
        "object_mappings": [],
        "token_ids": [],
        "customer_authentication": False,
        "bypass_authentication": False,
        "validate_missing_attributes": None,
    }


def execution_results(founding: Founding, connector: str) -> list[Json]:
    """Runs of a connector: two in the last hour, the others one every five hours before."""
    if not connector.isdigit() or not 0 <= int(connector) - _CONNECTOR_BASE < _CONNECTORS:
        return []
    n = int(connector) - _CONNECTOR_BASE
    found = []
    for turn in range(_RUNS):
        back = _RUNS - 1 - turn
        at = founding.now - 600 * (back + 1) - (5 * _HOUR * (back - 1) if back > 1 else 0)
        is_good, row = turn % 4 != 3, mix(n, turn) % max(len(founding.talks.created_at), 1)
        found.append(
            {
                "type": "data_connector.execution",
                "id": str(990_000 + n * 100 + turn),
                "data_connector_id": connector,
                "success": is_good,
                "http_status": 200 if is_good else None,
                "http_method": _METHODS[n % 3],
                **({} if is_good else _REFUSED),
                "execution_time_ms": 90 + turn if is_good else None,
                "source_type": "workflow" if turn % 2 else "fin",
                "source_id": str(_WORKFLOW_BASE) if turn % 2 else None,
                "conversation_id": founding.talks.ids.encode(row) if turn % 3 else None,
                "created_at": iso(at),
                "_at": at,
                "_detail": {
                    "request_url": f"https://erp.example.com/orders/{n}",
                    "request_body": "{}",
                    "response_body": '{"status":"sent"}' if is_good else None,
                    "raw_response_body": '{"status":"sent"}' if is_good else None,
                },
            }
        )
    return found


def macros(founding: Founding, _: str) -> list[Json]:
    """Saved replies."""
    found = []
    for n in range(_MACROS):
        created, for_team = founding.moment(n, _MACROS), n % 5 == 0
        found.append(
            {
                "type": "macro",
                "id": str(_MACRO_BASE + n),
                "name": f"Answer {n + 1}",
                "body": f'<p>Hi <attribute key="user.name" default="there"/>, see {n + 1}.</p>',
                "body_text": f'Hi {{{{user.name|fallback:"there"}}}}, see {n + 1}.',
                "created_at": iso(created, ".000"),
                "updated_at": iso(founding.later(created, _SALT, 1, n), ".000"),
                "visible_to": "specific_teams" if for_team else "everyone",
                "visible_to_team_ids": [founding.directory.teams[n % 5]["id"]] if for_team else [],
                "available_on": ["inbox", "messenger"] if n % 2 else ["inbox"],
            }
        )
    return found


def workflows(founding: Founding, _: str) -> list[Json]:
    """Workflows, which can be exported by those who know their ids."""
    return [
        {
            "id": str(_WORKFLOW_BASE + n),
            "title": ("Welcome", "Out of hours", "Ask for a rating")[n],
            "description": None if n else "Greets whoever writes",
            "trigger_type": "inbound_conversation",
            "state": ("live", "paused", "draft")[n],
            "target_channels": ["chat"],
            "preferred_devices": ["desktop", "mobile"],
            "created_at": iso(founding.began_at),
            "updated_at": iso(founding.moment(n, _WORKFLOWS)),
            "targeting": {},
            "snapshot": {"steps": [{"id": "1", "type": "message"}]},
            "attributes": [],
            "embedded_rules": [],
        }
        for n in range(_WORKFLOWS)
    ]


def broadcast_statuses(founding: Founding, ruleset: str) -> list[Json]:
    """What became of the WhatsApp messages of a broadcast."""
    count, found = _MESSAGES.get(ruleset, 0), []
    for n in range(count):
        row = mix(int(ruleset), n) % max(len(founding.talks.created_at), 1)
        sent = founding.moment(n, count)
        found.append(
            {
                "id": f"{ruleset}{n:04d}",
                "conversation_id": founding.talks.ids.encode(row),
                "user_id": founding.people.ids.encode(founding.talks.contact_row(row)),
                "status": ("sent", "delivered", "read", "failed")[n % 4],
                "type": "broadcast_outbound",
                "created_at": sent,
                "updated_at": min(sent + n * 7, founding.now),
                "whatsapp_message_id": f"wamid.{ruleset}{n:04d}",
                "template_name": "order_update",
            }
        )
    return found


def whatsapp_status(event: Json) -> Json:
    """The same as the lookup of a single message shows it."""
    keys = ("conversation_id", "status", "type", "created_at", "updated_at", "template_name")
    shown = {key: event[key] for key in keys} | {"message_id": event["whatsapp_message_id"]}
    if event["status"] == "failed":
        details = "Recipient phone number not on WhatsApp"
        shown["error"] = {"message": "Message delivery failed", "details": details}
    return shown


KINDS = (
    Kind("data_connectors", data_connectors),
    Kind(
        "data_connector_execution_results",
        execution_results,
        parent="data_connectors",
        parent_key="data_connector_id",
    ),
    Kind("macros", macros),
    Kind("workflows", workflows),
    Kind("message_statuses", broadcast_statuses, RULESETS, "ruleset_id"),
)
