"""The source in a dlt pipeline of one's own, whatever is selected and wherever it goes."""

import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pytest
from dlt.pipeline.exceptions import PipelineStepFailed

from sandbox import Fault, Sandbox
from sources.intercom import intercom
from tests.conftest import ROOT

WANTED = ("tags", "conversations")


@pytest.fixture
def api() -> Iterator[Sandbox]:
    with Sandbox(conversations=8, token="t") as api:
        yield api


def extracted(api: Sandbox, tmp_path: Path, destination: Any, select: Any) -> dlt.Pipeline:
    pipeline = dlt.pipeline(
        "own", destination=destination, dataset_name="raw", pipelines_dir=str(tmp_path)
    )
    pipeline.extract(select(intercom("t", base_url=api.base_url, resources=WANTED)))
    return pipeline


# Dies when the fetching thread waits for a ledger that nobody selected, or for whoever was closed.
@pytest.mark.parametrize(
    ("select", "mode"),
    [
        (lambda source: source.with_resources("tags"), "round_robin"),
        (lambda source: source.with_resources("tags", "conversations"), "fifo"),
        (lambda source: source.add_limit(1), "round_robin"),
        (lambda source: source.add_limit(4), "fifo"),
    ],
    ids=["one", "one after the other", "limited", "limited one after the other"],
)
def test_the_fetching_thread_ends_with_the_extraction(
    api: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: Any, mode: str
) -> None:
    monkeypatch.setenv("EXTRACT__NEXT_ITEM_MODE", mode)

    pipeline = extracted(api, tmp_path, "duckdb", select)

    assert [one.name for one in threading.enumerate() if one.name == "intercom-fetcher"] == []
    assert pipeline.list_extracted_load_packages() != []


# Dies when a failure is told by the ledger only.
def test_a_failure_is_raised_whatever_is_selected(api: Sandbox, tmp_path: Path) -> None:
    api.fail(Fault("status", "GET /tags", status=422, times=9))

    with pytest.raises(PipelineStepFailed, match="422"):
        extracted(api, tmp_path, "duckdb", lambda source: source.with_resources("tags"))


@pytest.mark.parametrize(
    ("destination", "table_format", "strategy"),
    [
        ("duckdb", None, "delete-insert"),
        ("filesystem", "delta", "upsert"),
        ("lance", None, "upsert"),
    ],
)
def test_rows_are_merged_as_the_destination_can(
    api: Sandbox, tmp_path: Path, destination: str, table_format: str | None, strategy: str
) -> None:
    def select(source: Any) -> Any:
        source.resources["tags"].apply_hints(table_format=table_format)
        return source.with_resources("tags")

    pipeline = extracted(api, tmp_path, destination, select)

    tags: Any = pipeline.default_schema.tables["tags"]
    assert (tags["write_disposition"], tags["x-merge-strategy"]) == ("merge", strategy)


def test_files_that_cannot_be_merged_are_told_once(api: Sandbox, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="filesystem cannot put a new row in the place of") as told:
        extracted(api, tmp_path, "filesystem", lambda source: source.with_resources("tags"))

    assert len(told) == 1


# Dies when the pins of the copied source are others than ours, or its example of a secret is used.
def test_dlt_init_makes_a_project_that_runs(api: Sandbox, tmp_path: Path) -> None:
    home = tmp_path / "project"
    home.mkdir()
    command = [Path(sys.executable).with_name("dlt"), "init", "--location", ROOT]

    made = _run([*command, "intercom", "duckdb"], home, PYTHONPATH="")
    secrets = (home / ".dlt" / "secrets.toml").read_text()
    run = _run(
        [sys.executable, "intercom_pipeline.py"],
        home,
        PYTHONPATH="",
        RUNTIME__LOG_LEVEL="WARNING",
        SOURCES__INTERCOM__ACCESS_TOKEN="t",
        SOURCES__INTERCOM__BASE_URL=api.base_url,
    )

    assert (made.returncode, run.returncode) == (0, 0), run.stderr
    assert run.stderr.count("[WARNING]") == 1  # that the salt was not configured
    assert 'redact_salt = "<configure me>"' in secrets
    with duckdb.connect(str(home / "intercom_pipeline.duckdb")) as connection:
        assert connection.sql("select count(*) from intercom.conversations").fetchall() == [(8,)]


def test_a_copied_source_asks_for_the_versions_that_we_ask_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = (ROOT / "sources" / "intercom" / "requirements.txt").read_text().split()

    assert sorted(set(wanted) - set(project["dependencies"])) == []


def _run(command: list[Any], home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=home, env={**os.environ, **settings}, capture_output=True, text=True
    )
