"""What people write arrives as they wrote it, in DuckDB and in Postgres."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines import config
from pipelines.warehouse import Warehouse
from sources.intercom import choose, tables
from sources.intercom.clock import Clock
from tests.acceptance.raw_dataset import RawDataset
from tests.handmade import Handmade, contact, conversation, part, served, ticket
from tests.postgres import fresh_database

RESOURCES = ("contacts", "tickets", "conversations", "companies", "conversation_handling_events")
TEXTS = {
    "empty": "",
    "blank": "  ",
    "emoji": "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "newlines": "one\ntwo\r\nthree\rfour\u2028five\x0bsix\x85seven",
    "end of newlines": "text\n\n",
    "tabs": "a\tb\t\tc",
    "quotes": 'she said "it\'s" `so` \u201cno\u201d \'\'\' """',
    "commas": 'a,b,"c,d",,',
    "one quote": '"',
    "backslashes": "C:\\new\\table \\\\ \\",
    "end of copy": "before\n\\.\nafter",
    "only end of copy": "\\.",
    "null of copy": "\\N",
    "word null": "null NULL None",
    "nul": "a\x00b\x00",
    "escaped nul": "a\\u0000b",
    "lone surrogates": "a\ud800b\udc00",
    "controls": "\x01\x07\x08\x0c\x1b[31m\x7f\ufeff\ufffe",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eabc\u202c",
    "combined": "e\u0301 \u00e9 \ufb01 \u1e9b\u0323",
    "html": "<p>a &amp; b &lt;c&gt; <img src=\"https://x.example/a?b=1&c='2'\"></p><!-- -->",
    "formula": '=HYPERLINK("http://x")',
    "json": '{"a": [1, "\\u0041"]}',
    "percent": "100% %s %(name)s {0} ${x} :name ?",
    "sql": "'; drop table conversations; --",
    "long": "\u00e4b\U0001f600\n" * 25_000,
}
NAMES = [
    "a.b",
    'qu"ote',
    "it's",
    "two words",
    "\u540d\u524d",
    "a\\b",
    "",
    "A",
    "a",
    "$",
    "%s",
    "_x",
]
NUMBERS = [
    0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1, 0.1, 1.5e-300, 1e300, 123456789.123456789,
    -0.0, 1.0,
]  # fmt: skip


def kept(text: str) -> str | None:
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text) or None


