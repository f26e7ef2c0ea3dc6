"""What the runner knows without a database: files, headers, order, text, settings."""

import re
from datetime import datetime

import pytest

from tests.golden.warehouse import DECLARED
from transforms import ModelError, Settings, SettingsError, columns, show
from transforms.ledger import digest
from transforms.models import CHECKS, FOLDERS, load, ordered, parse, selected
from transforms.render import Scene, render

MODELS = load((*FOLDERS, CHECKS))
HEADER = """\
-- {name}: one row per test.
--
-- kind     view
-- key      a
-- reads    {reads}
-- units    none
-- nulls    none
-- excludes nothing

"""


def model(name: str, reads: str, sql: str):
    return parse(f"{name}.sql", HEADER.format(name=name, reads=reads) + sql)


def scene(**options):
    return Scene(dialect="postgres", declared={"tags": {"id": "id", "seen": "json"}}, **options)


@pytest.mark.parametrize("file", MODELS.values(), ids=lambda file: file.name)
def test_only_staging_reads_raw_tables(file):
    reads_raw = any(name.startswith("intercom.") for name in file.reads)

    assert not reads_raw or file.name.startswith("stg_")


@pytest.mark.parametrize("file", MODELS.values(), ids=lambda file: file.name)
def test_a_file_ends_with_its_own_name(file):
    assert file.text.endswith(f"\n)\n\nselect * from {file.name}\n")


def test_models_run_after_what_they_read():
    first = model("first", "second", "select a from second")
    second = model("second", "intercom.tags", "select id as a from intercom.tags")

    assert list(ordered({"first": first, "second": second})) == ["second", "first"]


def test_models_that_read_each_other_are_refused():
    one = model("one", "two", "select a from two")
    two = model("two", "one", "select a from one")

    with pytest.raises(ModelError, match=r"circle: (one -> two -> one|two -> one -> two)"):
        ordered({"one": one, "two": two})


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["second"], ["second"]),
        (["second+"], ["second", "third"]),
        (["+second"], ["first", "second"]),
        (None, ["first", "second", "third"]),
    ],
)
def test_a_plus_selects_what_a_model_reads_or_who_reads_it(patterns, names):
    models = {
        "first": model("first", "nothing", "select 1 as a"),
        "second": model("second", "first", "select a from first"),
        "third": model("third", "second", "select a from second"),
    }

    assert list(selected(models, patterns)) == names


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("select 1 as a", "x.sql: the header has no line kind, key, reads, units, nulls, excludes"),
        (
            HEADER.format(name="x", reads="y").replace("view", "v") + "select 1",
            "x.sql: kind is 'v'",
        ),
    ],
)
def test_a_file_that_is_no_model_is_refused_by_name(text, reason):
    with pytest.raises(ModelError, match=f"^{reason}"):
        parse("x.sql", text)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select from where", ""),
        ("drop table y", "this is no select"),
        ("select a from other.y", "header and text differ in reading other.y, y"),
        ("select a from y cross join z", "header and text differ in reading z"),
        ("select 'from y' as a -- from y", "header and text differ in reading y"),
        ("select y.a from y, y as other", "header and text differ in reading y"),
        ("with y as (select a from y) select a from y", "header and text differ in reading y"),
    ],
)
def test_a_text_that_is_not_what_its_header_says_is_refused_by_name(sql, reason):
    with pytest.raises(ModelError, match=rf"^x\.sql: {reason}"):
        columns.resolve({"x": model("x", "y", sql)}, {})


def test_an_unknown_relation_is_refused_by_name():
    with pytest.raises(ModelError, match=r"^x.sql: no model is called nowhere$"):
        ordered({"x": model("x", "nowhere", "select a from nowhere")})


def test_every_column_that_ships_is_there_to_read():
    assert columns.known(DECLARED).keys() >= MODELS.keys()


