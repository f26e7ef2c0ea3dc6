"""Names that customers and teammates choose never become SQL, on either engine."""

from typing import Any

import pytest

from pipelines import config, rawtables, reporting
from pipelines.errors import Stop
from sandbox import Sandbox
from sources.intercom import tables
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.reader import endpoints
from tests.acceptance.settable_clock import SettableClock

HOSTILE = (
    '"; drop table intercom.conversations; --',
    "'; drop schema intercom cascade; --",
    'it\'s "quoted" `twice`',
    "%s %(name)s {schema} {{ raw }} $1 ?",
    "\\'; select 1; --\\",
    "select",
    "table",
    "workspace_id",
    "Größe 尺寸 🙂 \u202egnp.exe",
    "two\nlines\tand a tab",
    "x" * 200,
    "a.b.c",
    " ",
)
WANTED = endpoints(
    *("workspaces", "admins", "teams", "tags", "contacts", "tickets", "conversations"),
    *("custom_object_instances", "data_attributes"),
)


def test_names_of_all_kinds_arrive_as_they_are(raw: RawDataset, clock: SettableClock) -> None:
    values: dict[str, Any] = {name: f"{name} = {name}" for name in HOSTILE}
    with Sandbox(20, now=clock.glance, wall_clock=clock.glance) as api:
        talk, ticket, contact = (
            next(api.workspace.all(kind))["id"] for kind in ("conversations", "tickets", "contacts")
        )
        tag = next(api.truth("tags"))["id"]
        api.workspace.put("conversations", talk, {"custom_attributes": values})
        api.workspace.put("tickets", ticket, {"ticket_attributes": values})
        api.workspace.put("contacts", contact, {"custom_attributes": values, "name": HOSTILE[0]})
        api.workspace.put("tags", tag, {"name": HOSTILE[1]} | values)
        named = settings_of(api, custom_object_types=(*HOSTILE[:4], "Order"))

        raw.sync(api, clock, WANTED, settings=named)
        pipeline = raw.warehouse.pipeline()
        reporting.transform(pipeline, raw.warehouse)

        attributes = raw.rows(tables.ConversationCustomAttribute)
        found = {row["name"]: row["value"] for row in attributes if row["conversation_id"] == talk}
        assert {name: found[name] for name in HOSTILE} == values
        assert _of(raw, tables.Ticket, ticket)["ticket_attributes"].items() >= values.items()
        assert _of(raw, tables.Contact, contact)["custom_attributes"].items() >= values.items()
        extra = _of(raw, tables.Tag, tag)["_extra"]
        assert extra == {name.replace(".", "\\."): value for name, value in values.items()}
        with pipeline.sql_client() as client:
            counts = rawtables.counts(client)
            reported = client.execute_sql(
                "select attribute_name, value_text from intercom_reporting.conversation_attributes"
                " where conversation_id = %s",
                talk,
            )
        assert counts["conversations"] == 20
        assert {row[0]: row[1] for row in reported or ()}.items() >= values.items()


def _of(raw: RawDataset, model: Any, name: str) -> dict[str, Any]:
    return next(row for row in raw.rows(model) if row["id"] == name)


@pytest.mark.parametrize("name", ['x"; drop table a; --', "a b", "1a", "x.y", "ä-b", "x'y"])
def test_a_workspace_name_that_is_no_word_is_refused_before_it_names_anything(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__INTERCOM__WORKSPACE", name)

    with pytest.raises(Stop) as caught:
        config.workspace_name()

    sentence = f"the setting workspace may hold letters, digits and _ only, not {name!r}"
    assert str(caught.value) == sentence
