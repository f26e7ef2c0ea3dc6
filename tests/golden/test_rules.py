"""The map from rules to tests in README.md names tests that are there."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = [line for line in (HERE / "README.md").read_text().splitlines() if "](" in line]
LINK = re.compile(r"\[([^]]+)\]\((\S+?\.py)\)")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_rule_and_every_fault_has_tests(row):
    links = LINK.findall(row)
    missing = [
        title
        for title, file in links
        if f"def test_{title.replace(' ', '_')}(" not in (HERE / file).read_text()
    ]

    assert links
    assert missing == []


def test_no_rule_is_left_out():
    named = [row.split("|")[1].strip() for row in ROWS]

    assert [name for name in named if name.startswith("R")] == [f"R{n}" for n in range(1, 18)]
