"""What the runner knows without a database: files, headers, order, text, settings."""

from datetime import datetime

import pytest

from tests.golden.warehouse import DECLARED
from transforms import ModelError, Settings, SettingsError, show
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
def test_a_header_names_exactly_the_relations_of_the_text(file):
    assert file.declared_reads == file.reads


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
        (HEADER.format(name="x", reads="y") + "select from where", "x.sql: "),
        (HEADER.format(name="x", reads="y") + "select a from other.y", "x.sql: other.y is outside"),
    ],
)
def test_a_file_that_is_no_model_is_refused_by_name(text, reason):
    with pytest.raises(ModelError, match=f"^{reason}"):
        parse("x.sql", text)


def test_an_unknown_relation_is_refused_by_name():
    with pytest.raises(ModelError, match=r"^x.sql: no model is called nowhere$"):
        ordered({"x": model("x", "nowhere", "select a from nowhere")})


def test_only_the_relations_of_a_text_are_replaced():
    text = "with\n\nx as (select * from intercom.tags),\n\ny as (select 1 as a) -- why\n\n"
    found = model("m", "intercom.tags, other", text + "select * from x cross join other as o")

    sql = render(found, scene(raw="raw", reporting="out"))

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

    assert "(select cast('it''s spam' as text) as name) as excluded_tags" in sql
    assert "cast('drop' as text) as deleted_conversations" in sql


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