@pytest.mark.parametrize(
    ("reads", "sql", "complaint"),
    [
        (
            "intercom.tags",
            "select nmae from intercom.tags",
            "nmae is there to read; did you mean name?",
        ),
        (
            "intercom.tags",
            "select t.nmae from intercom.tags as t",
            "nmae is there to read; did you mean name?",
        ),
        ("intercom.tags", "select colour from intercom.tags", "colour is there to read"),
        (
            "intercom.tags",
            "with tags as (select id as tag_id, name from intercom.tags) select tags.tag from tags",
            "tag is there to read; did you mean tag_id?",
        ),
        (
            "stg_tags",
            "select tag_idd from stg_tags",
            "tag_idd is there to read; did you mean tag_id?",
        ),
        ("settings", "select zone from settings", "zone is there to read"),
    ],
)
def test_a_column_that_nothing_has_is_refused_with_the_nearest(reads, sql, complaint):
    models = {
        "stg_tags": model("stg_tags", "intercom.tags", "select id as tag_id from intercom.tags"),
        "mart": model("mart", reads, sql),
    }

    with pytest.raises(ModelError, match=rf"^mart\.sql: no column {re.escape(complaint)}$"):
        columns.resolve(models, {"tags": ("id", "name")})


def test_columns_of_a_star_are_those_of_what_it_reads():
    models = {
        "one": model("one", "intercom.tags", "select *, 1 as more from intercom.tags"),
        "two": model("two", "one", "select one.*, name as again from one"),
    }

    assert columns.resolve(models, {"tags": ("id", "name")})["two"] == (
        *("id", "name", "_dlt_load_id", "more"),
        "again",
    )


@pytest.mark.parametrize(
    ("sql", "same"),
    [
        ("select a -- why\nfrom b", True),
        ("  select   a\n\n\tfrom b\n", True),
        ("select b from a", False),
        ("select '--' from b", False),
    ],
)
def test_comments_and_spacing_do_not_count_as_a_change(sql, same):
    assert (digest(sql, []) == digest("select a from b", [])) is same


def test_what_looks_like_a_comment_or_spacing_in_a_text_counts():
    texts = ["select '-- a'", "select '-- b'", "select '--  b'", "select '-- it''s  b'"]

    assert len({digest(text, []) for text in texts}) == len(texts)


def test_what_a_model_reads_counts_as_its_own():
    assert digest("select a", ["one"]) != digest("select a", ["two"])


def test_only_the_relations_of_a_text_are_replaced():
    text = "with\n\nx as (select * from intercom.tags),\n\ny as (select 1 as a) -- why\n\n"
    found = model("m", "intercom.tags, other", text + "select * from x cross join other as o")

    sql = render(found, scene(raw="raw", settings=Settings(dataset="out")))

    assert sql == found.text.replace("intercom.tags)", '"raw"."tags")').replace(
        "join other as", 'join "out"."other" as'
    )


def test_a_missing_table_becomes_an_empty_one_of_its_types():
    found = model("m", "intercom.tags", "select * from intercom.tags")

    sql = render(found, scene(existing={}))

    assert sql.endswith(
        'select * from (select cast(null as text) as "id", cast(null as jsonb) as "seen",'
        ' cast(null as text) as "_dlt_load_id" where false) as tags'
    )


def test_a_missing_column_becomes_null():
    found = model("m", "intercom.tags", "select * from intercom.tags as t")

    sql = render(found, scene(existing={"tags": {"id": "text", "_dlt_load_id": "text"}}))

    assert sql.endswith(
        'from (select *, cast(null as jsonb) as "seen" from "intercom"."tags") as t'
    )


def test_settings_stand_in_the_text_that_runs():
    sql = show(
        "int_counted_conversations",
        dialect="postgres",
        declared=DECLARED,
        settings=Settings(excluded_tags=("it's spam",), deleted_conversations="drop"),
    )

    assert "(values ('it''s spam')) as told (name)) as excluded_tags" in sql
    assert "cast('drop' as text) as deleted_conversations" in sql


def test_a_setting_that_names_nothing_is_an_empty_relation():
    sql = show("int_counted_conversations", dialect="postgres", declared=DECLARED)

    assert "(select null where false) as told (name)) as excluded_tags" in sql


@pytest.mark.parametrize(
    "wrong",
    [
        {"report_time_zone": "Mars/Olympus"},
        {"deleted_conversations": "maybe"},
        {"as_of": datetime(2026, 3, 1)},
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        Settings(**wrong)
