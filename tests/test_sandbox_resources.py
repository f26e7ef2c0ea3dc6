"""The smaller resources of the simulated workspace: lists, companions, lookups and changes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox import Knobs, Sandbox
from sandbox.subjects import KINDS

NOW = 1_763_800_000
Row = dict[str, Any]

# Path, key of its rows, kind, rows on a page without and with a large `per_page`.
NUMBERED = [
    ("/ai/content_import_sources", "data", "content_import_sources", 3, 3),
    ("/ai/external_pages", "data", "external_pages", 50, 62),
    ("/articles", "data", "articles", 25, 60),
    ("/calls", "data", "calls", 25, 25),
    ("/content_snippets", "data", "content_snippets", 50, 50),
    ("/audiences", "data", "audiences", 3, 3),
    ("/folders", "data", "folders", 7, 7),
    ("/help_center/collections", "data", "collections", 20, 26),
    ("/internal_articles", "data", "internal_articles", 25, 31),
    ("/news/news_items", "data", "news_items", 10, 27),
    ("/news/newsfeeds", "data", "newsfeeds", 2, 2),
    ("/custom_object_instances/Order", "data", "custom_object_instances", 20, 64),
]
CURSOR = [
    ("/data_connectors", "data", "data_connectors", 20, 23),
    ("/macros", "data", "macros", 50, 57),
]
WHOLE = [
    ("/away_status_reasons", "data", "away_status_reasons"),
    ("/brands", "data", "brands"),
    ("/emails", "data", "emails"),
    ("/help_center/help_centers", "data", "help_centers"),
    ("/office_hours_schedules", "data", "office_hours_schedules"),
    ("/subscription_types", "data", "subscription_types"),
    ("/ticket_states", "data", "ticket_states"),
    ("/ticket_types", "data", "ticket_types"),
    ("/conversations/attributes?include_archived=true", "data", "conversation_attributes"),
    ("/data_attributes?include_archived=true", "data", "data_attributes"),
]
COMPANIONS = [
    ("/articles/{}/versions", "data", "article_versions", "article_id", "articles"),
    ("/companies/{}/notes", "data", "company_notes", "company_id", "companies"),
    (
        "/conversations/{}/side_conversations",
        "side_conversations",
        "side_conversations",
        "conversation_id",
        "conversations",
    ),
    (
        "/help_center/help_centers/{}/redirects",
        "data",
        "help_center_redirects",
        "help_center_id",
        "help_centers",
    ),
    (
        "/office_hours_schedules/{}/office_hours_exceptions",
        "data",
        "office_hours_exceptions",
        "office_hours_schedule_id",
        "office_hours_schedules",
    ),
    ("/news/newsfeeds/{}/items", "data", "newsfeed_items", "newsfeed_id", "newsfeeds"),
    ("/teams/{}/metrics", "data", "team_metrics", "team_id", "teams"),
    (
        "/data_connectors/{}/execution_results?start_ts=0",
        "data",
        "data_connector_execution_results",
        "data_connector_id",
        "data_connectors",
    ),
    ("/companies/{}/segments", "data", "company_segments", "company_id", "companies"),
    ("/contacts/{}/merge_history", "data", "contact_merge_history", "contact_id", "contacts"),
]
FIRST_VERSIONS = {
    "/custom_object_instances/Order": 13,
    "/internal_articles": 13,
    "/away_status_reasons": 14,
    "/calls": 14,
    "/export/reporting_data/get_datasets": 14,
    "/brands": 15,
    "/companies/1/notes": 15,
    "/emails": 15,
    "/export/workflows/1": 15,
    "/admins/activity_log_event_types": 16,
    "/articles/1/draft": 16,
    "/articles/1/versions": 16,
    "/audiences": 16,
    "/contacts/1/merge_history": 16,
    "/content_snippets": 16,
    "/conversations/1/side_conversations": 16,
    "/conversations/attributes": 16,
    "/data_connectors": 16,
    "/help_center/help_centers/10/redirects": 16,
    "/macros": 16,
    "/messages/status": 16,
    "/office_hours_schedules": 16,
    "/teams/1/metrics": 16,
    "/contacts/activities": 17,
    "/folders": 17,
}


def client_of(api: Sandbox, **headers: str) -> httpx.Client:
    given = {"Authorization": f"Bearer {api.token}", "Accept": "application/json", **headers}
    return httpx.Client(base_url=api.base_url, headers=given, timeout=5)


def get(client: httpx.Client, path: str) -> Row:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["errors"][0]
    return response.status_code, error["code"], error["message"]


def every_page(client: httpx.Client, path: str, key: str) -> list[Row]:
    """All rows behind a path, however it pages."""
    rows, following, number = [], path, 1
    link = "&" if "?" in path else "?"
    while following:
        answer = get(client, following)
        rows += answer[key]
        pages, number, following = answer.get("pages") or answer, number + 1, ""
        if isinstance(pages.get("next"), dict):
            following = f"{path}{link}starting_after={pages['next']['starting_after']}"
        elif isinstance(pages.get("next"), str):
            following = pages["next"].removeprefix(str(client.base_url).rstrip("/"))
        elif number <= pages.get("total_pages", 0) and "next" not in pages:
            following = f"{path}{link}page={number}"
    return rows


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: sorted((k, str(v)) for k, v in row.items()))


@pytest.fixture(scope="module")
def api() -> Iterator[Sandbox]:
    """A workspace that no test changes."""
    with Sandbox(conversations=700, seed=7, now=lambda: NOW, contacts=90) as sandbox:
        ids = [one["id"] for one in sandbox.truth("contacts")]
        users = [one["id"] for one in sandbox.truth("contacts") if one["role"] == "user"]
        for source in [one for one in ids if one != users[0]][:3]:
            sandbox.workspace.merge_contacts(source, users[0], at=NOW)
        yield sandbox


@pytest.fixture(scope="module")
def client(api: Sandbox) -> Iterator[httpx.Client]:
    with client_of(api) as client:
        yield client


@pytest.fixture
def fresh() -> Iterator[Sandbox]:
    """A small workspace to change."""
    with Sandbox(conversations=60, seed=7, now=lambda: NOW, knobs=Knobs()) as sandbox:
        yield sandbox


def test_same_seed_gives_the_same_objects_whatever_was_asked_before():
    one, other = (Sandbox(conversations=60, seed=5, now=lambda: NOW) for _ in range(2))
    list(other.truth("contacts"))
    other.workspace.create_conversation(other.workspace.create_contact())

    told = {kind.name: list(one.truth(kind.name)) for kind in KINDS}

    assert told == {kind.name: list(other.truth(kind.name)) for kind in KINDS}
    assert [name for name, rows in told.items() if not rows] == []


@pytest.mark.parametrize(("path", "key", "kind", "default", "most"), NUMBERED + CURSOR)
def test_pages_hold_every_row_once(api, client, path, key, kind, default, most):
    expected = [row for row in api.truth(kind) if row.get("type") != "Subscription"]

    rows = every_page(client, path, key)

    assert in_order(rows) == in_order(expected)
    assert len(get(client, path)[key]) == default
    assert len(get(client, f"{path}?per_page=500")[key]) == most


@pytest.mark.parametrize(("path", "key", "kind"), WHOLE)
def test_small_lists_come_whole(api, client, path, key, kind):
    expected = list(api.truth(kind))

    assert get(client, path)[key] == expected


@pytest.mark.parametrize(("path", "key", "kind", "parent_key", "parents"), COMPANIONS)
def test_what_belongs_to_a_parent_is_listed_with_it(
    api, client, path, key, kind, parent_key, parents
):
    ids = [one["id"] for one in api.truth(parents) if one.get("role") != "lead"]

    rows = [
        {parent_key: one, **row} for one in ids for row in every_page(client, path.format(one), key)
    ]

    assert in_order(rows) == in_order(list(api.truth(kind)))
    assert rows != []


@pytest.mark.parametrize(
    ("path", "key", "field"),
    [
        ("/articles", "data", "updated_at"),
        ("/help_center/collections", "data", "updated_at"),
        ("/help_center/help_centers/10/redirects", "data", "updated_at"),
        ("/macros", "data", "updated_at"),
        ("/admins/activity_logs?created_at_after=0", "activity_logs", "created_at"),
    ],
)
def test_the_newest_come_first(client, path, key, field):
    times = [row[field] for row in every_page(client, path, key)]

    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("path", ["/articles", "/calls", "/content_snippets", "/news/news_items"])
def test_page_number_lists_ignore_cursors(client, path):
    assert get(client, f"{path}?starting_after=abc")["data"] == get(client, path)["data"]


@pytest.mark.parametrize("path", ["/macros", "/data_connectors", "/messages/status?ruleset_id=1"])
def test_cursors_that_no_page_gave_are_refused(client, path):
    link = "&" if "?" in path else "?"

    response = client.get(f"{path}{link}starting_after=abc")

    assert refusal(response)[:2] == (400, "client_error")


def test_an_item_that_changes_while_a_cursor_is_followed_jumps_out_of_sight(fresh):
    with client_of(fresh) as client:
        first = get(client, "/macros")
        last = every_page(client, "/macros", "data")[-1]["id"]
        fresh.workspace.put("macros", last, {"name": "Changed"})
        cursor = first["pages"]["next"]["starting_after"]
        second = get(client, f"/macros?starting_after={cursor}")

    assert last not in {row["id"] for row in first["data"] + second["data"]}


@pytest.mark.parametrize(("path", "first"), FIRST_VERSIONS.items())
def test_versions_that_lack_a_path_say_so(client, path, first):
    older = client.get(path, headers={"Intercom-Version": f"2.{first - 1}"})
    newer = client.get(
        path, headers={"Intercom-Version": f"2.{first}" if first < 17 else "Preview"}
    )

    message = "Requested resource is not available in current API version."
    assert refusal(older) == (400, "intercom_version_invalid", message)
    assert "intercom_version_invalid" not in newer.text


def test_older_versions_lack_newer_fields(client):
    def keys(path: str, version: str) -> set[str]:
        return set(client.get(path, headers={"Intercom-Version": version}).json()["data"][0])

    newest, numbered = keys("/articles", "Preview"), keys("/articles", "2.16")

    assert newest - numbered == {"folder_id"}
    assert keys("/articles", "2.15") - numbered == {"parent_id", "parent_type"}
    assert numbered - keys("/articles", "2.15") == {
        "ai_chatbot_availability",
        "ai_copilot_availability",
        "ai_sales_agent_availability",
        "body_markdown",
        "created_by_id",
        "draft_updated_at",
        "exclude_from_article_suggestions",
        "has_unpublished_changes",
        "help_center_audience",
        "scheduled_publish_at",
        "scheduled_unpublish_at",
        "updated_by_id",
    }
    assert keys("/calls", "Preview") - keys("/calls", "2.16") == {
        "duration",
        "talk_time",
        "queue_time",
        "hold_time",
    }
    assert keys("/help_center/help_centers", "2.16") - keys(
        "/help_center/help_centers", "2.15"
    ) == {"default", "locales"}


def test_conversation_attributes_moved_with_2_16(api, client):
    path = "/data_attributes?model=conversation&include_archived=true"

    older = client.get(path, headers={"Intercom-Version": "2.15"}).json()["data"]
    newer = client.get(path, headers={"Intercom-Version": "2.16"})

    assert refusal(newer) == (
        422,
        "parameter_invalid",
        "model=conversation is no longer supported. Use GET /conversations/attributes instead",
    )
    own = list(api.truth("conversation_attributes"))
    assert [(row["id"], row["full_name"]) for row in older] == [
        (row["id"], row["name"]) for row in own
    ]


def test_archived_attributes_are_listed_on_request(api, client):
    listed = get(client, "/data_attributes?model=contact")["data"]

    assert listed == [
        row
        for row in api.truth("data_attributes")
        if row["model"] == "contact" and not row["archived"]
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/admins/1", (404, "admin_not_found", "Admin not found")),
        ("/admins/activity_logs", (400, "parameter_invalid", "created_at_after is required")),
        ("/articles/1", (404, "not_found", "Resource Not Found")),
        ("/articles/9510/draft", (404, "not_found", "Resource Not Found")),
        ("/articles/9510/versions?locale=xx", (400, "parameter_invalid", "Unknown locale")),
        ("/calls/1", (404, "not_found", "Not Found")),
        ("/calls/1/recording", (404, "not_found", "Recording Not Found")),
        ("/companies/1/notes", (404, "company_not_found", "Company Not Found")),
        ("/contacts/1/merge_history", (404, "not_found", "Contact not found")),
        (
            "/conversations/attributes/1",
            (
                404,
                "conversation_attribute_not_found",
                "Conversation attribute not found",
            ),
        ),
        ("/custom_object_instances/Boat", (404, "not_found", "Resource Not Found")),
        (
            "/data_connectors/1/execution_results",
            (404, "data_connector_not_found", "Data connector not found"),
        ),
        (
            "/data_connectors/51200/execution_results/1",
            (404, "execution_result_not_found", "Execution result not found"),
        ),
        (
            "/data_connectors/51200/execution_results?start_ts=soon",
            (400, "parameter_invalid", "start_ts must be a Unix timestamp (integer)"),
        ),
        ("/events?type=user&user_id=nobody", (404, "not_found", "User Not Found")),
        (
            "/events?type=user",
            (
                400,
                "parameter_invalid",
                "exactly one of intercom_user_id, user_id and email is required",
            ),
        ),
        ("/export/workflows/1", (404, "not_found", "Workflow not found")),
        ("/help_center/help_centers/1/redirects", (404, "not_found", "Resource not found")),
        ("/macros/1", (404, "not_found", "Macro not found")),
        (
            "/macros?updated_since=x",
            (400, "parameter_invalid", "Invalid updated_since timestamp"),
        ),
        (
            "/messages/whatsapp/status?message_id=1",
            (404, "whatsapp_message_not_found", "Whatsapp message not found"),
        ),
        ("/teams/1/metrics", (404, "team_not_found", "Team not found")),
        ("/visitors?user_id=1", (404, "not_found", "Visitor Not Found")),
    ],
)
def test_what_is_not_there_or_not_asked_right_is_refused(client, path, expected):
    assert refusal(client.get(path)) == expected


def test_message_statuses_refuse_without_a_code(client):
    answers = [
        client.get(path).json() for path in ("/messages/status", "/messages/whatsapp/status")
    ]

    assert [(one["type"], one["message"]) for one in answers] == [
        ("error", "ruleset_id is required"),
        ("error", "message_id is required"),
    ]


def test_statistics_of_an_article_are_shown_alone(api, client):
    expected = next(api.truth("articles", complete=True))

    found = get(client, f"/articles/{expected['id']}")

    assert found == expected
    assert found["statistics"]["type"] == "article_statistics"


def test_drafts_stand_behind_published_articles(api, client):
    waiting = [row["id"] for row in api.truth("articles") if row["has_unpublished_changes"]]

    drafts = [get(client, f"/articles/{one}/draft") for one in waiting]

    assert drafts == list(api.truth("article_drafts"))
    assert [row["title"] for row in drafts if not row["title"].endswith("(new)")] == []


def test_articles_are_searched_by_words_and_state(api, client):
    answer = get(client, "/articles/search?phrase=GUIDE&state=draft&highlight=true")

    expected = [row for row in api.truth("articles") if row["state"] == "draft"]
    assert answer["data"]["articles"] == expected
    assert len(answer["data"]["highlights"]) == answer["total_count"] == len(expected) == 10


def test_macros_are_filtered_by_the_server(api, client):
    newest = sorted(row["updated_at"] for row in api.truth("macros"))[-5:]

    found = get(client, f"/macros?updated_since={NOW - 86_400 * 365}")["data"]
    none = get(client, f"/macros?updated_since={NOW + 1}")["data"]

    assert [row["updated_at"] for row in found[:5]] == newest[::-1]
    assert none == []


def test_long_lists_of_macros_may_come_without_words(fresh):
    fresh.knobs.macro_bodies_in_lists = False
    expected = next(fresh.truth("macros", complete=True))

    with client_of(fresh) as client:
        listed = {row["id"]: row["body"] for row in get(client, "/macros?per_page=150")["data"]}
        alone = get(client, f"/macros/{expected['id']}")

    assert set(listed.values()) == {None}
    assert alone == expected


def test_runs_of_connectors_are_those_of_the_last_hour_unless_asked(api, client):
    path = "/data_connectors/51200/execution_results"
    everything = [
        row
        for row in api.truth("data_connector_execution_results")
        if row["data_connector_id"] == "51200"
    ]

    latest = get(client, path)["data"]
    failed = every_page(client, f"{path}?start_ts=0&success=false", "data")
    whole = get(client, f"{path}?include_bodies=true")["data"]

    assert latest == everything[:-3:-1]
    assert failed == [row for row in everything[::-1] if not row["success"]]
    assert [row["request_url"] for row in whole] == ["https://erp.example.com/orders/0"] * 2


def test_custom_objects_are_found_by_what_refers_to_them(api, client):
    order = list(api.truth("custom_object_instances"))[3]
    conversation = api.workspace.conversations.ids.encode(int(order["id"]))
    path = "/custom_object_instances/Order"

    by_conversation = get(client, f"{path}?references_conversation_id={conversation}")["data"]
    by_external_id = get(client, f"{path}?external_id={order['external_id']}")
    old = client.get(path, headers={"Intercom-Version": "2.15"})

    assert by_conversation == [order]
    assert by_external_id == get(client, f"{path}/{order['id']}") == order
    assert refusal(old) == (400, "parameter_invalid", "external_id is required")


def test_calls_match_the_summaries_in_conversations(api):
    mentioned = {
        (one["id"], part["event_details"]["call_id"])
        for one in api.truth("conversations")
        for part in one["conversation_parts"]["conversation_parts"]
        if part["part_type"] == "call_summary"
    }

    calls = {(row["conversation_id"], row["id"]) for row in api.truth("calls")}

    assert mentioned - calls == set()
    assert len(calls) == 29


def test_calls_carry_their_times_in_both_forms(api):
    forms = [type(row["created_at"]).__name__ for row in api.truth("calls")]

    assert sorted(set(forms)) == ["int", "str"]


def test_transcripts_come_for_twenty_conversations_at_most(api, client):
    expected = list(api.truth("call_transcripts"))
    ids = [row["conversation_id"] for row in expected]

    found = client.post("/calls/search", json={"conversation_ids": ids[:20]}).json()["data"]
    refused = [
        client.post("/calls/search", json={"conversation_ids": some}) for some in ([], ids[:21])
    ]

    assert found == expected[:20]
    message = "A list of up to 20 conversation IDs is required"
    expected_refusal = (400, "conversation_id_limit_exceeded", message)
    assert [refusal(one) for one in refused] == [expected_refusal, expected_refusal]


def test_recordings_are_on_another_host_and_transcripts_are_text(api, client):
    call = next(row for row in api.truth("calls") if row["recording_url"])

    recording = client.get(f"/calls/{call['id']}/recording", headers={"Accept": "*/*"})
    transcript = client.get(f"/calls/{call['id']}/transcript", headers={"Accept": "text/plain"})
    refused = client.get(f"/calls/{call['id']}/transcript", headers={"Accept": "image/png"})

    assert recording.status_code == 302
    assert urlsplit(recording.headers["location"]).hostname == "recordings.example.net"
    assert transcript.text.splitlines()[0] == '[00:00:03] Teammate 1: "How can I help?"'
    assert refused.status_code == 406


def test_activity_logs_are_cut_by_time_and_type(api, client):
    middle = NOW - 20 * 86_400
    expected = [
        row
        for row in api.truth("admin_activity_logs")
        if row["created_at"] >= middle and row["activity_type"] == "role_change"
    ]
    body = {"created_at_after": middle, "event_types": ["role_change"], "per_page": 2}

    found = []
    for page in (1, 2, 3, 4):
        answer = client.post("/admins/activity_logs/search", json=body | {"page": page}).json()
        found += answer["activity_logs"]

    assert in_order(found) == in_order(expected)
    assert answer["pages"]["total_pages"] == -(-len(expected) // 2)


def test_wide_spans_of_activity_logs_may_fail(fresh):
    fresh.knobs.activity_log_days = 30

    with client_of(fresh) as client:
        wide = client.get(f"/admins/activity_logs?created_at_after={NOW - 31 * 86_400}")
        narrow = client.get(f"/admins/activity_logs?created_at_after={NOW - 30 * 86_400}")

    assert (wide.status_code, narrow.status_code) == (500, 200)


def test_events_of_ninety_days_are_paged_by_url(api, client):
    busiest = api.workspace.contacts.ids.encode(42)
    path = f"/events?type=user&intercom_user_id={busiest}&per_page=7"

    rows = every_page(client, path, "events")

    expected = [row for row in api.truth("events") if row.pop("contact_id") == busiest]
    assert rows == expected[::-1]
    assert len(rows) == 60


def test_events_that_came_since_are_found_by_the_link(fresh):
    busiest = fresh.workspace.contacts.ids.encode(5)
    path = f"/events?type=user&intercom_user_id={busiest}"

    with client_of(fresh) as client:
        since = get(client, path)["pages"]["since"].removeprefix(fresh.base_url)
        before = get(client, since)["events"]
        fresh.workspace.add("events", {"event_name": "left"}, parent=busiest, at=NOW)
        after = get(client, since)["events"]

    assert before == []
    assert [row["event_name"] for row in after] == ["left"]


def test_events_are_counted_however_old(api, client):
    busiest = api.workspace.contacts.get(42)
    path = f"/events?type=user&summary=true&user_id={busiest['external_id']}"

    answer = get(client, path)

    expected = [
        row for row in api.truth("event_summaries") if row.pop("contact_id") == busiest["id"]
    ]
    assert answer["events"] == expected
    assert sum(row["count"] for row in expected) == 60
    assert (answer["type"], answer["intercom_user_id"]) == ("event.summary", busiest["id"])


def test_merge_history_belongs_to_users_and_is_paged_by_cursor(api, client):
    target = next(api.truth("contact_merge_history"))["contact_id"]
    lead = next(row["id"] for row in api.truth("contacts") if row["role"] == "lead")
    path = f"/contacts/{target}/merge_history?per_page=2"

    first = get(client, path)
    second = get(client, f"{path}&cursor={first['next_cursor']}")

    merged = [row for row in api.truth("contact_merge_history") if row.pop("contact_id") == target]
    assert first["data"] + second["data"] == merged[::-1]
    assert (first["has_more"], second["has_more"], "next_cursor" in second) == (True, False, False)
    assert refusal(client.get(f"/contacts/{lead}/merge_history"))[0] == 404


def test_companies_tell_how_many_notes_they_have(api, client):
    noted = next(api.truth("company_notes"))["company_id"]
    notes = [row["id"] for row in api.truth("company_notes") if row["company_id"] == noted]

    company = get(client, f"/companies/{noted}")

    assert company["notes"] == {
        "type": "note.list",
        "data": [{"id": one, "type": "note", "url": f"/notes/{one}"} for one in notes[:10]],
        "url": f"/companies/{noted}/notes",
        "total_count": len(notes),
        "has_more": len(notes) > 10,
    }


def test_metrics_of_a_team_count_what_its_members_have_now(api, client):
    team = api.workspace.directory.teams[0]
    open_ones = [
        str(row["admin_assignee_id"])
        for row in api.truth("conversations")
        if row["state"] == "open"
    ]

    found = get(client, f"/teams/{team['id']}/metrics")["data"]
    never_idle = get(client, f"/teams/{team['id']}/metrics?idle_threshold={NOW}")["data"]

    assert [row["open"] for row in found] == [
        open_ones.count(str(admin)) for admin in team["admin_ids"]
    ]
    assert sum(row["open"] for row in found) > 0
    assert sum(row["idle"] for row in never_idle) == 0


def test_segments_are_counted_on_request(api, client):
    found = get(client, "/segments?include_count=true")["segments"]

    assert found == list(api.truth("segments", complete=True))
    assert sum(row["count"] for row in found) > 0


def test_lookups_answer_by_id_only(api, client):
    visitor, workflow = next(api.truth("visitors")), next(api.truth("workflows"))
    statuses = list(api.truth("message_statuses"))[:57]

    rows = every_page(client, "/messages/status?ruleset_id=41001", "events")
    message = statuses[0]["whatsapp_message_id"]

    assert rows == [{k: v for k, v in row.items() if k != "ruleset_id"} for row in statuses[::-1]]
    assert get(client, f"/visitors?user_id={visitor['user_id']}") == visitor
    assert get(client, f"/export/workflows/{workflow['id']}")["workflow"] == workflow
    assert get(client, f"/messages/whatsapp/status?message_id={message}") == next(
        api.truth("whatsapp_message_statuses")
    )


def test_tokens_may_lack_scopes_and_plans_may_lack_paths(fresh):
    fresh.knobs.scopes = frozenset({"read_admins"})
    fresh.knobs.plan_lacks = frozenset({"/teams/{id}/metrics", "/admins"})

    with client_of(fresh) as client:
        named = refusal(client.get("/macros"))
        fresh.knobs.missing_scope = "action_forbidden"
        other = client.get("/macros")
        metrics = refusal(client.get("/teams/5017600/metrics"))
        admins = refusal(client.get("/admins"))
        allowed = client.get("/away_status_reasons").status_code

    message = "You do not have the required scope (read_conversations) to access this resource"
    assert named == (403, "forbidden", message)
    assert refusal(other)[:2] == (403, "action_forbidden")
    required = other.json()["errors"][0]["data"]["required_permissions"]
    assert required == ["read_conversations"]
    message = "Real-time monitoring is not enabled for your workspace."
    assert metrics == (403, "api_plan_restricted", message)
    assert admins == (403, "api_plan_restricted", "Active subscription needed.")
    assert allowed == 200


@pytest.fixture(scope="module")
def played_with() -> Sandbox:
    """A small workspace whose tests leave it as they found it; nobody serves it."""
    return Sandbox(conversations=60, seed=7, now=lambda: NOW)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_objects_are_added_overwritten_and_removed(played_with, kind):
    workspace, key = played_with.workspace, kind.key
    parents = kind.parent if isinstance(kind.parent, tuple) else [""]
    if isinstance(kind.parent, str) and kind.parent:
        parents = [str(one["id"]) for one in played_with.truth(kind.parent)]
    parent = next(one for one in parents if workspace.shelf.rows(kind.name, one))

    def kept() -> list[Row]:
        return workspace.shelf.rows(kind.name, parent)

    before = kept()
    added = workspace.add(kind.name, {"surprise": 1}, parent=parent)
    full = f"{parent}/{added}" if parent else added
    between = kept()
    workspace.put(kind.name, full, {"surprise": {"deep": [2]}})
    after = kept()
    workspace.remove(kind.name, full)

    assert [str(row[key]) for row in between] == [*(str(row[key]) for row in before), added]
    assert between[-1]["surprise"] == 1
    assert after[-1] == between[-1] | {"surprise": {"deep": [2]}}
    assert kept() == before


def test_what_was_changed_moves_its_time_in_its_own_form(fresh):
    fresh.workspace.put("macros", "9100", {"name": "New"})
    fresh.workspace.put("brands", "4", {"name": "New"})
    fresh.workspace.put("emails", "71", {"verified": False}, touch=False)

    macro = next(row for row in fresh.truth("macros") if row["id"] == "9100")
    brand = next(row for row in fresh.truth("brands") if row["id"] == "4")
    email = next(row for row in fresh.truth("emails") if row["id"] == "71")

    assert (macro["name"], macro["updated_at"]) == ("New", "2025-11-22T08:26:40.000Z")
    assert (brand["name"], brand["updated_at"]) == ("New", NOW)
    assert email["updated_at"] != NOW


@pytest.mark.parametrize("kind", ["conversations", "companies", "tickets", "tags", "segments"])
def test_any_object_can_be_removed_by_its_kind(fresh, kind):
    rows = list(fresh.truth(kind))

    fresh.workspace.remove(kind, rows[0]["id"])

    assert [row["id"] for row in fresh.truth(kind)] == [row["id"] for row in rows[1:]]


@pytest.mark.parametrize("kind", ["macros", "segments", "tickets"])
def test_what_is_not_there_cannot_be_changed_or_removed(fresh, kind):
    with pytest.raises(KeyError):
        fresh.workspace.put(kind, "0", {"name": "?"})
    with pytest.raises(KeyError):
        fresh.workspace.remove(kind, "0")


def test_newcomers_do_not_change_who_took_part_before(fresh):
    before = list(fresh.truth("conversations"))

    for _ in range(5):
        fresh.workspace.create_contact()
    fresh.workspace.create_conversation(before[0]["contacts"]["contacts"][0]["id"])

    assert list(fresh.truth("conversations"))[: len(before)] == before


def test_unknown_keys_of_a_knob_reach_the_smaller_objects(fresh):
    fresh.knobs.extra_keys = {"brand_new": True}

    with client_of(fresh) as client:
        rows = get(client, "/brands")["data"] + get(client, "/macros")["data"]

    assert {row["brand_new"] for row in rows} == {True}
