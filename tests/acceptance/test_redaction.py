"""Redacted values are in no table, in no file and in no message; all others are as ever."""

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path
from typing import Any

import dlt
import pytest

from sandbox import Sandbox
from sources.intercom import Session, Settings, resources_of, tables
from sources.intercom.rows import Row
from tests.acceptance.disk import files_with
from tests.acceptance.raw_dataset import RawDataset, settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

WORD = "Zauberwort"
SALT = "only this workspace knows it"
REDACT = (
    "contacts.email:hash",
    "contacts.name",
    "contacts.notes",
    "contacts.custom_attributes.nickname",
    "contact_notes.body",
    "companies.name",
    "conversations.source.body",
    "conversations.source_author_email:hash",
    "conversations.custom_attributes.nickname",
    "conversation_parts.body",
    "conversation_parts.author.email:hash",
    "tags.name",
    "tickets.ticket_attributes",
    "ticket_parts.body",
    "ticket_parts.author_email",
)
CLEARED = {
    tables.Contact: ("email", "name", "notes", "notes_has_more", "custom_attributes"),
    tables.Company: ("name",),
    tables.Conversation: ("source_body", "source_author_email", "custom_attributes"),
    tables.ConversationPart: ("body", "author_email"),
    tables.ConversationCustomAttribute: ("value",),
    tables.Tag: ("name",),
    tables.Ticket: ("ticket_attributes",),
    tables.TicketPart: ("body", "author_email"),
}
WANTED = endpoints(
    *("tags", "companies", "contacts", "contact_notes", "tickets", "conversations"),
)
ADDRESS = f"{WORD}@example.com"


@pytest.fixture
def api(clock: SettableClock) -> Any:
    """A workspace in which a word is said wherever it is to be redacted."""
    with Sandbox(12, now=clock.glance, wall_clock=clock.glance) as served:
        workspace = served.workspace
        contact = next(workspace.all("contacts"))["id"]
        talk, ticket = (next(workspace.all(kind)) for kind in ("conversations", "tickets"))
        said = {"body": f"<p>{WORD}</p>", "author": {"email": ADDRESS}}
        named = {"name": WORD, "custom_attributes": {"nickname": WORD}}
        workspace.put("contacts", contact, named | {"email": ADDRESS})
        for _ in range(12):  # more than come with the contact
            workspace.note_contact(contact, WORD)
        workspace.put("companies", next(workspace.all("companies"))["id"], {"name": WORD})
        workspace.put("tags", next(served.truth("tags"))["id"], {"name": WORD})
        workspace.put("conversations", talk["id"], {"source": said})
        workspace.put("conversations", talk["id"], {"custom_attributes": {"nickname": WORD}})
        part = talk["conversation_parts"]["conversation_parts"][0]["id"]
        workspace.put_part(talk["id"], part, said)
        parts = [one | said for one in ticket["ticket_parts"]["ticket_parts"]]
        attributes = {"ticket_attributes": {"_default_description_": WORD}}
        workspace.put("tickets", ticket["id"], {"ticket_parts": {"ticket_parts": parts}})
        workspace.put("tickets", ticket["id"], attributes)
        yield served


def redacting(api: Sandbox, *redact: str) -> Settings:
    return settings_of(api, redact=redact or REDACT, redact_salt=SALT)


def rows(raw: RawDataset, model: type[Row], *, without: tuple[str, ...] = ()) -> Any:
    hidden = {"synced_at", "_fingerprint", "_dlt_load_id", *without}
    return [{k: v for k, v in row.items() if k not in hidden} for row in raw.rows(model)]


