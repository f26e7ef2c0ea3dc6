"""One SQL text gives the same rows on both engines; `make prove` shows it at 20,000."""

from pathlib import Path

from tests.engines import both, compared
from transforms.models import load


def test_every_row_of_every_report_is_equal_on_both_engines(tmp_path: Path, postgres_database: str):
    found = {
        name: (rows, unlike)
        for name, rows, unlike in compared(*both(80, tmp_path, postgres_database))
    }

    assert {name: unlike for name, (_, unlike) in found.items() if unlike} == {}
    assert found.keys() == load().keys()
    empty = {name for name, (rows, _) in found.items() if not rows}
    assert empty & {"conversations", "conversation_events", "metrics_by_period"} == set()
