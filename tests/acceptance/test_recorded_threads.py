"""What Intercom recorded, synced and reported on: our numbers are those that Intercom gave."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import transforms
from pipelines import config, rawtables
from pipelines.sync import load
from pipelines.warehouse import Warehouse
from sources.intercom import Session, Slice, choose
from tests.engines import copy
from tests.handmade import served
from tests.mutants import MUTANTS, found_by
from tests.postgres import fresh_database
from tests.recorded import statistics, workspaces

READ = choose(("workspaces", "conversations", "office_hours_schedules"))
AGREE = "verdict in ('match', 'within')"
NEVER_RECORDED = "('handling_time', 'adjusted_handling_time', 'assigned_team_first_response_time')"
CATCHES = {
    "S1": {f"r0{number}" for number in range(1, 9)},
    "S2": {"r05"},
    "S3": {"r03"},
    "S4": {"r07", "r08"},
    "S5": {"r03"},
    "S6": {"r07"},
    "S7 by a click": {"r06"},
}
"""Which threads find a wrong rule. The rest of S5 and S7, and S8, are told by stories:
`tests/golden/test_statistics.py`."""


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The threads of all workspaces in one DuckDB file."""
    folder = tmp_path_factory.mktemp("recorded")
    warehouse = Warehouse("duckdb", str(folder / "local.duckdb"), folder / "state")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in config.DLT.items():
            environment.setenv(name, value)
        for name, intercom in workspaces().items():
            with served(intercom.answer) as (_, settings):
                session = Session(settings, READ, slices=Slice())
                with closing(session):
                    load(warehouse.pipeline(name), session, warehouse)
    return warehouse


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def reports(
    request: pytest.FixtureRequest, synced: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A client of each engine, with the reports made."""
    if request.param == "duckdb":
        yield from built(synced)
        return
    folder: Path = tmp_path_factory.mktemp("recorded_server")
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        server = Warehouse("postgres", url, folder)
        copy(synced, server)
        yield from built(server)


def built(warehouse: Warehouse) -> Iterator[Any]:
    with warehouse.pipeline().sql_client() as client:
        transforms.run(
            client,
            dialect=warehouse.kind,
            declared=rawtables.declared(),
            select=["+statistics_agreement"],
        )
        yield client


def rows(client: Any, where: str, columns: str = "conversation_id, statistic") -> list[tuple]:
    found = client.execute_sql(
        f"select {columns} from intercom_reporting.statistics_reconciliation where {where}"
    )
    return sorted(tuple(row) for row in found)


def test_every_recorded_statistic_is_found_again(reports: Any) -> None:
    recorded = f"statistic not in {NEVER_RECORDED}"

    assert rows(reports, recorded, "count(*)") == [(statistics(),)]
    assert rows(reports, f"{recorded} and not {AGREE}") == []
    assert rows(reports, f"{recorded} and verdict != 'match'") == [
        ("r07", "first_contact_reply_at")
    ]


def test_a_wrong_rule_is_found_by_the_threads(reports: Any, request: Any) -> None:
    if "postgres" in request.node.name:
        pytest.skip("the rules are the same SQL: one engine is enough to get them wrong on")

    found = {one.rule: {name for name, _ in found_by(reports, "duckdb", one)} for one in MUTANTS}

    assert {rule: names for rule, names in found.items() if names} == CATCHES
