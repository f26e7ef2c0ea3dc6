"""Whether a warehouse is up to date, told from how its resources were read."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.errors import Stop
from pipelines.freshness import Read, age, standing

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIMIT = timedelta(hours=2)
NOTHING = "nothing that a plain sync reads has been loaded yet"
PLAIN = ("tags", "teams")


def read(resource: str, status: str, hours: float | None) -> Read:
    moment = None if hours is None else NOW - timedelta(hours=hours)
    return Read("w", resource, status, moment)


@pytest.mark.parametrize(
    ("reads", "problem"),
    [
        ([], "nothing that a plain sync reads has been loaded yet"),
        (
            [read("news_items", "complete", 1)],
            "nothing that a plain sync reads has been loaded yet",
        ),
        ([read("tags", "complete", 1), read("teams", "complete", 1.9)], ""),
        ([read("tags", "complete", 1), read("teams", "unavailable", None)], ""),
        ([read("tags", "complete", 1), read("news_items", "failed", None)], ""),
        (
            [read("tags", "complete", 1), read("teams", "complete", 3)],
            "complete 3h 0m ago, 1 of 2 are late",
        ),
        ([read("tags", "interrupted", 1)], ""),
        ([read("tags", "running", 3)], "complete 3h 0m ago, 1 of 1 are late"),
        ([read("tags", "running", None)], "never read to the end: tags"),
        ([read("tags", "failed", 1)], "the last read failed or was refused: tags"),
        ([read("tags", "refused", 1)], "the last read failed or was refused: tags"),
    ],
)
def test_what_keeps_a_warehouse_from_being_fresh(reads, problem):
    assert standing(reads, PLAIN, NOW).problem(LIMIT) == problem


def test_the_first_line_tells_how_fresh_it_is():
    found = standing([read("tags", "complete", 1), read("teams", "interrupted", 1.5)], PLAIN, NOW)

    assert found.sentence() == "fresh: complete 1h 30m ago, 1 of 2"
    assert found.sentence(timedelta(minutes=80)) == "stale: complete 1h 30m ago, 1 of 2 are late"


@pytest.mark.parametrize(("text", "minutes"), [("90m", 90), ("2h", 120), ("1d", 1440), ("60s", 1)])
def test_an_age_is_a_number_and_a_unit(text, minutes):
    assert age(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "2", "h", "0h", "-1h", "2 weeks"])
def test_what_is_no_age_is_refused(text):
    with pytest.raises(Stop, match="takes 90m, 2h or 1d"):
        age(text)
