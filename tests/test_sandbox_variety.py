"""A few hundred conversations hold what recorded workspaces hold, however seldom it is."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Sandbox

NOW = 1_763_800_000
Object = dict[str, Any]


@pytest.fixture(scope="module")
def api() -> Sandbox:
    return Sandbox(conversations=300, seed=7, now=lambda: NOW)


@pytest.fixture(scope="module")
def conversations(api: Sandbox) -> list[Object]:
    return list(api.truth("conversations", complete=True))


def parts(one: Object) -> list[Object]:
    return one["conversation_parts"]["conversation_parts"]


def kinds(one: Object) -> set[str]:
    return {part["part_type"] for part in parts(one)}


def source(one: Object) -> Object:
    return one["source"] or {}


def seconds(one: Object) -> Counter[int]:
    return Counter(part["created_at"] for part in parts(one))


def statistic(one: Object, name: str) -> Any:
    return one["statistics"][name]


SEEN: dict[str, Callable[[Object], object]] = {
    "no source, no customer": lambda one: (
        one["source"] is None and statistic(one, "first_contact_reply_at") is None and parts(one)
    ),
    "no source, a customer later": lambda one: (
        one["source"] is None and statistic(one, "first_contact_reply_at")
    ),
    "an opening of Operator without words": lambda one: (
        source(one).get("body") == ""
        and source(one)["type"] is None
        and source(one)["author"]["email"].startswith("operator+")
        and source(one)["author"]["type"] == "admin"
    ),
    "a source that repeats the first comment": lambda one: (
        source(one).get("type") == "unknown" and source(one)["body"] == parts(one)[0]["body"]
    ),
    "several events in one second": lambda one: max(seconds(one).values(), default=0) > 2,
    "an opening noted a second late": lambda one: (
        source(one).get("delivered_as") == "customer_initiated"
        and statistic(one, "first_contact_reply_at") == one["created_at"] + 1
    ),
    "an answer within no open second": lambda one: (
        statistic(one, "first_admin_reply_at") and statistic(one, "time_to_admin_reply") is None
    ),
    "a merge that names the other": lambda one: (
        one["custom_attributes"].get("Merged")
        and any(part["event_details"].get("primary_conversation_id") for part in parts(one))
    ),
    "Fin tried out": lambda one: (one["ai_agent"] or {}).get("source_type") == "fin_preview",
    "a workflow tried out": lambda one: (
        (one["ai_agent"] or {}).get("source_type") == "workflow_preview"
    ),
    "Fin rated, twice told": lambda one: (
        rated(one) == "bot" and one["ai_agent"]["rating"] == one["conversation_rating"]["rating"]
    ),
    "a team rated": lambda one: rated(one) == "team",
    "a workflow rated": lambda one: rated(one) == "workflow",
    "nobody rated": lambda one: rated(one) == "nobody",
    "a ticket that is resolved": lambda one: (one["ticket"] or {}).get("state") == "resolved",
}


def rated(one: Object) -> str | None:
    rating = one["conversation_rating"]
    return rating and (rating["teammate"] or {"type": "nobody"})["type"]


@pytest.mark.parametrize("what", SEEN)
def test_it_happens(conversations, what):
    assert [one["id"] for one in conversations if SEEN[what](one)] != []


@pytest.mark.parametrize(
    "kind",
    [
        *("company_updated", "entity_linked", "fin_guidance_applied", "conversation_summary"),
        *("note_and_close", "note_and_snooze", "merged_primary_conversation"),
        "merged_secondary_conversation",
    ],
)
def test_parts_of_this_type_occur(conversations, kind):
    assert [one["id"] for one in conversations if kind in kinds(one)] != []


def test_a_contact_may_be_gone_whom_a_conversation_names(api, conversations):
    known = {one["id"] for one in api.truth("contacts")}
    named = {one["contacts"]["contacts"][0]["id"] for one in conversations}

    assert named - known != set()


def test_a_picture_may_be_an_address_and_a_name_belong_to_two_attributes(api):
    pictures = {type(one["avatar"]) for one in api.truth("contacts")}
    topics = [one for one in api.truth("conversation_attributes") if one["name"] == "Topic"]

    assert pictures == {dict, str, type(None)}
    assert sorted(one["archived"] for one in topics) == [False, True]
    assert all(one["content_id"] for one in api.truth("articles"))
