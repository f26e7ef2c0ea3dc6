"""What every test stands on: an empty machine around it, and databases of its own."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from dlt.common.runtime.run_context import RunContext, switched_run_context

from tests.postgres import fresh_database, running_server

ROOT = Path(__file__).parent.parent
# dlt takes any setting from the environment, even from a bare `REGION` or `ACCESS_TOKEN`; so does
# every proxy, pager and colour. What is not named here does not reach a test.
KEPT = ("CI", "INTERCOM_OPENAPI", "LANG", "LC_", "LD_", "PATH", "PYTEST_", "TMPDIR", "TZ")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a fifth of the time a test waits for another process."""
    return (os.cpu_count() or 1) + 1


class _EmptyMachine(RunContext):
    """A dlt that finds no settings but those of the test; as root it would read /var/dlt."""

    @property
    def global_dir(self) -> str:
        return os.path.join(self.run_dir, "dlt")


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty current directory and home, no settings from outside, nothing left behind."""
    for name in os.environ:
        if not name.startswith(KEPT):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for commands that a test starts
    with switched_run_context(_EmptyMachine(str(tmp_path))):
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty database on a real server, one for all tests; `POSTGRES_URL` replaces it."""
    if url := os.environ.get("POSTGRES_URL"):
        yield url
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_server())
        except (OSError, RuntimeError) as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"NO POSTGRES, half of the warehouses go untested: {error}")
        yield url


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """A database of the test's own."""
    with fresh_database(postgres_url) as url:
        yield url
