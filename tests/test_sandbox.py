"""The simulated workspace behaves like Intercom where clients depend on it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from sandbox import Fault, Knobs, Sandbox

NOW = 1_763_800_000  # Saturday 2025-11-22 03:26:40 in New York
MONDAY_10 = 1_763_391_600  # Monday 2025-11-17 10:00 in New York
EVERYTHING = {"field": "updated_at", "operator": ">", "value": 0}
ASCENDING = {"field": "updated_at", "order": "ascending"}


class Clock:
    """A clock that tests set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def client_of(api: Sandbox, **headers: str) -> httpx.Client:
    given = {"Authorization": f"Bearer {api.token}", "Accept": "application/json", **headers}
    return httpx.Client(base_url=api.base_url, headers=given, timeout=5)


def search(client: httpx.Client, path: str, query: Any, **more: Any) -> dict[str, Any]:
    response = client.post(path, json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


def code_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


@pytest.fixture(scope="module")
def api() -> Iterator[Sandbox]:
    """A workspace that no test changes."""
    with Sandbox(conversations=300, seed=7, now=lambda: NOW) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def client(api: Sandbox) -> Iterator[httpx.Client]:
    with client_of(api) as client:
        yield client


@pytest.fixture
def fresh() -> Iterator[Sandbox]:
    """A small workspace to change and to break."""
    with Sandbox(conversations=60, seed=7, now=lambda: NOW) as sandbox:
        yield sandbox


def test_same_seed_size_and_moment_give_the_same_workspace():
    one, other = (Sandbox(conversations=80, seed=5, now=lambda: NOW) for _ in range(2))

    for kind in ("conversations", "contacts", "companies", "tickets", "admins"):
        assert list(one.truth(kind)) == list(other.truth(kind))


def test_two_workspaces_of_one_seed_share_object_ids_but_not_their_own():
    one, other = (
        Sandbox(conversations=30, now=lambda: NOW, workspace_id=name) for name in ("one", "two")
    )

    ids = [[row["id"] for row in each.truth("contacts")] for each in (one, other)]
    names = [next(each.truth("contacts"))["workspace_id"] for each in (one, other)]

    assert ids[0] == ids[1]
    assert names == ["one", "two"]


@pytest.mark.parametrize("size", [500, 20_000])
def test_the_index_agrees_with_the_objects_across_clock_changes(size):
    workspace = Sandbox(conversations=size, seed=2, now=lambda: NOW).workspace
    table = workspace.conversations
    rows = range(0, size, size // 250)

    assert [table.get(row)["updated_at"] for row in rows] == [
        table.columns["updated_at"][row] for row in rows
    ]
    assert [table.get(row)["state"] for row in rows] == [
        table.columns["state"][row] for row in rows
    ]


def test_every_known_part_type_occurs(api):
    seen = {
        part["part_type"]
        for one in api.truth("conversations", complete=True)
        for part in one["conversation_parts"]["conversation_parts"]
    }

    assert seen == {
        "assign_and_reopen", "assignment", "away_mode_assignment", "call_summary",
        "channel_and_reply_time_expectation", "close", "comment", "company_updated",
        "conversation_attribute_updated_by_admin", "conversation_attribute_updated_by_user",
        "conversation_attribute_updated_by_workflow", "conversation_rating_changed",
        "conversation_rating_remark_added", "conversation_sla_applied_by_rule",
        "conversation_sla_applied_by_workflow", "conversation_sla_paused",
        "conversation_sla_removed", "conversation_sla_target_missed",
        "conversation_sla_unpaused", "conversation_summary", "conversation_tags_updated",
        "custom_action_finished", "custom_action_started", "default_assignment", "entity_linked",
        "fin_guidance_applied", "language_detection_details", "merged_primary_conversation",
        "merged_secondary_conversation", "message_strategy_assignment", "note", "note_and_close",
        "note_and_reopen", "note_and_snooze", "open", "operator_workflow_event",
        "participant_added", "participant_removed",
        "priority_changed", "quick_reply", "snoozed", "ticket_attribute_updated_by_admin",
        "ticket_state_updated_by_admin", "timer_unsnooze", "unsnoozed",
    }  # fmt: skip


def handmade(fresh: Sandbox) -> str:
    """Monday to Wednesday: asked, assigned, answered, closed, reopened at night, closed again."""
    workspace = fresh.workspace
    contact_id = next(fresh.truth("contacts"))["id"]
    made = workspace.create_conversation(contact_id, at=MONDAY_10)
    workspace.assign(made, team_id="5017600", at=MONDAY_10 + 120)
    workspace.assign(made, admin_id="6814201", at=MONDAY_10 + 600)
    workspace.note(made, at=MONDAY_10 + 900)
    workspace.reply(made, at=MONDAY_10 + 1_800)
    workspace.reply(made, by="contact", at=MONDAY_10 + 24_600)  # Monday 16:50
    workspace.reply(made, at=MONDAY_10 + 83_400)  # Tuesday 9:10
    workspace.close(made, at=MONDAY_10 + 84_000)  # Tuesday 9:20
    workspace.reply(made, by="contact", at=MONDAY_10 + 115_200)  # Tuesday 18:00
    workspace.reply(made, at=MONDAY_10 + 171_000)  # Wednesday 9:30
    workspace.close(made, "<p>Bye</p>", at=MONDAY_10 + 172_800)  # Wednesday 10:00
    return made


def test_statistics_follow_from_the_parts(fresh):
    made = handmade(fresh)

    found = next(one for one in fresh.truth("conversations") if one["id"] == made)

    assert found["statistics"] == {
        "type": "conversation_statistics",
        "time_to_assignment": 600,
        "time_to_admin_reply": 1_800,
        "time_to_first_close": 26_400,  # 7 hours of Monday, 20 minutes of Tuesday
        "time_to_last_close": 57_600,  # 7 hours, 8 hours, 1 hour
        "median_time_to_reply": 1_800,  # of 1,800, 10 + 10 minutes, and 30 minutes
        "first_contact_reply_at": MONDAY_10,
        "first_assignment_at": MONDAY_10 + 120,
        "first_admin_reply_at": MONDAY_10 + 1_800,
        "first_close_at": MONDAY_10 + 84_000,
        "last_assignment_at": MONDAY_10 + 600,
        "last_assignment_admin_reply_at": MONDAY_10 + 1_800,
        "last_contact_reply_at": MONDAY_10 + 115_200,
        "last_admin_reply_at": MONDAY_10 + 172_800,  # reply and close in one part
        "last_close_at": MONDAY_10 + 172_800,
        "last_closed_by_id": "6814201",
        "count_reopens": 1,
        "count_assignments": 2,
        "count_conversation_parts": 11,  # the source is one of them
        "assigned_team_first_response_time": [
            {"team_id": 5_017_600, "team_name": "Support", "response_time": 1_680}
        ],
        "assigned_team_first_response_time_in_office_hours": [
            {"team_id": 5_017_600, "team_name": "Support", "response_time": 1_680}
        ],
        "handling_time": 141_000,
        "adjusted_handling_time": 141_000,
    }


def test_state_and_assignees_follow_from_the_parts(fresh):
    workspace, made = fresh.workspace, handmade(fresh)
    workspace.reply(made, by="contact", at=MONDAY_10 + 200_000)
    workspace.assign(made, at=MONDAY_10 + 200_010)

    found = next(one for one in fresh.truth("conversations") if one["id"] == made)

    keys = ("state", "open", "admin_assignee_id", "team_assignee_id", "waiting_since")
    assert [found[key] for key in keys] == ["open", True, 0, 5_017_600, MONDAY_10 + 200_000]
    assert found["teammates"]["admins"] == [{"type": "admin", "id": "6814201"}]


@pytest.mark.parametrize(
    ("method", "path", "headers", "expected"),
    [
        ("GET", "/me", {"Authorization": "Bearer wrong"}, (401, "unauthorized")),
        ("GET", "/nowhere", {}, (404, "not_found")),
        ("POST", "/me", {}, (404, "not_found")),
        ("GET", "/me", {"Accept": "text/html"}, (406, "not_acceptable")),
        ("GET", "/me", {"Intercom-Version": "3.1"}, (400, "intercom_version_invalid")),
        (
            "GET",
            "/conversations/deleted",
            {"Intercom-Version": "2.15"},
            (400, "intercom_version_invalid"),
        ),
        ("POST", "/companies/search", {"Intercom-Version": "2.16"},
         (400, "intercom_version_invalid")),
        ("GET", "/conversations?starting_after=abc", {}, (400, "client_error")),
        ("GET", "/conversations?per_page=many", {}, (400, "parameter_invalid")),
    ],
)  # fmt: skip
def test_refusals_are_worded_as_intercom_words_them(client, method, path, headers, expected):
    assert code_of(client.request(method, path, headers=headers)) == expected


def test_only_the_older_word_for_preview_works_when_the_knob_says_so(fresh):
    fresh.knobs.accept_preview_word = False

    with client_of(fresh) as client:
        answers = [
            client.get("/me", headers={"Intercom-Version": word}).status_code
            for word in ("Preview", "Unstable", "2.14")
        ]

    assert answers == [400, 200, 200]


def test_requests_are_recorded_with_their_status(fresh):
    with client_of(fresh) as client:
        client.get("/tags?x=1")
        client.post("/contacts/search", json={"query": {}})

    recorded = [(r.method, r.path, r.query, r.body, r.status) for r in fresh.requests]

    assert recorded == [
        ("GET", "/tags", {"x": "1"}, None, 200),
        ("POST", "/contacts/search", {}, {"query": {}}, 400),
    ]


def test_a_window_of_ten_seconds_is_spent_and_renewed():
    clock = Clock(1_000_005.0)
    with (
        Sandbox(
            20, now=lambda: NOW, rate_limit_per_minute=18, wall_clock=clock, knobs=Knobs()
        ) as api,
        client_of(api) as client,
    ):
        answers = [client.get("/tags") for _ in range(4)]
        clock.now = 1_000_010.0
        renewed = client.get("/tags")

    statuses = [answer.status_code for answer in answers]
    left = [answer.headers["x-ratelimit-remaining"] for answer in [*answers, renewed]]
    assert statuses == [200, 200, 200, 429]
    assert left == ["2", "1", "0", "0", "2"]
    assert answers[3].headers["x-ratelimit-limit"] == "3"
    assert answers[3].headers["x-ratelimit-reset"] == "1000010"
    assert answers[3].json()["errors"][0] == {
        "code": "rate_limit_exceeded",
        "message": "Exceeded rate limit of 3 in 10_seconds",
    }


def test_other_apps_spend_the_workspace_limit_too():
    clock = Clock(1_000_000.0)
    knobs = Knobs(workspace_rate_limit_per_minute=60, retry_after=True)
    with (
        Sandbox(
            20, now=lambda: NOW, rate_limit_per_minute=60, wall_clock=clock, knobs=knobs
        ) as api,
        client_of(api) as client,
    ):
        api.limit.spend(9)
        first, second = client.get("/tags"), client.get("/tags")

    assert (first.status_code, second.status_code) == (200, 429)
    assert second.headers["retry-after"] == "10"


def test_ascending_cursor_pages_hold_every_row_once(api, client):
    seen, body = [], {"per_page": 37}
    while True:
        page = search(client, "/conversations/search", EVERYTHING, sort=ASCENDING, pagination=body)
        seen += [row["id"] for row in page["conversations"]]
        if "next" not in page["pages"]:
            break
        body["starting_after"] = page["pages"]["next"]["starting_after"]

    expected = sorted(api.truth("conversations"), key=lambda row: (row["updated_at"], row["id"]))
    assert seen == [row["id"] for row in expected]


def test_a_row_that_changes_between_pages_returns_ascending_and_is_lost_descending(fresh):
    workspace = fresh.workspace
    ids = [row["id"] for row in sorted(fresh.truth("conversations"), key=lambda r: r["updated_at"])]

    def read(order: str, changed: str) -> list[str]:
        sort, seen, pagination = {"field": "updated_at", "order": order}, [], {"per_page": 20}
        while True:
            page = search(
                client, "/conversations/search", EVERYTHING, sort=sort, pagination=pagination
            )
            seen += [row["id"] for row in page["conversations"]]
            if changed not in ("", "done"):
                workspace.note(changed)
                changed = "done"
            if "next" not in page["pages"]:
                return seen
            pagination["starting_after"] = page["pages"]["next"]["starting_after"]

    with client_of(fresh) as client:
        assert read("ascending", ids[0]).count(ids[0]) == 2
        assert read("descending", ids[1]).count(ids[1]) == 0


def test_rows_of_one_second_are_paged_by_id(fresh):
    changed = fresh.workspace.bulk_edit(25, at=NOW)
    query = {"field": "updated_at", "operator": "=", "value": NOW}
    seen, pagination = [], {"per_page": 10}

    with client_of(fresh) as client:
        for _ in range(3):
            page = search(
                client, "/conversations/search", query, sort=ASCENDING, pagination=pagination
            )
            seen += [row["id"] for row in page["conversations"]]
            pagination["starting_after"] = page["pages"].get("next", {}).get("starting_after")

    assert seen == sorted(changed)


def test_a_search_without_sort_is_not_ordered_by_time(client):
    page = search(client, "/conversations/search", EVERYTHING, pagination={"per_page": 150})

    moments = [row["updated_at"] for row in page["conversations"]]

    assert moments != sorted(moments)
    assert moments != sorted(moments, reverse=True)


def test_windows_split_the_workspace_without_gap_or_overlap(api, client):
    edges = [0, NOW - 2_000_000, NOW - 400_000, NOW + 1]
    counts = [
        search(
            client,
            "/contacts/search",
            {
                "operator": "AND",
                "value": [
                    {
                        "operator": "OR",
                        "value": [
                            {"field": "updated_at", "operator": "=", "value": low},
                            {"field": "updated_at", "operator": ">", "value": low},
                        ],
                    },
                    {"field": "updated_at", "operator": "<", "value": high},
                ],
            },
            sort=ASCENDING,
        )["total_count"]
        for low, high in pairwise(edges)
    ]

    assert sum(counts) == len(list(api.truth("contacts")))


def test_fields_beside_time_are_searched_as_well(api, client):
    query = {
        "operator": "AND",
        "value": [
            {"field": "state", "operator": "=", "value": "closed"},
            {"field": "statistics.count_reopens", "operator": ">", "value": "0"},
            {"field": "source.type", "operator": "IN", "value": ["email", "sms"]},
        ],
    }

    found = search(client, "/conversations/search", query, pagination={"per_page": 150})

    assert sorted(row["id"] for row in found["conversations"]) == [
        row["id"]
        for row in api.truth("conversations")
        if row["state"] == "closed"
        and row["statistics"]["count_reopens"] > 0
        and row["source"]["type"] in ("email", "sms")
    ]


@pytest.mark.parametrize(
    ("path", "query", "sort", "expected"),
    [
        ("/contacts/search", {"field": "shoe", "operator": "=", "value": 1}, None,
         "invalid_field"),
        ("/contacts/search", EVERYTHING, {"field": "updated_at", "order": "desc"},
         "invalid_sort_order"),
        ("/contacts/search", {"field": "updated_at", "operator": "IN", "value": [1]}, None,
         "parameter_invalid"),
        ("/contacts/search", {"operator": "AND", "value": [EVERYTHING] * 16}, None,
         "parameter_invalid"),
        ("/companies/search", {"field": "segment_id", "operator": "=", "value": "1"}, None,
         "invalid_field"),
        ("/companies/search", {"field": "updated_at", "operator": ">=", "value": 1}, None,
         "parameter_invalid"),
        ("/tickets/search", {"operator": "OR", "value": [{"operator": "OR", "value": [
            {"operator": "OR", "value": [EVERYTHING]}]}]}, None, "parameter_invalid"),
    ],
)  # fmt: skip
def test_searches_that_intercom_refuses_are_refused(client, path, query, sort, expected):
    response = client.post(path, json={"query": query, **({"sort": sort} if sort else {})})

    assert code_of(response) == (400, expected)


def test_milliseconds_find_nothing_and_raise_nothing(client):
    query = {"field": "updated_at", "operator": ">", "value": NOW * 1_000}

    assert search(client, "/conversations/search", query)["total_count"] == 0


def test_contacts_are_matched_by_whole_days_up_to_2_16(fresh):
    contact_id = next(fresh.truth("contacts"))["id"]
    # 23:00 in New York on Sunday 2025-11-02, a day of 25 hours.
    fresh.workspace.touch_contact(contact_id, at=1_762_142_400)
    midday = 1_762_102_800
    query = {"operator": "AND", "value": [
        {"field": "id", "operator": "=", "value": contact_id},
        {"field": "updated_at", "operator": ">", "value": midday},
    ]}  # fmt: skip
    same_day = {**query, "value": [query["value"][0], {**query["value"][1], "operator": "="}]}

    with client_of(fresh, **{"Intercom-Version": "2.16"}) as client:
        after, same = (
            search(client, "/contacts/search", one)["total_count"] for one in (query, same_day)
        )
    with client_of(fresh) as client:
        exact = search(client, "/contacts/search", query)["total_count"]

    assert (after, same, exact) == (0, 1, 1)


def test_a_lagging_index_shows_the_state_before_a_change(fresh):
    fresh.knobs.index_lag_s = 300
    one = next(fresh.truth("conversations"))
    fresh.workspace.reply(one["id"], "<p>New</p>", at=NOW)
    query = {"field": "id", "operator": "=", "value": one["id"]}

    with client_of(fresh) as client:
        row = search(client, "/conversations/search", query)["conversations"][0]
        exact = client.get(f"/conversations/{one['id']}").json()

    assert row["updated_at"] == one["updated_at"]
    assert exact["updated_at"] == NOW


def test_page_sizes_are_clamped_or_refused(fresh):
    with client_of(fresh) as client:
        clamped = client.get("/contacts?per_page=999").json()["pages"]["per_page"]
        fresh.knobs.per_page_over_max = "reject"
        refused = code_of(client.get("/contacts?per_page=999"))

    assert clamped == 150
    assert refused == (400, "parameter_invalid")


def test_default_page_sizes_differ_by_endpoint(client):
    sizes = {
        path: client.request(method, path, json=body).json()["pages"]["per_page"]
        for method, path, body in [
            ("GET", "/conversations", None),
            ("GET", "/contacts", None),
            ("GET", "/conversations/deleted", None),
            ("POST", "/contacts/search", {"query": EVERYTHING}),
            ("POST", "/companies/list", None),
            ("POST", "/tickets/search", {"query": EVERYTHING}),
        ]
    }

    assert sizes == {
        "/conversations": 20,
        "/contacts": 10,
        "/conversations/deleted": 20,
        "/contacts/search": 50,
        "/companies/list": 15,
        "/tickets/search": 20,
    }


def test_a_thread_of_more_than_500_parts_loses_its_oldest(api, client):
    whole = max(
        api.truth("conversations", complete=True),
        key=lambda row: row["conversation_parts"]["total_count"],
    )

    cut = client.get(f"/conversations/{whole['id']}").json()["conversation_parts"]

    parts = whole["conversation_parts"]["conversation_parts"]
    assert len(parts) >= 620
    assert cut["conversation_parts"] == parts[-500:]
    assert cut["total_count"] == len(parts)


def test_contact_sub_lists_are_cut_at_ten(api, client):
    whole = max(api.truth("contacts", complete=True), key=lambda row: row["tags"]["total_count"])

    cut = client.get(f"/contacts/{whole['id']}").json()["tags"]
    full = client.get(f"/contacts/{whole['id']}/tags").json()["data"]

    ids = [tag["id"] for tag in whole["tags"]["data"]]
    assert len(ids) > 10
    assert [tag["id"] for tag in cut["data"]] == ids[:10]
    assert (cut["has_more"], cut["total_count"]) == (True, len(ids))
    assert [tag["id"] for tag in full] == ids


def test_a_merged_contact_points_to_the_last_of_the_chain(fresh):
    first, second, third = [one["id"] for one in fresh.truth("contacts")][:3]
    fresh.workspace.merge_contacts(first, second)
    fresh.workspace.merge_contacts(second, third)

    with client_of(fresh) as client:
        gone = client.get(f"/contacts/{first}")
        older = client.get(f"/contacts/{first}", headers={"Intercom-Version": "2.15"})
        listed = search(client, "/contacts/search", EVERYTHING, pagination={"per_page": 150})
        last = client.get("/contacts/activities?per_page=150").json()["data"][-1]

    assert code_of(gone) == (410, "contact_merged")
    assert gone.headers["link"] == f'</contacts/{third}>; rel="canonical"'
    assert code_of(older) == (404, "not_found")
    assert {first, second} & {row["id"] for row in listed["data"]} == set()
    ends = (last["merge_source_id"], last["merge_target_id"])
    assert ("contact.merged", second, third) == (last["event_type"], *ends)


def test_a_deleted_conversation_leaves_only_its_id(fresh):
    deleted = next(fresh.truth("conversations"))["id"]
    fresh.workspace.delete_conversation(deleted, at=NOW)

    with client_of(fresh) as client:
        gone = client.get(f"/conversations/{deleted}")
        tombs = client.get("/conversations/deleted").json()["conversations"]

    assert code_of(gone) == (404, "not_found")
    assert tombs == [
        {"type": "conversation", "id": deleted, "metrics_retained": False, "deleted_at": NOW}
    ]


def test_tagging_a_contact_does_not_move_its_updated_at(fresh):
    before = next(fresh.truth("contacts"))
    fresh.workspace.tag_contact(before["id"], "Press", at=NOW)

    after = next(fresh.truth("contacts"))

    assert after["updated_at"] == before["updated_at"]
    assert after["tags"]["total_count"] == before["tags"]["total_count"] + 1


def test_old_versions_get_old_shapes(api, client):
    ticket = next(api.truth("tickets"))
    talk = next(row for row in api.truth("conversations") if row["admin_assignee_id"] == 0)
    old = {"Intercom-Version": "2.14"}

    shown = client.get(f"/conversations/{talk['id']}", headers=old).json()
    desk = client.get(f"/tickets/{ticket['id']}", headers=old).json()

    assert (shown["priority"], shown["admin_assignee_id"]) == ("not_priority", None)
    assert {"company", "channel", "ai_topics"} & set(shown) == set()
    assert desk["admin_assignee_id"] == str(ticket["admin_assignee_id"])


def test_lists_and_searches_hide_companies_without_users_and_the_scroll_shows_them(api, client):
    every = {row["id"] for row in api.truth("companies")}
    with_users = {row["id"] for row in api.truth("companies") if row["user_count"]}

    listed = client.post("/companies/list?per_page=60").json()["data"]
    found = search(client, "/companies/search", EVERYTHING, pagination={"per_page": 150})["data"]
    page = client.get("/companies/scroll").json()
    client.get("/companies/scroll", params={"scroll_param": page["scroll_param"]})

    assert {row["id"] for row in listed} == {row["id"] for row in found} == with_users
    assert {row["id"] for row in page["data"]} == every != with_users


def test_a_scroll_is_alone_unchanging_and_dies_of_silence():
    clock = Clock(1_000_000.0)
    with (
        Sandbox(20, now=lambda: NOW, companies=250, wall_clock=clock) as api,
        client_of(api) as client,
    ):
        first = client.get("/companies/scroll").json()
        again = {"scroll_param": first["scroll_param"]}
        refused = client.get("/companies/scroll")
        pages = [client.get("/companies/scroll", params=again).json() for _ in range(3)]
        after_the_end = client.get("/companies/scroll", params=again)
        opened = client.get("/companies/scroll").json()
        clock.now += 61
        dead = client.get("/companies/scroll", params={"scroll_param": opened["scroll_param"]})
        free = client.get("/companies/scroll")

    assert code_of(refused) == (400, "scroll_exists")
    assert [len(page["data"]) for page in [first, *pages]] == [100, 100, 50, 0]
    assert {page["scroll_param"] for page in pages} == {first["scroll_param"]}
    assert code_of(after_the_end) == (404, "not_found")
    assert code_of(dead) == (404, "not_found")
    assert free.status_code == 200


def test_a_company_removed_while_scrolled_is_missing_from_the_pages_to_come():
    with Sandbox(20, now=lambda: NOW, companies=250) as api, client_of(api) as client:
        removed = api.workspace.companies.ids.encode(150)

        def remove(request: Any, workspace: Any) -> None:
            if request.query.get("scroll_param") and workspace.companies.find(removed) is not None:
                workspace.remove_company(removed)

        api.on_request(remove)
        page = client.get("/companies/scroll").json()
        again, ids = {"scroll_param": page["scroll_param"]}, []
        while page["data"]:
            ids += [row["id"] for row in page["data"]]
            page = client.get("/companies/scroll", params=again).json()

    assert ids == [api.workspace.companies.ids.encode(row) for row in range(250) if row != 150]


def test_the_company_list_stops_at_ten_thousand_and_gives_urls():
    sizes = {"contacts": 11_500, "companies": 11_000}
    with Sandbox(20, now=lambda: NOW, **sizes) as api, client_of(api) as client:
        page = client.post("/companies/list?per_page=60").json()
        last = client.post("/companies/list?per_page=60&page=166")
        beyond = client.post("/companies/list?per_page=60&page=167")

    assert page["pages"]["next"] == f"{api.base_url}/companies/list?per_page=60&page=2"
    assert last.status_code == 200
    assert beyond.json()["errors"][0] == {
        "code": "bad_request",
        "message": "page limit reached, please use scroll API",
    }


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "start"),
    [
        (Fault("status", status=503), 503, "application/json; charset=utf-8", b'{"type":"error'),
        (Fault("html", status=502), 502, "text/html", b"<html>"),
        (Fault("empty"), 200, "application/json; charset=utf-8", b""),
        (Fault("text"), 200, "application/json; charset=utf-8", b"upstream"),
        (Fault("wrong_content_type"), 200, "text/html", b'{"type":"list"'),
        (Fault("truncated_json"), 200, "application/json; charset=utf-8", b'{"type":"list"'),
        (Fault("rate_limited"), 429, "application/json; charset=utf-8", b'{"type":"error'),
    ],
)
def test_answers_fail_on_a_script(fresh, fault, status, content_type, start):
    fresh.fail(fault)

    with client_of(fresh) as client:
        failed, next_one = client.get("/tags"), client.get("/tags")

    assert (failed.status_code, failed.headers["content-type"]) == (status, content_type)
    assert failed.content[: len(start) or None] == start
    assert next_one.status_code == 200


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reset", httpx.ReadError),
        ("reset_mid_body", httpx.ReadError),
        ("short_body", httpx.RemoteProtocolError),
        ("hang", httpx.ReadTimeout),
    ],
)
def test_connections_fail_on_a_script(fresh, kind, expected):
    fresh.fail(Fault(kind))

    with client_of(fresh) as client:
        with pytest.raises(expected):
            client.get("/contacts", timeout=0.3)
        next_one = client.get("/contacts")

    assert next_one.status_code == 200


