"""What `redact` may name, what it does to an answer, and the sentence for what it cannot mean."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from sources.intercom import ENDPOINTS, tables
from sources.intercom.errors import SettingsInvalid
from sources.intercom.redaction import Redaction
from sources.intercom.rows import Builder, Findings, Stamp
from sources.intercom.settings import Settings, check
from sources.intercom.shelf import tables_of

SALT = "a salt of good length"
ENVELOPE = {"pages", "total_count", "total_pages", "page", "has_more", "next_cursor"}
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def redacted(resource, answer, *redact, salt=SALT):
    settings = Settings(access_token="t", redact=redact, redact_salt=salt)
    return Redaction(settings, ENDPOINTS).of(BY_NAME[resource])(answer)


def hashed(text, salt=SALT):
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def refusal(*redact, salt=None):
    settings = Settings(access_token="t", redact=redact, redact_salt=salt)
    with pytest.raises(SettingsInvalid) as caught:
        Redaction(settings, ENDPOINTS)
    return str(caught.value).removeprefix("the setting redact cannot be used: ")


def conversation():
    author = {"id": "5", "email": "a@b.c"}
    return {
        "id": "1",
        "source": {"body": "Hello", "author": author | {"name": "A"}},
        "custom_attributes": {"Plan": "gold", "Order.no": {"text": "7"}},
        "contacts": {"contacts": [{"id": "c", "external_id": "x"}]},
        "conversation_parts": {
            "conversation_parts": [{"id": "2", "body": "Hi", "author": author}, "a text"]
        },
    }


def test_values_are_left_out_wherever_they_are():
    kept = redacted(
        "conversations",
        conversation(),
        "conversations.source_body",
        "conversations.source.author.name",
        "conversations.contacts.external_id",
        "conversation_parts.body",
    )

    author = {"id": "5", "email": "a@b.c"}
    assert without_facts(kept) == conversation() | {
        "source": {"body": None, "author": author | {"name": None}},
        "contacts": {"contacts": [{"id": "c", "external_id": None}]},
        "conversation_parts": {
            "conversation_parts": [{"id": "2", "body": None, "author": author}, None]
        },
    }


def without_facts(found):
    """Words are redacted, and what was noted of them is no matter here."""
    if isinstance(found, list):
        return [without_facts(one) for one in found]
    if not isinstance(found, dict):
        return found
    return {name: without_facts(one) for name, one in found.items() if ":facts" not in name}


OPERATOR = {"id": "9", "email": "operator+x@intercom.io"}
SAID = '<p>Two&nbsp;words\n<b>and</b> <img src="x"></p>'


@pytest.mark.parametrize("how", ["", ":hash"])
def test_what_reports_need_of_a_text_is_a_column_of_its_own_and_stays(how):
    talk = {
        "id": "1",
        "source": {"body": SAID, "author": dict(OPERATOR), "attachments": [{"name": "a"}]},
        "conversation_parts": {
            "conversation_parts": [
                {"id": "2", "body": SAID, "author": dict(OPERATOR), "attachments": [{"name": "a"}]},
                {"id": "3", "body": "", "author": {"email": "a@b.c"}, "attachments": []},
                {"id": "4", "body": None},
            ]
        },
    }
    names = ["body", "author_email", "attachments"]
    redact = [f"conversation_parts.{name}" for name in names]
    redact += [f"conversations.source_{name}" for name in names]

    kept = redacted("conversations", talk, *(n if "att" in n else n + how for n in redact))

    rows = columns_of(tables.Conversation, [kept])
    parts = kept["conversation_parts"]["conversation_parts"]
    rows += columns_of(tables.ConversationPart, [one | {"conversation_id": "1"} for one in parts])
    facts = ("body_length", "body_words", "body_has_picture", "has_files", "author_is_operator")
    opening = [rows[0][f"source_{name}"] for name in facts]
    assert opening == [14, 3, True, True, True]
    assert [[row[name] for name in facts] for row in rows[1:]] == [
        [14, 3, True, True, True],
        [0, 0, False, False, False],
        [None, None, None, None, None],
    ]
    assert {row["_extra"] for row in rows} == {None}
    assert "words" not in str([row.get("body") or row.get("source_body") for row in rows])


def columns_of(model, objects):
    """Rows as they are loaded; none may be rejected."""
    builder = Builder(model, Findings())
    stamp = Stamp("w", datetime(2026, 1, 1, tzinfo=UTC))
    assert all([builder.add(one, stamp) for one in objects])
    return builder.take().to_pylist()


def test_the_rows_of_a_list_are_redacted_like_a_single_object():
    rows = [{"id": "1", "email": "a@b.c", "phone": "1"}, {"id": "2"}, "a text", None]

    answer = redacted("contacts", {"data": rows, "total_count": 4}, "contacts.email")

    left = [{"id": "1", "email": None, "phone": "1"}, {"id": "2"}, None, None]
    assert answer == {"data": left, "total_count": 4}


@pytest.mark.parametrize(("strange", "left"), [("Hello", None), (["Hello"], [None]), (5, None)])
def test_what_has_another_shape_than_known_is_left_out_whole(strange, left):
    answer = {"source": strange, "conversation_parts": strange}

    kept = redacted("conversations", answer, "conversations.source_body", "conversation_parts.body")

    assert kept == {"source": left, "conversation_parts": left}


def test_both_tables_made_of_custom_attributes_lose_them():
    whole = redacted("conversations", conversation(), "conversation_custom_attributes.value")
    one = redacted("conversations", conversation(), "conversations.custom_attributes.Plan")
    dotted = redacted(
        "conversations", conversation(), r"conversations.custom_attributes.Order\.no.text"
    )

    assert whole["custom_attributes"] == {"Plan": None, "Order.no": None}
    assert one["custom_attributes"] == {"Plan": None, "Order.no": {"text": "7"}}
    assert dotted["custom_attributes"] == {"Plan": "gold", "Order.no": {"text": None}}


def test_equal_values_have_equal_hashes_in_all_tables():
    kept = redacted(
        "conversations",
        conversation(),
        "conversations.source_author_email:hash",
        "conversation_parts.author_email:hash",
    )

    parts = kept["conversation_parts"]["conversation_parts"]
    assert kept["source"]["author"]["email"] == hashed("a@b.c")
    assert parts[0]["author"]["email"] == hashed("a@b.c")
    other = redacted("contacts", {"email": "a@b.c"}, "contacts.email:hash", salt=SALT + "!")
    assert other == {"email": hashed("a@b.c", SALT + "!")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", hashed("a")), (5, hashed("5")), ("5", hashed("5")), (None, None), ("", None)],
    ids=repr,
)
def test_numbers_hash_like_their_text_and_nothing_stays_nothing(value, expected):
    name = "contacts.external_id:hash"

    assert redacted("contacts", {"external_id": value}, name) == {"external_id": expected}


@pytest.mark.parametrize("nobody", [0, "0", "", None], ids=repr)
def test_nobody_has_no_hash(nobody):
    kept = redacted("contacts", {"owner_id": nobody}, "contacts.owner_id:hash")

    assert kept == {"owner_id": None}


def test_a_list_inside_of_json_has_one_hash():
    kept = redacted(
        "contacts", {"custom_attributes": {"ids": [2, 1]}}, "contacts.custom_attributes.ids:hash"
    )

    assert kept == {"custom_attributes": {"ids": hashed("[2,1]")}}


def test_a_table_that_shares_the_objects_of_another_is_redacted_with_it():
    kept = redacted("company_contacts", {"data": [{"email": "a@b.c"}]}, "contacts.email")

    assert kept == {"data": [{"email": None}]}


KEPT = "stays: only text, ids and JSON that are no key can be redacted"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (
            "contacts.emial",
            "there is no column contacts.emial; did you mean contacts.email or"
            " contacts.email_domain or contacts.tags?",
        ),
        (
            "conversations.body",
            "there is no column conversations.body; did you mean conversation_parts.body or"
            " conversations.source_body or conversations.company?",
        ),
        ("body", "there is no column body; docs/tables.md lists all"),
        *(
            (
                f"{name}.email",
                f"Intercom decides about the columns of {name}; leave its export out instead",
            )
            for name in ("report_conversation", "content_click")
        ),
        (
            "contacts.email.domain",
            "there is no column contacts.email.domain; did you mean contacts.email_domain or"
            " contacts.email or emails.domain?",
        ),
        ("contacts.id", f"contacts.id {KEPT}"),
        ("contacts.updated_at", f"contacts.updated_at {KEPT}"),
        ("contacts._extra", f"contacts._extra {KEPT}"),
        ("contacts.role", "contacts.role stays: contact_merge_history are asked for by it"),
        (
            "calls.conversation_id",
            "calls.conversation_id stays: call_transcripts are asked for by it",
        ),
        (
            "reporting_datasets.attributes",
            "reporting_datasets.attributes stays: reports are asked for by it",
        ),
        (
            "contacts.email:hash",
            "contacts.email:hash needs the setting redact_salt, a secret of 16 characters or more",
        ),
        (
            "contacts.custom_attributes:hash",
            "contacts.custom_attributes:hash: name a key inside of custom_attributes, or leave all"
            " of it out",
        ),
    ],
    ids=repr,
)
def test_what_cannot_be_redacted_is_told_in_a_sentence(entry, why):
    assert refusal(entry) == why


@pytest.mark.parametrize(
    "text",
    [
        " contacts.email, tickets.ticket_attributes.Order no,",
        '["contacts.email", "tickets.ticket_attributes.Order no"]',
    ],
)
def test_an_environment_variable_names_columns_with_commas_or_as_json(text):
    settings = check(access_token="t", redact=text)

    assert settings.redact == ("contacts.email", "tickets.ticket_attributes.Order no")


@pytest.mark.parametrize("salt", ["short", ""])
def test_a_salt_that_can_be_tried_out_is_refused(salt):
    with pytest.raises(SettingsInvalid, match="the setting redact_salt cannot be used"):
        check(access_token="t", redact_salt=salt)


def test_a_salt_is_no_part_of_the_settings_as_text():
    assert SALT not in repr(check(access_token="t", redact_salt=SALT))


def test_every_column_of_words_can_be_named():
    """Nor does a column share its place with what an answer says of its pages."""
    for endpoint in ENDPOINTS:
        lists = {name.strip() for name in endpoint.rows.split("|")}
        for model in tables_of(endpoint):
            tops = {path[0] for column in model.columns for path in column.paths}
            assert tops & lists == set()
            assert tops & ENVELOPE <= {"total_count"}
