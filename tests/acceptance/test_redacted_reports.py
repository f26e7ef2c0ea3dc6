"""Texts and addresses can be redacted, and every number of the reports stays the same."""

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

import transforms
from pipelines import rawtables
from pipelines.warehouse import Warehouse
from sandbox import Sandbox
from sources.intercom import Settings, choose
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.settable_clock import SettableClock
from tests.engines import SETTINGS

DROPPED = (
    *("conversation_parts.body", "conversation_parts.attachments", "conversations.source_body"),
    *("conversations.source_attachments", "conversations.source_subject", "conversations.title"),
    *("conversations.source_url", "conversation_parts.author_name", "conversations.rating_remark"),
    *("contacts.name", "contacts.phone", "admins.job_title"),
)
HASHED = (
    *("conversation_parts.author_email", "conversations.source_author_email", "contacts.email"),
    *("admins.email", "admins.name"),
)
CARRIED = {
    *("dimension_name", "admin_name", "admin_assignee_name", "name", "email", "job_title"),
    *("title", "source_subject", "source_url", "rating_remark", "remark", "loaded_at"),
}
"""Columns of reports that are redacted ones themselves, and the moment of the load."""
MARTS = ("conversations", "conversation_events", "customer_waits", "metrics_by_period", "ratings")
WANTED = choose(("admins", "teams", "contacts", "conversations"))


def reports(
    folder: Path, api: Sandbox, clock: SettableClock, settings: Settings
) -> dict[str, list[dict[str, Any]]]:
    """Reports of what was loaded with these settings."""
    warehouse = Warehouse("duckdb", str(folder / "raw.duckdb"), folder / "state")
    RawDataset(warehouse).sync(api, clock, WANTED, settings=settings)
    with warehouse.pipeline().sql_client() as client:
        declared = rawtables.declared()
        transforms.run(client, dialect="duckdb", declared=declared, settings=SETTINGS)
    with closing(duckdb.connect(warehouse.address)) as connection:
        return {
            name: connection.execute(f"select * from intercom_reporting.{name}")
            .to_arrow_table()
            .to_pylist()
            for name in MARTS
        }


def test_every_number_is_the_same_with_and_without_redaction(
    tmp_path: Path, clock: SettableClock
) -> None:
    redact = (*DROPPED, *(f"{name}:hash" for name in HASHED))
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        chosen = settings_of(api, redact=redact, redact_salt="a salt of good length")
        plain, redacted = (
            reports(tmp_path / name, api, clock, settings)
            for name, settings in (("plain", settings_of(api)), ("redacted", chosen))
        )

    assert {name: _numbers(rows) for name, rows in redacted.items()} == {
        name: _numbers(rows) for name, rows in plain.items()
    }
    assert sum(row["human_replies"] for row in redacted["conversations"]) > 0
    assert {row["title"] for row in redacted["conversations"]} == {None}


def _numbers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = [{name: row[name] for name in row if name not in CARRIED} for row in rows]
    return sorted(shown, key=str)