def test_a_fault_waits_for_its_turn_and_its_path(fresh):
    fresh.fail(Fault("status", match=r"GET /contacts/\w+", after=1, times=2))
    contact = f"/contacts/{next(fresh.truth('contacts'))['id']}"

    with client_of(fresh) as client:
        statuses = [
            client.get(path).status_code
            for path in (contact, "/contacts", contact, contact, contact)
        ]

    assert statuses == [200, 200, 500, 500, 200]


def test_a_broken_scroll_has_to_start_again(fresh):
    with client_of(fresh) as client:
        first = client.get("/companies/scroll").json()
        fresh.fail(Fault("scroll_restart", match="GET /companies/scroll"))
        params = {"scroll_param": first["scroll_param"]}
        broken, lost = (client.get("/companies/scroll", params=params) for _ in range(2))
        restarted = client.get("/companies/scroll")

    assert (broken.status_code, lost.status_code, restarted.status_code) == (500, 404, 200)


def test_random_changes_are_the_same_for_the_same_seed():
    rows = []
    for _ in range(2):
        api = Sandbox(conversations=60, now=lambda: NOW)
        api.workspace.change(80, seed=4)
        rows.append([list(api.truth(kind)) for kind in ("conversations", "contacts", "tickets")])

    assert rows[0] == rows[1]


