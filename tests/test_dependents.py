"""What others built on the reports is there afterwards, or is named."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import duckdb
import psycopg2
import pytest

import transforms
from pipelines.rawtables import declared
from pipelines.warehouse import Warehouse
from transforms.warehouse import SqlClient
from transforms.warehouse import Warehouse as Dataset

INPUTS = """
    create schema intercom_reporting;
    create view intercom_reporting.conversations as
    select 'w' as workspace_id, '1' as conversation_id;
    create table intercom_reporting.conversation_attributes as
    select '' as workspace_id, '' as conversation_id, '' as attribute_name, '' as value_text;
"""
WIDER = transforms.Settings(extra_columns={"plan": "custom_attributes.plan"})
THEIRS = """
    create schema sales;
    create role {role};
    create view sales.mine as select * from {report};
    create view sales.upon_mine with (security_barrier) as select id, kind from sales.mine;
    create materialized view sales.stored as select id, count(*) as n from sales.mine group by id;
    create unique index stored_id on sales.stored (id);
    create index on sales.stored (n);
    comment on view sales.mine is 'the board''s own';
    comment on column sales.stored.n is 'how many';
    grant usage on schema sales, reports to {role};
    grant select on {report}, sales.mine, sales.stored to {role};
    grant select (id) on sales.upon_mine to public;
    alter view sales.upon_mine owner to {role};
"""
SEEN = """
    select format('%s.%s', nspname, relname), relacl::text, reloptions::text,
        pg_get_userbyid(relowner), obj_description(pg_class.oid, 'pg_class'),
        (select string_agg(concat(attname, attacl, col_description(attrelid, attnum)), ';'
            order by attnum) from pg_attribute where attrelid = pg_class.oid and attnum > 0),
        (select string_agg(pg_get_indexdef(indexrelid), ';' order by pg_get_indexdef(indexrelid))
            from pg_index
            where indrelid = pg_class.oid and relkind = 'm')
    from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid
    where nspname = 'sales' and relkind in ('v', 'm') order by 1
"""


@pytest.fixture
def role(postgres_url: str, postgres_database: str) -> Iterator[str]:
    name = f"analyst_{uuid4().hex}"
    yield name
    for url, statement in (
        (postgres_database, f"drop owned by {name} cascade"),
        (postgres_url, f"drop role {name}"),
    ):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute(statement)


@pytest.mark.parametrize("kind", ["table", "view"])
@pytest.mark.parametrize(
    "select",
    [
        "select 1 as id, 'a' as kind",
        "select 'new' as first, 1 as id, 'a' as kind",
        "select 'new' as first, 1 as id, 'a'::varchar(9) as kind",
        "select 1::bigint as id, array['a'] as kind",
    ],
    ids=["same", "wider", "changed", "all changed"],
)
def test_what_others_built_is_as_it_was(postgres_database, tmp_path, role, kind, select):
    with Warehouse("postgres", postgres_database, tmp_path).pipeline().sql_client() as client:
        dataset = _dataset(client)
        _build(dataset, kind, "select 1 as id, 'a' as kind")
        client.execute_sql(THEIRS.format(role=role, report="reports.report"))
        before = client.execute_sql(SEEN)
        for made in (kind, "view" if kind == "table" else "table"):
            _build(dataset, made, select)
        after = client.execute_sql(SEEN)
        client.execute_sql(f"set role {role}")
        rows = client.execute_sql("select * from reports.report")

    assert (len(before), len(rows)) == (3, 1)
    assert after == before


def test_what_used_a_column_that_is_gone_is_named_and_kept(postgres_database, tmp_path):
    with Warehouse("postgres", postgres_database, tmp_path).pipeline().sql_client() as client:
        dataset = _dataset(client)
        _build(dataset, "table", "select 1 as id, 'a' as kind")
        client.execute_sql("create view broken as select kind from reports.report")
        client.execute_sql("create view whole as select id from reports.report")
        _build(dataset, "table", "select 1 as id")
        (named,) = transforms.lost(client, "reports")
        kept = client.execute_sql("select definition from reports._transform_dependents")
        whole = client.execute_sql("select id from whole")
        _build(dataset, "table", "select 'b' as kind, 1 as id")
        healed = client.execute_sql("select kind from broken")

    assert "broken had to be dropped" in named
    assert 'column "kind" does not exist; its definition is kept in reports._tr' in named
    assert kept[0][0].startswith("create view public.broken as")
    assert (whole, healed) == ([(1,)], [("b",)])


def test_a_setting_that_adds_a_column_takes_nothing_away(postgres_database, tmp_path, role):
    names = ["conversations_with_attributes"]
    options = {"dialect": "postgres", "declared": declared(), "select": names}
    report = "intercom_reporting.conversations_with_attributes"
    theirs = f"create view mine as select * from {report}; create role {role};"
    theirs += f"grant select on {report} to {role}"
    with Warehouse("postgres", postgres_database, tmp_path).pipeline().sql_client() as client:
        client.execute_sql(INPUTS)
        transforms.run(client, **options)
        client.execute_sql(theirs)
        transforms.run(client, settings=WIDER, **options)
        transforms.run(client, settings=WIDER, full=True, **options)
        wider = client.execute_sql(f"select plan from {report}")
        transforms.run(client, full=True, **options)
        mine = client.execute_sql("select * from mine")
        may = client.execute_sql(f"select has_table_privilege('{role}', '{report}', 'select')")

    assert (wider, mine, may) == ([(None,)], [("w", "1")], [(True,)])


def test_views_in_a_file_outlive_what_they_read(tmp_path):
    warehouse = Warehouse("duckdb", str(tmp_path / "local.duckdb"), tmp_path)
    with warehouse.pipeline().sql_client() as client:
        dataset = Dataset(client, "duckdb", "reports")
        dataset.create_dataset()
        _build(dataset, "table", "select 1 as id, 'a' as kind")
        client.execute_sql("create view main.mine as select * from reports.report")
        for kind in ("table", "view", "table"):
            _build(dataset, kind, "select 'new' as first, 1 as id, 'b' as kind")
    with closing(duckdb.connect(warehouse.address)) as reader:
        assert reader.execute("select kind from main.mine").fetchall() == [("b",)]


def _dataset(client: SqlClient) -> Dataset:
    dataset = Dataset(client, "postgres", "reports")
    dataset.create_dataset()
    dataset.keep_dependents(["report"])
    return dataset


def _build(dataset: Dataset, kind: str, select: str) -> None:
    with dataset.transaction():
        if kind == "table":
            dataset.create_table("report", select, ["id"])
        else:
            dataset.create_view("report", select)