def kept_inside(value: Any) -> Any:
    """Like `kept`, in a JSON column: empty text stays."""
    if isinstance(value, dict):
        return {kept_inside(name): kept_inside(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [kept_inside(inner) for inner in value]
    return (kept(value) or "") if isinstance(value, str) else value


def nested(levels: int) -> Any:
    value: Any = "core"
    for level in range(levels):
        value = [value] if level % 2 else {"in": value}
    return value


ATTRIBUTES = {
    "texts": {f"{name}": text for name, text in TEXTS.items() if name != "long"},
    "names": {name: name for name in NAMES},
    "numbers": {"numbers": NUMBERS},
    "deep": {"deep": nested(200)},
    "mixed": {
        "list": [1, "1", None, True, {"a": []}, [[]]],
        "none": None,
        "empty": {},
        "no": False,
    },
}
YEARS = [0, 1, -1, 1_700_000_000, 253_402_300_799, "2024-05-31T14:00:00.123+02:00", 4_102_444_800]


def workspace() -> Handmade:
    """Every text in every kind of place, every attribute, every year."""
    made = Handmade(
        conversations=[
            *(
                conversation(
                    f"text {name}",
                    part(f"part {name}", body=text, author={"name": text, "email": text}),
                    title=text,
                    source={"body": text, "subject": text, "author": {"name": text}},
                    tags={"tags": [{"id": "1", "name": text}]},
                    **{f"new {name}": text},
                )
                for name, text in TEXTS.items()
            ),
            *(
                conversation(f"attribute {name}", custom_attributes=attributes)
                for name, attributes in ATTRIBUTES.items()
            ),
            *(
                conversation(
                    f"year {place}",
                    part(f"year {place}", created_at=year),
                    created_at=year,
                    updated_at=1 if year == -1 else year,
                    waiting_since=year,
                )
                for place, year in enumerate(YEARS)
            ),
        ],
        contacts=[
            *(contact(f"text {name}", name=text, phone=text) for name, text in TEXTS.items()),
            *(contact(f"attribute {name}", custom_attributes=a) for name, a in ATTRIBUTES.items()),
        ],
        tickets=[
            ticket(f"text {name}", {"id": f"part {name}", "body": text},
                   ticket_attributes={name: text, kept_inside(text)[:20]: 1})
            for name, text in TEXTS.items()
        ],
        companies=[
            {"type": "company", "id": str(place), "name": text, "monthly_spend": 0.1 * place,
             "custom_attributes": {"a": text}, "updated_at": 1_700_000_000}
            for place, text in enumerate(TEXTS.values())
        ],
    )  # fmt: skip
    made.handling_events = [
        {"type": "paused", "timestamp": "2024-05-31T12:00:00.000Z", "reason": TEXTS["quotes"],
         "teammate": {"type": "admin", "id": 7, "name": TEXTS["emoji"]}}
    ]  # fmt: skip
    return made


MODELS = (
    tables.Conversation,
    tables.ConversationPart,
    tables.ConversationCustomAttribute,
    tables.ConversationHandlingEvent,
    tables.Contact,
    tables.Ticket,
    tables.TicketPart,
    tables.Company,
    tables.SyncRun,
    tables.RejectedRow,
)
Loaded = dict[str, dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: str
) -> Iterator[dict[str, RawDataset]]:
    """The same workspace, loaded into both warehouses once."""
    home = tmp_path_factory.mktemp("fidelity")
    patch = pytest.MonkeyPatch()
    with fresh_database(postgres_url) as url, served(workspace().answer) as (_, settings):
        for name, value in {**config.DLT, "DLT_DATA_DIR": str(home / "dlt")}.items():
            patch.setenv(name, value)
        warehouses = {
            "duckdb": Warehouse("duckdb", str(home / "raw.duckdb"), home / "state"),
            "postgres": Warehouse("postgres", url, home / "state"),
        }
        sets = {name: RawDataset(warehouse) for name, warehouse in warehouses.items()}
        for raw in sets.values():
            raw.sync(None, Clock(), choose(RESOURCES), settings=settings)
        patch.undo()
        yield sets


@pytest.fixture(params=["duckdb", "postgres"])
def raw(request: pytest.FixtureRequest, loaded: dict[str, RawDataset]) -> RawDataset:
    return loaded[request.param]


def by_id(raw: RawDataset, model: Any, prefix: str = "text ") -> dict[str, dict[str, Any]]:
    """Rows whose id begins so, by the rest of it."""
    return {
        row["id"].removeprefix(prefix): row
        for row in raw.rows(model)
        if row["id"].startswith(prefix)
    }


def column(rows: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return {key: row[name] for key, row in rows.items()}


EXPECTED = {name: kept(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize(
    ("model", "prefix", "name"),
    [
        (tables.Conversation, "text ", "title"),
        (tables.Conversation, "text ", "source_body"),
        (tables.Conversation, "text ", "source_subject"),
        (tables.Conversation, "text ", "source_author_name"),
        (tables.ConversationPart, "part ", "body"),
        (tables.ConversationPart, "part ", "author_name"),
        (tables.ConversationPart, "part ", "author_email"),
        (tables.Contact, "text ", "name"),
        (tables.Contact, "text ", "phone"),
        (tables.TicketPart, "part ", "body"),
    ],
    ids=lambda value: getattr(value, "table", value),
)
def test_a_text_arrives_as_it_was_written(raw, model, prefix, name):
    assert column(by_id(raw, model, prefix), name) == EXPECTED


def test_texts_in_lists_and_unknown_keys_arrive_as_they_were_written(raw):
    rows = by_id(raw, tables.Conversation)

    assert {name: row["tags"][0]["name"] for name, row in rows.items()} == (
        {name: kept_inside(text) for name, text in TEXTS.items()}
    )
    assert column(rows, "_extra") == (
        {name: {f"new {name}": kept_inside(text)} for name, text in TEXTS.items()}
    )


def in_float_range(value: Any) -> Any:
    """Postgres writes out what is larger than any integer: the same number with other digits."""
    if isinstance(value, dict):
        return {name: in_float_range(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_float_range(inner) for inner in value]
    is_large = isinstance(value, int) and not -(2**63) <= value < 2**64
    return float(value) if is_large else value


@pytest.mark.parametrize("model", [tables.Conversation, tables.Contact], ids=lambda m: m.table)
def test_custom_attributes_arrive_with_every_name_and_value(raw, model):
    rows = by_id(raw, model, "attribute ")

    assert in_float_range(column(rows, "custom_attributes")) == kept_inside(ATTRIBUTES)


def test_custom_attributes_arrive_one_by_one(raw):
    found: dict[str, dict[str, Any]] = {name: {} for name in ATTRIBUTES}
    for row in raw.rows(tables.ConversationCustomAttribute):
        found[row["conversation_id"].removeprefix("attribute ")][row["name"]] = row["value"]

    expected = {
        name: {key: value for key, value in kept_inside(attributes).items() if key}
        for name, attributes in ATTRIBUTES.items()
    }
    assert in_float_range(found) == expected


def test_ticket_attributes_arrive_with_every_name_and_value(raw):
    assert column(by_id(raw, tables.Ticket), "ticket_attributes") == {
        name: {name: kept_inside(text), kept_inside(text)[:20]: 1} for name, text in TEXTS.items()
    }


def test_companies_arrive_through_the_scroll(raw):
    rows = sorted(raw.rows(tables.Company), key=lambda row: int(row["id"]))

    assert [row["name"] for row in rows] == list(EXPECTED.values())
    assert [row["monthly_spend"] for row in rows] == [0.1 * place for place in range(len(TEXTS))]
    assert [row["custom_attributes"]["a"] for row in rows] == list(map(kept_inside, TEXTS.values()))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = [
    EPOCH,
    EPOCH + timedelta(seconds=1),
    EPOCH - timedelta(seconds=1),
    datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 5, 31, 12, 0, 0, 123_000, tzinfo=UTC),
    datetime(2100, 1, 1, tzinfo=UTC),
]


def test_times_from_before_1970_to_9999_arrive_to_the_microsecond(raw):
    rows = by_id(raw, tables.Conversation, "year ")
    parts = by_id(raw, tables.ConversationPart, "year ")

    expected = {str(place): moment for place, moment in enumerate(TIMES)}
    assert column(rows, "created_at") == expected
    assert column(rows, "updated_at") == {**expected, "2": TIMES[1]}  # the search begins in 1970
    assert column(parts, "created_at") == expected
    assert column(rows, "waiting_since") == {**expected, "0": None}


def test_handling_events_come_with_conversations_that_hold_what_no_warehouse_can(raw):
    events = raw.rows(tables.ConversationHandlingEvent)

    assert {row["conversation_id"] for row in events} == (
        {row["id"] for row in raw.rows(tables.Conversation)}
    )
    assert {row["reason"] for row in events} == {TEXTS["quotes"]}
    assert {row["teammate_name"] for row in events} == {TEXTS["emoji"]}


def test_replaced_characters_are_counted_in_the_ledger(raw):
    ledger = {row["resource"]: row for row in raw.rows(tables.SyncRun)}

    per_text = sum(len(re.findall("[\x00\ud800-\udfff]", text)) for text in TEXTS.values())
    counted = {name: row["replaced_characters"] for name, row in ledger.items()}
    assert counted["companies"] == 2 * per_text
    assert {name for name, count in counted.items() if count} == (
        {"contacts", "conversations", "companies", "tickets"}
    )


def test_nothing_was_put_aside(raw):
    assert raw.rows(tables.RejectedRow) == []
    assert [row["status"] for row in raw.rows(tables.SyncRun)] == ["complete"] * 6


OF_THE_RUN = {"synced_at", "_dlt_load_id", "run_id", "started_at", "finished_at", "window_until",
              "cursor"}  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.table)
def test_both_warehouses_hold_the_same_rows(loaded, model):
    duckdb, postgres = (
        [
            in_float_range({name: value for name, value in row.items() if name not in OF_THE_RUN})
            for row in loaded[kind].rows(model)
        ]
        for kind in ("duckdb", "postgres")
    )

    assert duckdb == postgres


@pytest.mark.parametrize("strange", [None, []])
def test_a_conversation_that_is_no_object_ends_the_read_with_a_sentence(strange, tmp_path):
    made = Handmade(conversations=[conversation("1")])
    made.threads["1"] = strange
    raw = RawDataset(Warehouse("duckdb", str(tmp_path / "raw.duckdb"), tmp_path / "state"))

    with served(made.answer) as (_, settings):
        session = raw.sync(None, Clock(), choose(["conversations"]), settings=settings)

    assert str(session.failure()) == (
        "GET /conversations/1 answered with something else than an object"
    )
    assert raw.rows(tables.Conversation) == []