def test_ordinary_changes_announce_themselves():
    clock = Clock(NOW)
    api = Sandbox(conversations=60, now=clock)
    kinds = ("conversations", "contacts", "companies", "tickets")
    before = {kind: {row["id"]: row for row in api.truth(kind)} for kind in kinds}
    clock.now += 60
    api.workspace.change(150, seed=9)

    changed = {
        (kind, row["id"]): row["updated_at"]
        for kind in kinds
        for row in api.truth(kind)
        if row != before[kind].get(row["id"])
    }

    assert {kind for kind, _ in changed} == set(kinds)
    assert set(changed.values()) == {NOW + 60}


def test_answers_are_compressed_when_the_knob_says_so(fresh):
    fresh.knobs.compress = True

    with client_of(fresh) as client:
        answer = client.get("/tags")

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["data"] == list(fresh.truth("tags"))


def test_raw_values_and_unknown_keys_can_be_put_anywhere(fresh):
    one = next(fresh.truth("conversations"))
    fresh.workspace.put("conversations", one["id"], {"mood": 7, "source": {"weather": "rain"}})

    with client_of(fresh) as client:
        shown = client.get(f"/conversations/{one['id']}").json()

    assert shown == one | {
        "mood": 7,
        "updated_at": NOW,
        "source": one["source"] | {"weather": "rain"},
    }


