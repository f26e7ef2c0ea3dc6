"""The benchmark's page is put together from what its sections saved; what they measure is not."""

import pytest

from benchmarks.__main__ import PAGE, TITLES, saved
from benchmarks.figures import Figure, Section
from benchmarks.page import page
from benchmarks.transforms import _figures

SECTION = Section(
    "speed",
    [
        Figure("requests used", 0.981, "", 3, least=0.97),
        Figure("peak memory", 1_402, "MB", most=350),
        Figure("wall", 12.34, "s", 1),
    ],
    columns=["connector", "parts"],
    rows=[["ours", "10 / 10"]],
    notes=["No limit."],
    seconds=61.4,
    measured_on="2026-11-22",
    cores=2,
)
MEASURED = """\
2 figures are bound, 1 of them as wanted. Not so:

- speed: peak memory

## Speed

2026-11-22, 2 cores, 61 s.

| figure | measured | wanted | ratio | verdict |
| --- | ---: | ---: | ---: | ---: |
| requests used | 0.981 | ≥ 0.970 | 1.01 | met |
| peak memory | 1,402 MB | ≤ 350 MB | 4.01 | missed |
| wall | 12.3 s |  |  |  |

| connector | parts |
| --- | ---: |
| ours | 10 / 10 |

- No limit.

## Growth

Not measured yet: `python -m benchmarks --only growth`.
"""


def test_a_section_is_read_as_it_was_saved(tmp_path):
    SECTION.save(tmp_path / "results")

    assert Section.load(tmp_path / "results", "speed") == SECTION
    assert Section.load(tmp_path / "results", "growth") is None


def test_the_page_shows_each_figure_with_its_verdict_and_what_is_missing():
    titles = {"speed": "Speed", "growth": "Growth"}

    _, _, body = page(titles, [SECTION]).partition("section again.\n\n")

    assert body == MEASURED


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("", 97, least=97), "met"),
        (Figure("", 96, least=97), "missed"),
        (Figure("", 0, most=0), "met"),
        (Figure("", 1, most=0), "missed"),
        (Figure("", 1), ""),
    ],
)
def test_a_figure_is_met_up_to_its_bound(figure, verdict):
    assert figure.verdict == verdict


def test_the_page_in_docs_is_what_the_saved_results_say():
    assert PAGE.read_text() == page(TITLES, saved()), "run `python -m benchmarks --saved`"


def test_seconds_of_the_reports_are_bound_at_the_size_that_they_are_wanted_for():
    runs = [[30.0, 5.0, 4.0, 0.2, 900.0], [66.0, 9.0, 7.0, 0.2, 990.0]]

    small, large = (list(_figures("duckdb", size, *runs)) for size in (20_000, 200_000))

    assert [one.verdict for one in small] == ["", "", "", "", "met", "met"]
    assert [one.verdict for one in large] == ["missed", "missed", "met", "met", "met", "met"]
    assert large[-1].what == "duckdb, 200,000 conversations: full build over that of half"
    assert large[-1].measured == "2.20"