def hashed(text: str) -> str:
    return hmac.new(SALT.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_redacted_values_are_nowhere_and_all_others_are_as_ever(
    raw: RawDataset, clock: SettableClock, api: Sandbox, tmp_path: Path
) -> None:
    raw.sync(api, clock, WANTED)
    plain = {model: rows(raw, model, without=names) for model, names in CLEARED.items()}
    clock.advance(3600)

    raw.sync(api, clock, WANTED, settings=redacting(api), full_refresh=True)

    cleared = {model: rows(raw, model, without=names) for model, names in CLEARED.items()}
    assert cleared == plain
    assert {row["name"] for row in rows(raw, tables.Contact)} == {None}
    assert {row["body"] for row in rows(raw, tables.ConversationPart)} == {None}
    emails = {row["id"]: row["email"] for row in rows(raw, tables.Contact)}
    assert emails == {
        one["id"]: hashed(one["email"]) if one["email"] else None for one in api.truth("contacts")
    }
    said = {row["author_email"] for row in rows(raw, tables.ConversationPart)}
    assert hashed(ADDRESS) in said & set(emails.values())
    assert [table for table, held in raw.everything().items() if WORD in str(held)] == []


def test_no_file_of_a_sync_that_is_cut_off_before_loading_holds_a_redacted_word(
    raw: RawDataset, clock: SettableClock, api: Sandbox, tmp_path: Path
) -> None:
    pipeline, session = raw.warehouse.pipeline(), Session(redacting(api), WANTED, clock=clock)
    source = dlt.source(resources_of, name="intercom")(session)

    pipeline.extract(source, loader_file_format=raw.warehouse.file_format)
    pipeline.normalize()

    kept = next(api.truth("contacts"))["external_id"]
    tables_with = {Path(name).name.split(".")[0] for name in files_with(tmp_path, kept)}
    assert tables_with == {"contacts", "conversations", "tickets"}
    assert files_with(tmp_path, WORD, SALT, api.token) == {}


def test_what_is_loaded_leaves_no_copy_on_disk(
    postgres_raw: RawDataset, clock: SettableClock, api: Sandbox, tmp_path: Path
) -> None:
    postgres_raw.sync(api, clock, WANTED)

    assert files_with(tmp_path, WORD) == {}


def test_what_does_not_fit_its_table_is_redacted_too(
    raw: RawDataset, clock: SettableClock, api: Sandbox
) -> None:
    contact, talk = (next(api.workspace.all(kind)) for kind in ("contacts", "conversations"))
    api.workspace.put("contacts", contact["id"], {"has_hard_bounced": "never"})
    api.workspace.put("conversations", talk["id"], {"source": WORD, "mood": "well"})

    session = raw.sync(api, clock, WANTED, settings=redacting(api))

    rejected = raw.rows(tables.RejectedRow)
    assert [(row["object_id"], row["error"]) for row in rejected] == [
        (
            contact["id"],
            "has_hard_bounced: Input should be a valid boolean, unable to interpret input",
        )
    ]
    assert (rejected[0]["raw"]["name"], rejected[0]["raw"]["email"]) == (None, hashed(ADDRESS))
    found = {row["id"]: row for row in raw.rows(tables.Conversation)}[talk["id"]]
    assert (found["source_body"], found["_extra"]) == (None, {"mood": "well"})
    assert [table for table, held in raw.everything().items() if WORD in str(held)] == []
    assert WORD not in str(session.tallies)


def test_rejected_rows_can_be_kept_without_the_object(
    duckdb_raw: RawDataset, clock: SettableClock, api: Sandbox
) -> None:
    contact = next(api.workspace.all("contacts"))["id"]
    api.workspace.put("contacts", contact, {"has_hard_bounced": "never"})

    duckdb_raw.sync(api, clock, WANTED, settings=redacting(api, "rejected_rows.raw"))

    rejected = duckdb_raw.rows(tables.RejectedRow)
    assert [(row["object_id"], row["raw"]) for row in rejected] == [(contact, None)]


def test_a_new_redaction_reaches_lists_at_once_and_the_rest_with_a_full_refresh(
    clock: SettableClock, api: Sandbox
) -> None:
    reader = Reader(api, clock, WANTED)
    held = reader.tables
    reader.run()
    clock.advance(timedelta(hours=5).total_seconds())

    reader.run(settings=redacting(api, "tags.name", "contacts.name"))
    named = {row["name"] for row in held["contacts"].values()}
    tags = {row["name"] for row in held["tags"].values()}
    reader.run(settings=redacting(api, "tags.name", "contacts.name"), full_refresh=True)

    assert (tags, named == {None}) == ({None}, False)
    assert {row["name"] for row in held["contacts"].values()} == {None}


def test_a_refresh_rewrites_what_a_new_redaction_changes(
    clock: SettableClock, api: Sandbox
) -> None:
    reader = Reader(api, clock, WANTED)
    reader.run()
    fingerprints = reader.column(tables.Contact, "_fingerprint")
    clock.advance(timedelta(days=1).total_seconds())

    reader.run(settings=redacting(api, "contacts.name"))

    recent = clock.glance() - timedelta(days=25).total_seconds()
    seen = [
        row for row in reader.tables["contacts"].values() if row["updated_at"].timestamp() > recent
    ]
    assert {row["name"] for row in seen} == {None}
    assert all(fingerprints[row["id"]] != row["_fingerprint"] for row in seen)
