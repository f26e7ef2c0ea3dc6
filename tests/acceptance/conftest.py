"""Two empty warehouses, a clock, and dlt as the command line sets it."""

from pathlib import Path

import pytest

from pipelines import config
from pipelines.warehouse import Warehouse
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import SettableClock


@pytest.fixture(autouse=True)
def dlt_settings(hermetic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in config.DLT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def duckdb_raw(tmp_path: Path) -> RawDataset:
    return RawDataset(Warehouse("duckdb", str(tmp_path / "raw.duckdb"), tmp_path / "state"))


@pytest.fixture
def postgres_raw(tmp_path: Path, postgres_database: str) -> RawDataset:
    return RawDataset(Warehouse("postgres", postgres_database, tmp_path / "state"))


@pytest.fixture(params=["duckdb", "postgres"])
def raw(request: pytest.FixtureRequest) -> RawDataset:
    """Each warehouse in turn."""
    return request.getfixturevalue(f"{request.param}_raw")
