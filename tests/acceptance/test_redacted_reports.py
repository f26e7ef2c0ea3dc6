"""Whatever may be redacted is, and every number of the reports stays the same, on both engines.

All columns that a sync can do without are redacted but those that reports are computed by, which
`transforms.computed` lists: a column that is missing from that list shows here.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import transforms
from pipelines import rawtables
from pipelines.warehouse import Warehouse
from sandbox import Sandbox
from sources.intercom import ENDPOINTS, choose
from sources.intercom.columns import ID, TEXT
from sources.intercom.errors import SettingsInvalid
from sources.intercom.redaction import Redaction
from sources.intercom.settings import Settings
from sources.intercom.shelf import tables_of
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.settable_clock import SettableClock
from tests.engines import SETTINGS, copy
from transforms.computed import COMPUTED_FROM
from transforms.models import load, selected

SALT = "a salt of good length"
MARTS = sorted(path.stem for path in (Path(transforms.__file__).parent / "marts").glob("*.sql"))
LEFT_OUT = {
    "sync_health": "it is of the runs, in which seconds and bytes are never the same",
    "unknown_values": "the hash of a state is a value that nobody knew",
}
_CONVERSATION = {
    *("admin_assignee_name", "team_assignee_name", "title", "source_subject", "source_url"),
    *("rating_remark", "sla_name", "sla_status", "ticket_state"),
    "stat_assigned_team_first_response_time_in_office_hours",
}
SHOWN = {
    "conversation_events": {"part_state"},
    "conversations": _CONVERSATION,
    "conversations_with_attributes": _CONVERSATION,
    "fin_conversations": {"rating_remark", "source_title"},
    "metrics_by_period": {"dimension_name"},
    "office_hours_slots": {"exception_name", "schedule_name"},
    "ratings": {"remark"},
    "team_members": {"admin_name", "team_name"},
    "teammate_daily": {"admin_name"},
    "teammates": {"email", "job_title", "name", "role_name"},
    "teams": {"distribution_method", "name"},
}
"""Columns of reports that hold a redacted column as it is; all others must be equal."""
Report = dict[tuple[Any, ...], dict[str, Any]]


class StillClock(SettableClock):
    """Moved by waiting only, so that three syncs end in one moment."""

    def now(self) -> float:
        return self.glance()


def redactable() -> Iterator[tuple[str, bool]]:
    """Columns that may go and that no report is computed by; whether they can be hashed."""
    models = {model.table: model for one in ENDPOINTS for model in tables_of(one)}
    for table, model in models.items():
        for column in model.columns:
            name = f"{table}.{column.name}"
            if name not in COMPUTED_FROM and _is_accepted(name):
                yield name, column.kind in (TEXT, ID)


def _is_accepted(name: str) -> bool:
    try:
        Redaction(Settings(access_token="t", redact=(name,)), ENDPOINTS)
    except SettingsInvalid:
        return False
    return True


def reports(warehouse: Warehouse) -> dict[str, Report]:
    """Every report of this warehouse, rows by their key."""
    with warehouse.pipeline().sql_client() as client:
        declared = rawtables.declared()
        transforms.run(client, dialect=warehouse.kind, declared=declared, settings=SETTINGS)
        found: dict[str, Report] = {}
        for name in MARTS:
            with client.execute_query(f"select * from intercom_reporting.{name}") as cursor:
                columns = [column for column, *_ in cursor.description]
                rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found[name] = {tuple(row[part] for part in load()[name].key): row for row in rows}
    return found


def unlike(one: dict[str, Report], other: dict[str, Report]) -> dict[str, set[str]]:
    """By report the columns that differ, or `*` if other rows are there."""
    found = {}
    for name in MARTS:
        if name not in LEFT_OUT:
            pairs = [(row, other[name].get(key, {})) for key, row in one[name].items()]
            columns = {c for a, b in pairs if b for c in a if not _same(a[c], b[c])}
            rows = {"*"} if one[name].keys() != other[name].keys() else set()
            if columns | rows:
                found[name] = columns | rows
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other)


def worlds(
    folder: Path, redacted: tuple[str, ...], server: Warehouse | None
) -> Iterator[dict[str, Report]]:
    """The reports of one workspace as it is, and of the same with these entries of `redact`."""
    wanted = choose([*(one.name for one in choose()), "conversation_handling_events"])
    for name, entries in (("plain", ()), ("redacted", redacted)):
        clock = StillClock()
        local = Warehouse("duckdb", str(folder / f"{name}.duckdb"), folder / name)
        with Sandbox(15, seed=5, now=clock.glance, wall_clock=clock.glance) as api:
            settings = settings_of(api, redact=entries, redact_salt=SALT)
            RawDataset(local).sync(api, clock, wanted, settings=settings)
        if server is not None:
            _emptied(server)
            copy(local, server)
        yield reports(server or local)


def _emptied(server: Warehouse) -> None:
    with server.pipeline().sql_client() as client:
        client.execute_sql("drop schema if exists intercom_reporting, intercom cascade")


def test_dropped_columns_change_no_number(tmp_path: Path) -> None:
    dropped = tuple(name for name, _ in redactable())

    plain, redacted = worlds(tmp_path, dropped, None)

    assert unlike(plain, redacted) == SHOWN
    assert sum(row["human_replies"] for row in plain["conversations"].values()) > 0
    assert {row["title"] for row in redacted["conversations"].values()} == {None}


def test_hashed_columns_change_no_number(tmp_path: Path, postgres_database: str) -> None:
    hashed = tuple(f"{name}:hash" if can else name for name, can in redactable())
    server = Warehouse("postgres", postgres_database, tmp_path / "server")

    plain, redacted = worlds(tmp_path, hashed, server)

    assert unlike(plain, redacted) == SHOWN


def test_what_reports_are_computed_by_is_redactable_and_read_by_them() -> None:
    models, of = load(), {report for reports in COMPUTED_FROM.values() for report in reports}
    read = {report: selected(models, [f"+{report}"]).values() for report in of}
    for name, reports in COMPUTED_FROM.items():
        table, column = name.split(".")
        assert _is_accepted(name), name
        for report in reports:
            mine = [one.text for one in read[report] if f"intercom.{table}" in one.reads]
            assert any(column in text for text in mine), (name, report)
