"""All that a failing run writes, at its most talkative: no token, no salt, no customer's word."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import dlt
import duckdb
import pytest

from sandbox import Fault, Sandbox
from sources.intercom import intercom
from tests.acceptance.disk import files_with

ROOT = Path(__file__).parent.parent.parent
TOKEN = "dG9rOnRoaXMtaXMtbm9ib2R5cy1idXNpbmVzcw"
SALT = "c2FsdC1pcy1ub2JvZHlzLWJ1c2luZXNz"
WORD = "Zauberwort"
"""Said by a customer, and redacted."""
PLAIN = "Klartext"
"""Said by a customer, and kept: it belongs into the warehouse and nowhere else."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(12, seed=3, token=TOKEN) as served:
        words = {"name": WORD, "phone": PLAIN, "email": f"{WORD}@example.com"}
        for contact in list(served.workspace.all("contacts")):
            served.workspace.put("contacts", contact["id"], words)
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", served.base_url)
        monkeypatch.setenv("SOURCES__INTERCOM__REDACT_SALT", SALT)
        redact = '["contacts.name", "contacts.email:hash"]'
        monkeypatch.setenv("SOURCES__INTERCOM__REDACT", redact)
        monkeypatch.setenv("RUNTIME__LOG_LEVEL", "DEBUG")
        yield served


def sync(*words: str) -> tuple[int, str]:
    """Exit code, and everything that was said."""
    program = [sys.executable, "-m", "pipelines.intercom_pipeline", "sync"]
    command = [*program, "contacts", "--no-transform", "--debug", *words]
    wide = {**os.environ, "COLUMNS": "500"}
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, env=wide, umask=0o077
    )
    return run.returncode, run.stdout + run.stderr


def refuse_from_now_on(api: Sandbox) -> None:
    """As when a token is revoked, told by a server that repeats it."""
    told = f"The token {TOKEN} is no more"
    api.fail(Fault("status", times=10_000, after=4, status=401, code="token_revoked", message=told))


def test_a_token_that_is_revoked_in_mid_run_is_told_nowhere(api: Sandbox, tmp_path: Path) -> None:
    refuse_from_now_on(api)

    code, said = sync("--json")

    assert code == 2
    assert "Intercom refused the access token (401 token_revoked)" in said
    assert [word for word in (TOKEN, SALT, WORD, PLAIN) if word in said] == []
    assert files_with(tmp_path, TOKEN, SALT, WORD) == {}


def test_files_are_as_private_as_the_user_wants_them(api: Sandbox, tmp_path: Path) -> None:
    code, _ = sync()

    pipelines = next(tmp_path.glob("dlt/pipelines/*"))
    made = [tmp_path / "warehouse.duckdb", pipelines, *pipelines.rglob("*")]
    assert (code, {path.stat().st_mode & 0o077 for path in made}) == (0, {0})


def test_the_example_of_secrets_holds_none() -> None:
    told = tomllib.loads((ROOT / ".dlt" / "example.secrets.toml").read_text())

    assert told == {
        "sources": {"intercom": {"access_token": "<token>"}},
        "destination": {
            "postgres": {"credentials": "postgresql://<user>:<password>@<host>:5432/<database>"}
        },
    }


def test_a_load_that_fails_tells_of_no_row(
    api: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUNTIME__LOG_LEVEL")  # dlt's own log repeats what databases say
    sync()
    with closing(duckdb.connect(str(tmp_path / "warehouse.duckdb"))) as connection:
        connection.execute(
            "create or replace table intercom.contacts as"
            " select * replace (cast(null as int) as phone) from intercom.contacts where false"
        )

    code, said = sync("--full-refresh")

    assert code == 1
    assert "intercom-elt: the warehouse could not load a package: " in said
    assert [word for word in (TOKEN, SALT, WORD, PLAIN) if word in said] == []
    assert files_with(tmp_path, TOKEN, SALT, WORD) == {}


def test_what_dlt_remembers_of_a_pipeline_of_ones_own_holds_no_secret(
    api: Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pipeline = dlt.pipeline("own", destination="duckdb", dataset_name="raw")
    refuse_from_now_on(api)

    with pytest.raises(Exception, match="token_revoked") as caught:
        pipeline.run(intercom(resources=["contacts"]))

    said = "".join(capfd.readouterr()) + str(caught.value) + str(pipeline.last_trace)
    assert [word for word in (TOKEN, SALT, WORD, PLAIN) if word in said] == []
    assert files_with(tmp_path, TOKEN, SALT, WORD) == {}
