"""Which resources a version and the settings allow, and what exactly is asked for."""

import pytest

from sources.intercom import ENDPOINTS, choose
from sources.intercom.asking import refusal, target, values
from sources.intercom.settings import check

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
PLAIN = check(access_token="t")


@pytest.mark.parametrize(
    ("name", "version", "reason"),
    [
        ("macros", "2.16", ""),
        ("macros", "2.15", "needs API version 2.16, and 2.15 is set"),
        ("macros", "2.9", "needs API version 2.16, and 2.9 is set"),
        ("macros", "2.17", ""),
        ("macros", "3.0", ""),
        ("macros", "Unstable", ""),
        ("folders", "Preview", ""),
        ("folders", "2.17", "needs API version Preview, and 2.17 is set"),
        ("tags", "2.7", ""),
        ("visitors", "Preview", "the setting lookups names no visitors"),
    ],
)
def test_a_resource_that_cannot_be_read_says_why(name, version, reason):
    assert refusal(BY_NAME[name], PLAIN, version) == reason


def test_most_resources_are_read_once_and_some_for_each_value():
    named = check(access_token="t", custom_object_types=["Order", "Größe/1"])

    assert values(BY_NAME["tags"], PLAIN, "2.16") == ("",)
    assert values(BY_NAME["data_attributes"], PLAIN, "2.16") == ("contact", "company")
    assert values(BY_NAME["data_attributes"], PLAIN, "2.9") == (
        "contact",
        "company",
        "conversation",
    )
    assert values(BY_NAME["custom_object_instances"], named, "Preview") == ("Order", "Größe/1")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("tags", ("/tags", {})),
        ("contact_notes", ("/contacts/a%2Fb/notes", {"per_page": "50"})),
        ("data_attributes", ("/data_attributes", {"model": "a/b", "include_archived": "true"})),
        (
            "admin_activity_logs",
            ("/admins/activity_logs", {"created_at_after": "5", "created_at_before": "9"}),
        ),
    ],
)
def test_an_id_stays_one_step_of_the_path(name, asked):
    assert target(BY_NAME[name], "a/b", 5, 9) == asked


def test_what_costs_a_request_per_parent_is_read_by_name_or_with_all():
    usual, every = ({e.name for e in choose(everything=is_all)} for is_all in (False, True))

    assert every - usual == {e.name for e in ENDPOINTS if e.opt_in}
    assert set(BY_NAME) - every == {e.name for e in ENDPOINTS if e.setting}
    assert [e.name for e in choose(["contact_tags"])] == ["workspaces", "contacts", "contact_tags"]
