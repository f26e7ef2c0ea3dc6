"""Every reporting table says what its columns mean, and the database and the pages repeat it."""

from pathlib import Path

import pytest

import transforms
from docs.__main__ import HERE, pages
from tests.golden.warehouse import DECLARED
from transforms import ModelError, columns
from transforms.definitions import Definition, definitions, read

MARTS = sorted(path.stem for path in (Path(transforms.__file__).parent / "marts").glob("*.sql"))
UNITS = {
    "seconds",
    "rows",
    "rate",
    "id",
    "name",
    "moment (UTC)",
    "day",
    "flag",
    "text",
    "json",
    "number",
    "rating",
}


def test_every_reporting_table_is_in_the_catalogue():
    assert sorted(definitions()) == MARTS


@pytest.mark.parametrize("name", sorted(definitions()))
def test_a_file_names_the_columns_of_its_table_in_order(name):
    assert [one.column for one in definitions()[name]] == list(columns.known(DECLARED)[name])


@pytest.mark.parametrize("name", sorted(definitions()))
def test_every_definition_is_a_sentence_with_a_unit(name):
    columns = definitions()[name]

    assert {one.unit for one in columns} - UNITS == set()
    assert [one.column for one in columns if not one.definition.endswith(".")] == []


@pytest.mark.parametrize("name", sorted(definitions()))
def test_a_metric_counts_on_a_day_and_a_rate_has_both_sides(name):
    rates = {one.column for one in definitions()[name] if one.unit == "rate"}
    whole = {one.column for one in definitions()[name] if one.numerator and one.denominator}
    half = {one.column for one in definitions()[name] if one.numerator or one.denominator}

    assert (rates - whole, half - whole) == (set(), set())


def test_what_is_no_definition_is_refused_with_its_file_and_column():
    with pytest.raises(ModelError, match=r"^catalogue/a\.yml: b may say unit, definition, date,"):
        read({"a.yml": "columns:\n  b:\n    unit: rows\n    definition: B.\n    intercon: c"})
    with pytest.raises(ModelError, match=r"^catalogue/a\.yml: b may say"):
        read({"a.yml": "columns:\n  b:\n    unit: rows"})
    with pytest.raises(ModelError, match=r"^catalogue/a\.yml: while parsing"):
        read({"a.yml": "columns: ["})
    with pytest.raises(ModelError, match=r"^catalogue/a\.yml: a file holds columns"):
        read({"a.yml": "- a"})
    with pytest.raises(ModelError, match=r"^catalogue/a\.yml: there is no file for b"):
        read({"a.yml": "columns_of: b"})


def test_a_view_of_another_table_means_the_same():
    one = "columns:\n  no:\n    unit: rows\n    definition: >\n      Words,\n      more."

    found = read({"one.yml": one, "two.yml": "columns_of: one"})

    assert found == {
        name: (Definition(name, "no", "rows", "Words, more."),) for name in ("one", "two")
    }


def test_a_comment_tells_all_of_a_definition():
    told = Definition(
        *("ratings", "csat", "rate", "Share of good ratings."),
        date="given_at",
        whose="the teammate who was rated",
        numerator="ratings of 4 and 5",
        denominator="ratings",
        intercom="CSAT",
        differs="Theirs leaves Fin out.",
    )

    assert told.text == (
        "Share of good ratings. Unit: rate. Counts on the day of given_at. Counts for"
        " the teammate who was rated. ratings of 4 and 5 / ratings. Intercom: CSAT."
        " Differs: Theirs leaves Fin out."
    )


def test_every_metric_says_whose_it_is():
    every = [one for columns in definitions().values() for one in columns if one.date]
    [first] = [one for one in every if one.column == "new_conversations"]

    assert [f"{one.table}.{one.column}" for one in every if not one.whose] == []
    assert first.whose == "the team and the teammate who had the conversation first"


def test_every_table_has_a_page_and_no_page_is_left_over():
    found = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*.md")}

    written_by_hand = {"settings.md", "limits.md", "benchmarks.md"}
    assert found - written_by_hand == set(pages())
