"""From JSON objects to Arrow rows: typed, cleaned, and not one leaf lost."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.intercom.columns import (
    Count,
    Flag,
    Id,
    Json,
    Key,
    MaybeTime,
    Number,
    Seconds,
    Text,
    Time,
    col,
    key,
)
from sources.intercom.rows import Builder, Findings, Row, Stamp, decode, row_hash
from sources.intercom.tables import Company, Contact, Conversation, Ticket
from tests.leaves import lost

PROPERTY = settings(max_examples=80, deadline=None, database=None, derandomize=True)
NOW = datetime(2024, 5, 31, 12, tzinfo=UTC)
STAMP = Stamp("acme1234", NOW)


class Thing(
    Row,
    table="things",
    implied={"type": "thing", "list.type": "thing.list", "deep.er.type": "deep"},
    nested=("parts.parts",),
):
    """A table for tests, with a column of each kind."""

    id: Key = key("id", "Id.")
    text: Text = col("text", "Text.")
    owner_id: Id = col("owner_id", "Id of somebody.")
    number: Number = col("number", "Number.")
    count: Count = col("count", "Count.")
    wait: Seconds = col("wait", "Seconds.")
    flag: Flag = col("flag", "Flag.")
    at: Time = col("at", "Time.")
    maybe_at: MaybeTime = col("maybe_at", "Time or never.")
    items: Json = col("list.items", "List.")
    object: Json = col("object", "Whole object.")
    inside: Text = col("object.inside", "A leaf of it.")
    either: Text = col("one | other | deep.other", "Three spellings.")


def short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 90 else f"{text[:40]}~{text[-40:]}"


def build(*objects: dict[str, Any], model: type[Row] = Thing) -> tuple[list[Any], Findings]:
    findings = Findings()
    builder = Builder(model, findings)
    for raw in objects:
        builder.add(raw, STAMP)
    return builder.take().to_pylist(), findings


def cell(column: str, raw: dict[str, Any]) -> Any:
    """What the column holds; the object must be taken."""
    rows, findings = build({"id": "1", **raw})
    assert findings.rejected == []
    return rows[0][column]


def extra(raw: dict[str, Any]) -> Any:
    return json.loads(cell("_extra", raw) or "{}")


def error(raw: dict[str, Any]) -> str:
    """Why the object was put aside."""
    rows, findings = build({"id": "1", **raw})
    assert rows == []
    [rejected] = findings.rejected
    assert rejected["raw"] == {"id": "1", **raw}
    return str(rejected["error"])


def test_a_row_says_where_and_when_it_was_read():
    rows, _ = build({"id": "1", "text": "a"})

    nothing = dict.fromkeys(Thing.schema.names)
    assert rows == [
        {**nothing, "workspace_id": "acme1234", "id": "1", "text": "a", "synced_at": NOW}
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("6", "6"), (6, "6"), (2**63, str(2**63))],
    ids=short,
)
def test_ids_are_text(sent, kept):
    rows, _ = build({"id": sent, "owner_id": sent})

    assert (rows[0]["id"], rows[0]["owner_id"]) == (kept, kept)


@pytest.mark.parametrize(
    "nobody",
    [0, "0", "", None],
    ids=short,
)
def test_nobody_is_null(nobody):
    assert cell("owner_id", {"owner_id": nobody}) is None


@pytest.mark.parametrize(
    "missing", [{}, {"id": None}, {"id": ""}, {"id": []}, {"id": {"x": 1}}], ids=short
)
def test_a_row_without_its_key_is_put_aside(missing):
    rows, findings = build({"text": "kept", **missing})

    assert rows == []
    assert [one["raw"] for one in findings.rejected] == [{"text": "kept", **missing}]


SECOND = datetime(2024, 5, 31, 12, tzinfo=UTC)
UNIX = int(SECOND.timestamp())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (UNIX, SECOND),
        (float(UNIX), SECOND),
        (UNIX + 0.25, SECOND + timedelta(milliseconds=250)),
        (str(UNIX), SECOND),
        (f"{UNIX}.5", SECOND + timedelta(milliseconds=500)),
        ("2024-05-31T12:00:00Z", SECOND),
        ("2024-05-31T12:00:00.123Z", SECOND + timedelta(milliseconds=123)),
        ("2024-05-31T14:00:00+02:00", SECOND),
        ("2024-05-31 12:00:00", SECOND),
        ("2024-05-31T12:00:00Z ", SECOND),
        ("2024-05-31", SECOND.replace(hour=0)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (253_402_300_799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (253_402_300_800, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (10**18, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (10**400, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9" * 400, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (1e300, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (-(10**18), datetime(1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-12:00", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
    ids=short,
)
def test_times_are_utc_whatever_their_form(sent, kept):
    assert cell("at", {"at": sent}) == kept


@pytest.mark.parametrize(
    "never",
    [0, "0", 0.0, "", None],
    ids=short,
)
def test_a_zero_means_never_where_a_moment_may_not_have_come(never):
    assert cell("maybe_at", {"maybe_at": never}) is None


def test_an_optional_moment_is_a_time_like_any_other():
    assert cell("maybe_at", {"maybe_at": "2024-05-31T12:00:00Z"}) == SECOND


@pytest.mark.parametrize(
    "garbage",
    ["s3cret words", "2024-13-01", "1e9", "s3cret" * 1_000, True, False, [1], {"a": 1}, "0x10"],
    ids=short,
)
@pytest.mark.parametrize(
    "column",
    ["at", "maybe_at"],
    ids=short,
)
def test_what_is_no_time_is_put_aside_and_not_repeated(column, garbage):
    text = error({column: garbage})

    assert text == f"{column}: Value error, neither Unix seconds nor an ISO 8601 time"


@pytest.mark.parametrize(
    ("column", "sent", "kept"),
    [
        ("text", "", None),
        ("text", "a", "a"),
        ("text", " ", " "),
        ("text", 17, "17"),
        ("text", 1.5, "1.5"),
        ("text", None, None),
        ("number", 1.5, 1.5),
        ("number", 3, 3.0),
        ("number", "2.5", 2.5),
        ("count", 3, 3),
        ("count", 3.0, 3),
        ("count", "3", 3),
        ("count", 2**63 - 1, 2**63 - 1),
        ("count", -(2**63), -(2**63)),
        ("wait", 90, 90),
        ("wait", 90.5, 90),
        ("wait", 91.5, 92),
        ("wait", "90", 90),
        ("flag", True, True),
        ("flag", False, False),
        ("flag", "true", True),
        ("flag", 0, False),
    ],
    ids=short,
)
def test_a_leaf_becomes_what_its_column_holds(column, sent, kept):
    assert cell(column, {column: sent}) == kept


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"count": "s3cret"}, "count: Input should be a valid integer, unable to parse string"),
        ({"count": 2**63}, "count: Input should be less than 9223372036854775808"),
        ({"count": 1.5}, "count: Input should be a valid integer, got a number with a fraction"),
        ({"flag": "s3cret"}, "flag: Input should be a valid boolean, unable to interpret input"),
        ({"text": ["s3cret"]}, "text: Input should be a valid string"),
        ({"text": {"s3cret": 1}}, "text: Input should be a valid string"),
        ({"text": True}, "text: Input should be a valid string"),
        ({"number": "s3cret"}, "number: Input should be a valid number, unable to parse string"),
        ({"object": {"inside": []}}, "object.inside: Input should be a valid string"),
        ({"count": "s3cret", "flag": "s3cret"}, "count: Input should be a valid integer"),
    ],
    ids=short,
)
def test_a_row_that_does_not_fit_is_put_aside_without_its_values_in_the_error(raw, text):
    told = error(raw)

    assert told.startswith(text)
    assert "s3cret" not in told


def test_one_bad_row_leaves_the_others_alone():
    rows, findings = build({"id": "1"}, {"id": "2", "count": "x"}, {"id": "3"})

    assert [row["id"] for row in rows] == ["1", "3"]
    [rejected] = findings.rejected
    assert (rejected["table"], rejected["object_id"], rejected["stamp"]) == ("things", "2", STAMP)


@pytest.mark.parametrize(
    "value",
    [[], {}, [1, "a", None, {"b": [True]}], {"a": {"b": 1.5}}, "text", 17, False, ""],
    ids=short,
)
def test_a_json_column_keeps_any_value_as_it_came(value):
    assert json.loads(cell("items", {"list": {"items": value}})) == value


def test_json_null_and_a_missing_key_are_null():
    assert cell("items", {"list": {"items": None}}) is None
    assert cell("items", {"list": {}}) is None
    assert cell("items", {"list": None}) is None
    assert cell("items", {}) is None


@pytest.mark.parametrize(
    "number", [2**53 + 1, 2**63 - 1, 2**64 - 1, -(2**63), 0.1, 1e300, -0.0], ids=short
)
def test_numbers_in_json_columns_are_exact(number):
    body = b'{"id": "1", "object": {"n": ' + repr(number).encode() + b"}}"
    rows, _ = build(decode(body, Findings()))

    kept = json.loads(rows[0]["object"])["n"]
    assert (type(kept), kept) == (type(number), number)


@pytest.mark.parametrize(
    ("raw", "kept", "left"),
    [
        ({"one": "a"}, "a", {}),
        ({"other": "b"}, "b", {}),
        ({"deep": {"other": "c"}}, "c", {}),
        ({"one": "a", "other": "b"}, "a", {"other": "b"}),
        ({"one": "a", "deep": {"other": "c"}}, "a", {"deep.other": "c"}),
        ({"other": "b", "deep": {"other": "c"}}, "b", {"deep.other": "c"}),
        ({"one": "a", "other": "b", "deep": {"other": "c"}}, "a",
         {"other": "b", "deep.other": "c"}),
        ({"one": None, "other": "b"}, None, {"other": "b"}),
    ],
    ids=short,
)  # fmt: skip
def test_of_several_spellings_the_first_fills_the_column_and_none_is_lost(raw, kept, left):
    assert cell("either", raw) == kept
    assert extra(raw) == left


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ({}, {}),
        ({"type": "thing", "list": {"type": "thing.list"}, "deep": {"er": {"type": "deep"}}}, {}),
        ({"type": "other"}, {"type": "other"}),
        ({"type": None}, {"type": None}),
        ({"list": {"type": "list"}}, {"list.type": "list"}),
        ({"deep": {"er": {"type": "shallow"}}}, {"deep.er.type": "shallow"}),
        ({"new": 1}, {"new": 1}),
        ({"new": None}, {"new": None}),
        ({"new": {"a": [1]}}, {"new": {"a": [1]}}),
        ({"list": {"new": 1}}, {"list.new": 1}),
        ({"deep": {"er": {"est": 1}}}, {"deep.er.est": 1}),
        ({"deep": {"new": {}}}, {"deep.new": {}}),
        ({"list": []}, {"list": []}),
        ({"list": "text"}, {"list": "text"}),
        ({"list": 0}, {"list": 0}),
        ({"deep": {"er": [1]}}, {"deep.er": [1]}),
        ({"object": {"inside": "a", "new": 1}}, {}),
        ({"parts": {"parts": [{"id": "9"}]}}, {}),
        ({"parts": {"parts": [], "total": 3}}, {"parts.total": 3}),
        ({"list.new": 1, "list": {"new": 2}}, {"list\\.new": 1, "list.new": 2}),
    ],
    ids=short,
)
def test_what_no_column_holds_is_kept_under_its_path(raw, left):
    assert extra(raw) == left


def test_unknown_keys_are_counted_by_table_and_path():
    _, findings = build({"id": "1", "a": 1, "list": {"b": 2}}, {"id": "2", "a": 3})

    assert findings.unknown == {"things.a": 2, "things.list.b": 1}


@pytest.mark.parametrize(
    ("sent", "kept", "count"),
    [
        (b'"plain"', "plain", 0),
        (b'"a\\u0000b"', "a\ufffdb", 1),
        (b'"\\u0000\\u0000"', "\ufffd\ufffd", 2),
        (b'"a\\ud800b"', "a\ufffdb", 1),
        (b'"\\udc00\\ud800"', "\ufffd\ufffd", 2),
        (b'"\\ud83d\\ude00"', "\U0001f600", 0),
        (b'"\\ud83d\\ude00\\ud83d"', "\U0001f600\ufffd", 1),
        (b'"\\\\u0000"', "\\u0000", 0),
        ('"\U0001f468\u200d\U0001f469"'.encode(), "\U0001f468\u200d\U0001f469", 0),
        (b'"\\u0007\\u001f\\u007f"', "\x07\x1f\x7f", 0),
        (b'{"a\\u0000": ["\\u0000", {"\\ud800": null}]}',
         {"a\ufffd": ["\ufffd", {"\ufffd": None}]}, 3),
    ],
    ids=short,
)  # fmt: skip
def test_what_no_warehouse_can_hold_is_replaced_and_counted(sent, kept, count):
    findings = Findings()

    assert decode(sent, findings) == kept
    assert findings.replaced_characters == count


HUGE = b'"%b"' % (b" " * 8_000_000)


@pytest.mark.parametrize(
    ("number", "kept"),
    [(b"18446744073709551615", 2**64 - 1), (b"18446744073709551616", 2.0**64), (b"-0.0", -0.0)],
    ids=short,
)
@pytest.mark.parametrize(
    "beside",
    [b'""', b'"\\u0000"', b'"\\ud800"', HUGE],
    ids=short,
)
def test_numbers_do_not_depend_on_what_stands_beside_them(number, kept, beside):
    value = decode(b"[" + number + b", " + beside + b"]", Findings())[0]

    assert (type(value), value) == (type(kept), kept)


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"<html>", b'{"a"', b"\xff", b"[" * 100_000, b"[NaN" + HUGE, HUGE + b"\xff"],
    ids=short,
)
def test_what_is_no_json_is_a_value_error(body):
    with pytest.raises(ValueError, match=r"JSON|Expect|codec|deep|quote|character"):
        decode(body, Findings())


URL = "https://files.example.org/a/b.png"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"url": f"{URL}?expires=1&sig=x"}, {"url": f"{URL}?expires=2&sig=y"}, True),
        ({"url": f"{URL}?a"}, {"url": URL}, True),
        ({"a": [{"url": f"{URL}?1"}]}, {"a": [{"url": f"{URL}?2"}]}, True),
        ({"url": f"{URL}?1"}, {"url": f"{URL}x?1"}, False),
        ({"text": "really? yes"}, {"text": "really? no"}, False),
        ({"text": f"see {URL}?page=1"}, {"text": f"see {URL}?page=2"}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        ({"a": None}, {}, False),
        ({"a": 1}, {"a": "1"}, False),
        ({"body": f'<img src="{URL}?sig=1">'}, {"body": f'<img src="{URL}?sig=2">'}, True),
        ({"body": f'<a href="{URL}?p">1'}, {"body": f'<a href="{URL}?q">2'}, False),
    ],
    ids=short,
)
def test_a_content_hash_ignores_the_signature_of_an_address_and_nothing_else(one, other, same):
    assert (row_hash(one) == row_hash(other)) == same


def test_a_content_hash_is_the_same_in_every_process():
    assert row_hash({"b": "\u00e9", "a": [1, None]}) == "7f571e81e8bbf58b"


def test_an_empty_table_has_all_its_columns():
    table = Builder(Thing, Findings()).take()

    assert (table.num_rows, table.schema) == (0, Thing.schema)


def test_a_builder_gives_its_rows_once():
    builder = Builder(Thing, Findings())
    builder.add({"id": "1"}, STAMP)

    assert [len(builder), builder.take().num_rows, len(builder), builder.take().num_rows] == (
        [1, 1, 0, 0]
    )


# Nothing is lost: whatever comes in is found again, in a column or in `_extra`.

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5),
    st.sampled_from(["", "0", "1", "2024-05-31T12:00:00Z", "thing", "list", 0, 1_700_000_000]),
)
STRANGE_NAMES = st.text(st.sampled_from("ab.\\ '\u00e9"), min_size=1, max_size=3)
JSON_VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(STRANGE_NAMES, inner, max_size=2),
    max_leaves=4,
)


def tree_of(model: type[Row]) -> dict[str, Any]:
    """The objects in objects that a model knows."""
    paths = [path for column in model.columns for path in column.paths]
    paths += [tuple(path.split(".")) for path in (*model.implied, *model.nested)]
    tree: dict[str, Any] = {}
    for path in paths:
        place = tree
        for step in path:
            place = place.setdefault(step, {})
    return tree


def objects(tree: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the names that are known and some that are not, any value in each."""
    known = {
        name: st.one_of(JSON_VALUES, objects(inside)) if inside else JSON_VALUES
        for name, inside in tree.items()
    }
    names = st.lists(st.sampled_from(sorted(known)), unique=True, max_size=6)
    chosen = names.flatmap(lambda few: st.fixed_dictionaries({name: known[name] for name in few}))
    unknown = st.dictionaries(STRANGE_NAMES, JSON_VALUES, max_size=2)
    return st.builds(lambda one, other: {**one, **other}, chosen, unknown)


@pytest.mark.parametrize("model", [Thing, Conversation, Contact, Company, Ticket])
def test_every_leaf_is_found_again_or_the_whole_object_is_put_aside(model):
    @PROPERTY
    @given(raw=objects(tree_of(model)))
    def check(raw: dict[str, Any]) -> None:
        raw = {**raw, "id": "1"}
        rows, findings = build(json.loads(json.dumps(raw)), model=model)
        if not rows:
            assert [one["raw"] for one in findings.rejected] == [raw]
            return
        assert lost(model, rows[0], raw) == []

    check()


@PROPERTY
@given(raw=st.dictionaries(STRANGE_NAMES, JSON_VALUES, max_size=4))
def test_parsing_and_hashing_take_any_json(raw):
    body = json.dumps(raw).encode()

    assert row_hash(decode(body, Findings())) == row_hash(json.loads(body))
