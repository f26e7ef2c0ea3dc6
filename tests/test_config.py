import os
import subprocess
import sys
from pathlib import Path

import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines import config


def write(folder: Path, **files: str) -> None:
    (folder / ".dlt").mkdir(parents=True)
    for name, text in files.items():
        (folder / ".dlt" / f"{name}.toml").write_text(text)


def test_a_variable_of_another_program_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "eu-central-1")
    monkeypatch.setenv("ACCESS_TOKEN", "the secret of another service")
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", "ours")

    settings = config.source_settings()

    assert (settings.region, settings.access_token) == ("us", "ours")


def test_settings_come_from_both_files(tmp_path: Path) -> None:
    section = "[sources.intercom]\n"
    write(tmp_path, config=f'{section}region = "au"', secrets=f'{section}access_token = "t"')
    Container()[PluggableRunContext].reload_providers()

    settings = config.source_settings()

    assert (settings.url, settings.access_token) == ("https://api.au.intercom.io", "t")


def test_a_broken_settings_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    write(folder, secrets="access_token = = 1")
    command = [sys.executable, "-m", "pipelines.intercom_pipeline", "sync"]

    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    sentence = ".dlt/secrets.toml cannot be read: Unexpected character: '=' at line 1 col 15"
    assert (2, f"intercom-elt: {sentence}\n") == (run.returncode, run.stderr)


# Dies when the file is looked for where cron happens to start.
@pytest.mark.parametrize("path", [None, "data/w.duckdb"])
def test_a_relative_warehouse_lies_in_the_project_that_settings_come_from(
    tmp_path: Path, path: str | None
) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    elsewhere.mkdir()
    write(project, config=f'[destination.duckdb]\ncredentials = "{path}"\n' if path else "")
    code = "from pipelines.warehouse import configured; print(configured().place)"
    command = [sys.executable, "-c", code]
    inside = {**os.environ, "DLT_PROJECT_DIR": str(project)}

    found = subprocess.run(
        command, cwd=elsewhere, env=inside, capture_output=True, text=True, check=True
    )
    here = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=True)

    assert found.stdout.strip() == str(project / (path or "warehouse.duckdb"))
    assert here.stdout.strip() == str(elsewhere / "warehouse.duckdb")
