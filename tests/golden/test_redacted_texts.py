"""What a text holds is counted before it is loaded, as it was counted from the text."""

import pytest

from sources.intercom import facts
from tests.golden.story import ANNA, CUSTOMER, OPERATOR, Golden, part

BODIES = (
    "<p>Some words.</p>",
    "<p>Two&nbsp;&nbsp;spaces\nand\n\n<b>a</b>line </p>",
    "no markup, <not closed",
    "<p>\u00e4\U0001f642 \u3000wide\tand\u00a0hard</p>",
    '<div class="image"><img src="https://x.example/a.png"></div>',
    "  <br>  ",
    "a > b",
    "",
)
FILES = ([{"name": "a.pdf"}], [], None)
told = Golden()


def _told(name, is_redacted):
    """The same thread twice: with its texts, as older versions loaded it, and without them."""
    parts = [
        part(f"Mon 10:{10 * place + number:02}", "comment", by, **_columns(body, files))
        if not is_redacted
        else part(
            f"Mon 10:{10 * place + number:02}",
            "comment",
            {**by, "author_email": None},
            body="",
            **_facts(body, files),
            author_is_operator=facts.is_operator(by["author_email"]),
        )
        for place, by in enumerate((CUSTOMER, ANNA, OPERATOR))
        for number, (body, files) in enumerate(
            [*((body, None) for body in BODIES), *(("", files) for files in FILES[:2])]
        )
    ]
    body, opening = '<p>Hello, <i>you</i>?</p><img src="a">', {}
    if is_redacted:
        opening = _of_source(body)
    told.conversation(name, "Mon 09:00", *parts, source_body="" if is_redacted else body, **opening)


def _columns(body, files):
    return {"body": body, "attachments": files}


def _facts(body, files):
    return {
        "body_length": facts.letters(body),
        "body_words": facts.words(body),
        "body_has_picture": facts.has_picture(body),
        "has_files": None if files is None else facts.has_files(files),
    }


def _of_source(body, files=None):
    return {f"source_{name}": value for name, value in _facts(body, files).items()}


_told("with_texts", is_redacted=False)
_told("without", is_redacted=True)

HELLO = "<p>Hello?</p>"
REPEATED = {
    "repeat_loaded_before": ({"source_body": HELLO}, {"body": HELLO}),
    "repeat_with_texts": (
        {"source_body": HELLO, **_of_source(HELLO)},
        {"body": HELLO, **_facts(HELLO, None)},
    ),
    "repeat_of_a_dropped_source": (
        {"source_body": "", **_of_source(HELLO)},
        {"body": HELLO, **_facts(HELLO, None)},
    ),
    "repeat_of_a_hashed_comment": (
        {"source_body": HELLO, **_of_source(HELLO)},
        {"body": "5e" * 32, **_facts(HELLO, None)},
    ),
    "another_text": (
        {"source_body": HELLO, **_of_source(HELLO)},
        {"body": "<p>Hello again?</p>", **_facts("<p>Hello again?</p>", None)},
    ),
}
for name, (source, comment) in REPEATED.items():
    told.conversation(
        name,
        "Mon 09:00",
        part("Mon 09:00", "comment", CUSTOMER, **comment),
        source_type="unknown",
        **source,
    )


def test_a_source_that_repeats_a_comment_is_known_with_either_text_redacted(warehouse):
    found = warehouse.table(
        "conversations",
        "conversation_id, customer_messages",
        where=f"conversation_id in {tuple(REPEATED)}",
    )

    assert dict(found) == {name: 2 if name == "another_text" else 1 for name in REPEATED}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "conversation_events",
            "happened_at, author_kind, is_reply, is_human_reply, is_customer_message, body_length,"
            " word_count",
        ),
        ("conversations", "human_replies, bot_messages, customer_messages, words_by_customer"),
    ],
)
def test_a_text_that_was_redacted_counts_like_one_that_was_not(warehouse, table, columns):
    of = "conversation_id = '{}'"
    expected = warehouse.table(table, columns, where=of.format("with_texts"))

    assert warehouse.table(table, columns, where=of.format("without")) == expected
    kinds = {row[1] for row in expected} if table == "conversation_events" else set()
    assert not kinds or kinds == {"customer", "teammate", "bot"}
