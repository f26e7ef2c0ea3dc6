"""The sandbox's answers against Intercom's own OpenAPI description, named by INTERCOM_OPENAPI."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from openapi_schema_validator import OAS30Validator

from sandbox import Sandbox
from tests.paths import BELONGINGS, LISTS, SINGLE

DESCRIPTION = os.environ.get("INTERCOM_OPENAPI")
NOW = 1_763_800_000

pytestmark = pytest.mark.skipif(
    DESCRIPTION is None,
    reason="INTERCOM_OPENAPI does not name Intercom's preview.yaml: conformance NOT checked",
)

# Where recorded answers or Intercom's own examples differ from its schemas: (path, why).
DIFFERENCES = {
    r"(.*/)?statistics/\w+": "null until it happens; the schema calls one field nullable",
    r"(.*/)?conversation_rating/remark": "null when the customer rated without words",
    r"(.*/)?conversation_rating/teammate": "null when the rated belongs to nobody",
    r"(.*/)?source(/type)?": "null in recorded conversations that were born as tickets",
    r"(.*/)?first_contact_reply/type": "null where the type of the source is",
    r"(.*/)?avatar": "an address alone in recorded contacts",
    r"(.*/)?sla_applied/sla_status": "null as soon as one SLA was taken off by hand",
    r"(.*/)?monthly_spend": "decimals happen in recorded companies",
    r"(.*/)?custom_attributes/[^/]+": "values of every type happen; the schema knows three",
    r"ai_topics": "null in Intercom's own example",
    r"pages/next": "a URL in page-number lists, where the schema expects a cursor",
    r"pages": "null while scrolling, as in the example",
    r"(.*/)?input_options": "null in Intercom's own example",
    r"data_transformation_type": "null in Intercom's own example",
    r"(.*/)?answered_at": "null when nobody answered the call",
}
# Keys that recorded answers hold and the description does not: (key, where it was seen).
UNDOCUMENTED = {
    "topics": "conversations in Intercom's examples",
    "ticket": "conversations in Intercom's examples",
    "channel": "recorded tickets",
    "content_id": "recorded articles",
    "primary_conversation_id": "a part that tells of a merge names the other somewhere: unverified",
    "secondary_conversation_id": "a part that tells of a merge names the other: unverified",
    "sms_consent": "recorded contacts",
    "unsubscribed_from_sms": "recorded contacts",
    "enabled_push_messaging": "recorded contacts and a single contact",
    "referrer": "recorded contacts",
    "utm_campaign": "recorded contacts",
    "utm_content": "recorded contacts",
    "utm_medium": "recorded contacts",
    "utm_source": "recorded contacts",
    "utm_term": "recorded contacts",
    "opted_in_subscription_types": "recorded contacts",
    "opted_out_subscription_types": "recorded contacts",
    "country_code": "location of recorded contacts",
    "continent_code": "location of recorded contacts",
    "secure": "the app in Intercom's example of /me",
    "admins": "teammates of recorded conversations",
    "is_internal": "ticket types in Intercom's examples",
    "data": "lists whose key the schema names after the object",
    "url": "lists that are a page of something longer",
    "total_count": "lists that are a page of something longer",
    "has_more": "lists that are a page of something longer",
    "type": "lists and objects without a type in the schema",
    "before": "metadata of activity logs in Intercom's examples",
    "after": "metadata of activity logs in Intercom's examples",
    "user_id": "message statuses in Intercom's examples",
    "last_request_at": "visitors in Intercom's example, where the schema has a typing error",
    "job_identifier": "export jobs in Intercom's examples, where the schema has a typing error",
    "page": "the next page's number, in all recorded cursor pages",
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    found = yaml.load(Path(str(DESCRIPTION)).read_text(), Loader=yaml.CSafeLoader)
    return honour_nullable(found, found["components"]["schemas"])


def honour_nullable(schema: Any, named: dict[str, Any]) -> Any:
    """Let `nullable` beside a reference mean what its author meant, which OpenAPI 3.0 ignores."""
    if isinstance(schema, list):
        return [honour_nullable(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: honour_nullable(value, named) for key, value in schema.items()}
    if found.get("nullable") is True:
        for referring in [
            found.pop("$ref", None),
            *(i.get("$ref") for i in found.pop("allOf", [])),
        ]:
            if referring is not None:
                found |= named[referring.rsplit("/", 1)[1]] | {"nullable": True}
    return found


@pytest.fixture(scope="module")
def api() -> Iterator[Sandbox]:
    with Sandbox(conversations=400, seed=3, now=lambda: NOW) as sandbox:
        ids = [sandbox.workspace.conversations.ids.encode(row) for row in range(3)]
        for conversation_id in ids:
            sandbox.workspace.delete_conversation(conversation_id, at=NOW)
        contacts = [sandbox.workspace.contacts.ids.encode(row) for row in range(4)]
        sandbox.workspace.merge_contacts(contacts[0], contacts[1], at=NOW)
        sandbox.workspace.delete_contact(contacts[2], at=NOW)
        sandbox.workspace.change(60, seed=1)
        yield sandbox


@pytest.fixture(scope="module")
def client(api: Sandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    with httpx.Client(base_url=api.base_url, headers=headers) as client:
        yield client


def operation(description: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """The described operation whose path template fits, literal segments first."""
    asked = path.split("?")[0].split("/")
    for template in sorted(description["paths"], key=lambda text: text.count("{")):
        segments = template.split("/")
        if len(segments) == len(asked) and all(
            wanted == given or wanted.startswith("{")
            for wanted, given in zip(segments, asked, strict=True)
        ):
            found = description["paths"][template].get(method.lower())
            if found is not None:
                return found
    raise LookupError(f"{method} {path} is not in the description")


def schema_of(description: dict[str, Any], found: dict[str, Any], status: int) -> dict[str, Any]:
    schema = found["responses"][str(status)]["content"]["application/json"]["schema"]
    return {"allOf": [schema], "components": description["components"]}


def violations(schema: dict[str, Any], answer: Any) -> list[str]:
    """What the schema objects to, apart from the known differences."""
    found = []
    for error in OAS30Validator(schema).iter_errors(answer):
        where = "/".join(map(str, error.absolute_path))
        if not any(re.fullmatch(pattern, where) for pattern in DIFFERENCES):
            found.append(f"{where}: {error.message[:200]}")
    return found


def unknown_keys(description: dict[str, Any], schema: dict[str, Any], value: Any) -> set[str]:
    """Keys of the answer that its schema does not describe, apart from the known ones."""
    variants = _variants(description, schema)
    if isinstance(value, list):
        items = [v["items"] for v in variants if "items" in v]
        return {k for i in items for one in value for k in unknown_keys(description, i, one)}
    if not isinstance(value, dict) or any("additionalProperties" in v for v in variants):
        return set()
    known: dict[str, dict[str, Any]] = {}
    for variant in variants:
        known.update(variant.get("properties", {}))
    if not known:
        return set()
    found = {key for key in value if key not in known and key not in UNDOCUMENTED}
    for key, inner in known.items():
        found |= unknown_keys(description, inner, value.get(key))
    return found


def _variants(description: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return _variants(description, description["components"]["schemas"][name])
    found = [schema]
    for joiner in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(joiner, ()):
            found.extend(_variants(description, inner))
    return found


def assert_conforms(
    description: dict[str, Any], method: str, path: str, response: httpx.Response
) -> None:
    schema = schema_of(description, operation(description, method, path), response.status_code)
    answer = response.json()

    assert violations(schema, answer) == []
    assert unknown_keys(description, schema, answer) == set()


@pytest.mark.parametrize("request_line", LISTS)
def test_lists_conform(description, client, request_line):
    method, path = request_line.split(" ")
    body = LISTS[request_line]

    response = client.request(method, path, json=body)

    assert response.status_code == 200
    assert_conforms(description, method, path, response)


@pytest.mark.parametrize("path", BELONGINGS)
def test_single_objects_and_sub_lists_conform(description, api, client, path):
    kind = path.split("/")[1]
    ids = [one["id"] for one in api.truth(kind)][:: 1 if kind == "tickets" else 3]

    for object_id in ids:
        asked = path.replace("{id}", object_id)
        response = client.get(asked)

        assert response.status_code == 200
        assert_conforms(description, "GET", asked, response)


@pytest.mark.parametrize("path", SINGLE)
def test_smaller_objects_and_what_belongs_to_them_conform(description, api, client, path):
    kind = SINGLE[path]
    rows = [one for one in api.truth(kind) if "merge_history" not in path or one["role"] == "user"]

    for row in rows[:: len(rows) // 12 + 1]:
        asked = path.replace("{id}", str(row["id"]))
        response = client.get(asked)

        assert response.status_code == 200
        assert_conforms(description, "GET", asked, response)


def test_calls_of_conversations_conform(description, api, client):
    ids = [call["conversation_id"] for call in api.truth("calls")][:20]

    response = client.post("/calls/search", json={"conversation_ids": ids})

    assert len(response.json()["data"]) == len(ids)
    assert_conforms(description, "POST", "/calls/search", response)


def test_children_of_children_conform(description, api, client):
    asked = [
        f"/{plural}/{row[parent]}/{children}/{row['id']}"
        for kind, plural, parent, children in (
            ("article_versions", "articles", "article_id", "versions"),
            (
                "data_connector_execution_results",
                "data_connectors",
                "data_connector_id",
                "execution_results",
            ),
            (
                "office_hours_exceptions",
                "office_hours_schedules",
                "office_hours_schedule_id",
                "office_hours_exceptions",
            ),
            (
                "help_center_redirects",
                "help_center/help_centers",
                "help_center_id",
                "redirects",
            ),
        )
        for row in list(api.truth(kind))[:4]
    ]

    for path in asked:
        assert_conforms(description, "GET", path, client.get(path))


def test_export_jobs_conform(description, api, client):
    column = "standard.conversation_id"
    span = {"start_time": NOW - 60 * 86_400, "end_time": NOW}
    asked = {
        "/export/content/data": {"created_at_after": 0, "created_at_before": NOW},
        "/export/reporting_data/enqueue": {
            "dataset_id": "conversation",
            "attribute_ids": [column],
            **span,
        },
    }

    for path, body in asked.items():
        created = client.post(path, json=body)
        assert_conforms(description, "POST", path, created)
        root = path.removesuffix("/enqueue")
        asked_again = f"{root}/{created.json()['job_identifier']}?app_id=1&client_id=1"
        assert_conforms(description, "GET", asked_again, client.get(asked_again))
    listed = "/export/reporting_data/get_datasets"
    assert_conforms(description, "GET", listed, client.get(listed))


@pytest.mark.parametrize("status", ["sent", "failed"])
def test_the_status_of_a_message_and_a_visitor_conform(description, api, client, status):
    message = next(one for one in api.truth("whatsapp_message_statuses") if one["status"] == status)
    visitor = next(api.truth("visitors"))

    for asked in (
        f"/messages/whatsapp/status?message_id={message['message_id']}",
        f"/visitors?user_id={visitor['user_id']}",
    ):
        assert_conforms(description, "GET", asked, client.get(asked))


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /conversations/1", 404),
        ("POST /contacts/search", 400),
        ("GET /contacts/{merged}", 410),
    ],
)
def test_errors_conform(description, api, client, request_line, status):
    method, path = request_line.split(" ")
    path = path.replace("{merged}", api.workspace.contacts.ids.encode(0))
    body = {"query": {"field": "shoe_size", "operator": "=", "value": 1}}

    response = client.request(method, path, json=body if method == "POST" else None)

    assert response.status_code == status
    assert_conforms(description, method, path, response)


def test_a_wrong_token_conforms(description, api):
    headers = {"Authorization": "Bearer wrong", "Accept": "application/json"}

    response = httpx.get(f"{api.base_url}/conversations", headers=headers)

    assert response.status_code == 401
    assert_conforms(description, "GET", "/conversations", response)