def test_a_redacted_part_stays_without_its_words(fresh):
    one = next(fresh.truth("conversations"))
    part_id = fresh.workspace.remove_part(one["id"], at=NOW)

    with client_of(fresh) as client:
        parts = client.get(f"/conversations/{one['id']}").json()["conversation_parts"]

    redacted = next(part for part in parts["conversation_parts"] if part["id"] == part_id)
    assert (redacted["body"], redacted["redacted"]) == ("", True)
    assert parts["total_count"] == one["conversation_parts"]["total_count"]


def test_random_changes_can_be_of_one_kind(fresh):
    assert fresh.workspace.change(3, only=["reply"]) == ["reply", "reply", "reply"]


def test_the_command_serves_until_interrupted_and_is_controlled_over_http():
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--conversations", "30", "--port", "0",
         "--now", "2025-11-22T08:26:40", "--rate-limit", "none"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    base_url = process.stdout.readline().strip()
    with httpx.Client(base_url=base_url) as client:
        changed = client.post("/_sandbox/change", json={"n": 3}).json()["changes"]
        client.post("/_sandbox/faults", json={"kind": "status", "match": "GET /me"})
        failed = client.get("/me").status_code
        client.post("/_sandbox/knobs", json={"default_version": "2.14"})
        lines = client.get("/_sandbox/truth/conversations").text.splitlines()
        recorded = client.get("/_sandbox/requests").json()
        count = client.get("/_sandbox/requests/count").json()
    process.send_signal(2)

    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert len(changed) == 3
    assert failed == 500
    assert len(lines) == 30 + changed.count("create_conversation")
    assert [(one["path"], one["status"]) for one in recorded] == [("/me", 500)]
    assert recorded[0]["answered_at"] >= recorded[0]["at"]
    assert count == {"count": 1}


