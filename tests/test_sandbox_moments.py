"""The sandbox at any moment: whatever the date, size and age of a workspace, it answers."""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.shelf_truth import DERIVED
from tests.paths import BELONGINGS, LISTS, SINGLE

EXAMPLES = int(os.environ.get("PYTEST_MOMENTS", "4"))
ZONES = (
    *("America/New_York", "Europe/Berlin", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("America/Santiago", "Pacific/Apia"),
)
# Leap days, ends of years, nights in which clocks change, a Sunday; UTC, give or take a day.
EDGES = (
    *("2024-02-29T00:00", "2028-02-29T23:59", "2027-12-31T23:59", "2025-01-01T00:00"),
    *("2026-03-08T07:00", "2026-11-01T06:00", "2026-03-29T01:00", "2026-10-25T01:00"),
    *("2026-04-04T15:00", "2026-10-03T15:30", "2011-12-30T10:00", "2026-11-22T12:00"),
)
LARGE = ("conversations", "contacts", "companies", "tickets")
SMALL = ("admins", "teams", "tags", "segments", "deleted_conversations", "contact_activities")
OF_CONTACTS = ("tags", "companies", "notes", "segments", "subscriptions")
VERSIONS = ("2.7", "2.11", "2.14", "2.16", "Preview")


def unix(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


moments = st.one_of(
    st.builds(
        lambda edge, seconds: unix(edge) + seconds,
        st.sampled_from(EDGES),
        st.one_of(st.integers(-90, 90), st.integers(-86_400, 86_400)),
    ),
    st.integers(unix("2012-01-01"), unix("2037-12-31")),
)
worlds = st.fixed_dictionaries(
    {
        "now": moments,
        "conversations": st.one_of(st.integers(0, 3), st.integers(4, 300)),
        "seed": st.integers(0, 10_000),
        "time_zone": st.sampled_from(ZONES),
        # In a short history everything began within moments of now.
        "history_seconds": st.sampled_from((None, 0, 60, 3_600, 86_400)),
        "contacts": st.sampled_from((None, None, 0, 1)),
        "companies": st.sampled_from((None, None, 0, 1)),
    }
)
ORDINARY = {"seed": 7, "time_zone": "UTC", "contacts": None, "companies": None}
# The day on which the first command failed: a conversation so young that nothing was said in it.
YOUNG = {**ORDINARY, "now": 1_796_000_000, "conversations": 60, "history_seconds": 60}
EMPTY = {**ORDINARY, "now": 1_796_000_000, "conversations": 0, "history_seconds": None}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # a world takes a second: no time to look for less
)
@example(world=YOUNG, changes=1)
@example(world=EMPTY, changes=1)
@given(world=worlds, changes=st.integers(0, 99))
def test_every_object_can_be_asked_for_at_any_moment(world, changes):
    now = world["now"]
    with Sandbox(**{**world, "now": lambda: now}, rate_limit_per_minute=None) as api:
        assert_all_is_told(api)
        api.workspace.change(30, changes, silent=True)
        assert_all_is_told(api)
        with client_of(api) as client:
            assert_all_is_answered(api, client)


def assert_all_is_told(api: Sandbox) -> None:
    """Every object of every kind can be built, and none that is searched is of the future."""
    now = int(api.workspace.clock())
    kinds = (
        *(LARGE + SMALL),
        "handling_events",
        *(f"contact_{name}" for name in OF_CONTACTS),
        *api.workspace.shelf.kinds,
        *DERIVED,
    )
    for kind in kinds:
        for complete in (False, True):
            told = list(api.truth(kind, complete=complete))
            json.dumps(told)
            assert [row for row in told if kind in LARGE and is_later(row, now)] == []
    for kind in LARGE:
        table = api.workspace.table(kind)
        for row in table.rows():
            built = table.get(row)
            known = {name: values[row] for name, values in table.columns.items()}
            assert known == {name: built.get(name) for name in known}


def is_later(row: dict[str, Any], now: int) -> bool:
    """Whether it claims to have come about after now."""
    parts = row.get("conversation_parts", row.get("ticket_parts", {}))
    listed = next((rows for rows in parts.values() if isinstance(rows, list)), [])
    times = (one.get(name) for one in (row, *listed) for name in ("created_at", "updated_at"))
    return any(isinstance(at, int) and at > now for at in times)


def client_of(api: Sandbox) -> httpx.Client:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    return httpx.Client(base_url=api.base_url, headers=headers)


def assert_all_is_answered(api: Sandbox, client: httpx.Client) -> None:
    """Lists answer, and so does what the first and the last object of each kind are asked for."""
    for line, body in LISTS.items():
        method, path = line.split(" ")
        assert_answered(client.request(method, path, json=body))
    of_kinds = {**SINGLE, **{path: path.split("/")[1] for path in BELONGINGS}}
    for path, kind in of_kinds.items():
        for version in VERSIONS[-1:] if path in SINGLE else VERSIONS:
            for object_id in ends(str(one["id"]) for one in api.truth(kind)):
                headers = {"Intercom-Version": version}
                assert_answered(client.get(path.replace("{id}", object_id), headers=headers))


def assert_answered(answer: httpx.Response) -> None:
    """With what was asked for, or with the reason why it is not there: the version, the size."""
    assert answer.status_code in (200, 400, 404), (answer.request.url, answer.text)


def ends(ids: Iterable[str]) -> list[str]:
    found = list(ids)
    return list(dict.fromkeys(found[:1] + found[-1:]))


def stumble(*_: object) -> None:
    raise LookupError("a bug")


def use_one_that_stumbles() -> None:
    with Sandbox(conversations=1) as api, client_of(api) as client:
        api.on_request(stumble)
        assert client.get("/me").status_code == 500


def test_whoever_uses_a_sandbox_that_fails_by_itself_fails_too(capfd):
    with pytest.raises(RuntimeError, match="no fault was scripted") as failed:
        use_one_that_stumbles()

    assert str(failed.value.__cause__) == "a bug"
    assert "LookupError: a bug" in capfd.readouterr().err