def test_a_sandbox_stops_at_once_and_frees_its_port():
    with Sandbox(conversations=20, now=lambda: NOW) as api:
        port = int(api.base_url.rsplit(":", 1)[1])
        api.fail(Fault("hang"))
        with client_of(api) as client, pytest.raises(httpx.ReadTimeout):
            client.get("/me", timeout=0.1)
        started = time.monotonic()
    stopped_after = time.monotonic() - started

    with socket.socket() as probe:
        refused = probe.connect_ex(("127.0.0.1", port))

    assert refused != 0
    assert stopped_after < 2


@pytest.mark.parametrize("order", ["ascending", "descending"])
@pytest.mark.parametrize("field", ["created_at", "waiting_since", "source.author.name"])
def test_any_field_can_be_sorted_by_and_missing_values_come_last(api, client, field, order):
    sort, seen, pagination = {"field": field, "order": order}, [], {"per_page": 70}
    while True:
        page = search(client, "/conversations/search", EVERYTHING, sort=sort, pagination=pagination)
        seen += page["conversations"]
        if "next" not in page["pages"]:
            break
        pagination["starting_after"] = page["pages"]["next"]["starting_after"]

    def value(row: dict[str, Any]) -> Any:
        if "." not in field:
            return row[field]
        return row["source"] and row["source"]["author"]["name"]

    values = [value(row) for row in seen]
    present = [value for value in values if value is not None]
    assert sorted(row["id"] for row in seen) == [row["id"] for row in api.truth("conversations")]
    assert values == sorted(present, reverse=order == "descending") + [None] * (
        len(values) - len(present)
    )


def test_ids_of_conversations_can_be_compared_when_a_knob_says_so(fresh):
    query = {"field": "id", "operator": ">", "value": ""}
    sort = {"field": "id", "order": "ascending"}
    with client_of(fresh) as client:
        refused = client.post("/conversations/search", json={"query": query})
        fresh.knobs.ids_are_ordered = True
        found = search(client, "/conversations/search", query, sort=sort)

    assert code_of(refused) == (400, "parameter_invalid")
    assert found["total_count"] == len(list(fresh.truth("conversations")))


def test_a_cursor_of_another_order_is_refused(client):
    first = search(client, "/conversations/search", EVERYTHING, sort=ASCENDING)
    cursor = {"starting_after": first["pages"]["next"]["starting_after"]}
    body = {"query": EVERYTHING, "sort": {"field": "state"}, "pagination": cursor}

    assert code_of(client.post("/conversations/search", json=body)) == (400, "client_error")
