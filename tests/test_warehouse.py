"""The destination: which one is meant, how it is shown, who may write to it."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import Stop
from pipelines.rawtables import analyze, counts, declared
from pipelines.warehouse import Warehouse, configured, postgres_url

URL = "postgresql://loader:top-hush@db.example.com:5432/support"


def test_without_settings_it_is_a_file_in_this_folder(tmp_path):
    assert configured() == Warehouse("duckdb", str(tmp_path / "warehouse.duckdb"))


@pytest.mark.parametrize("value", ["data/own.duckdb", "duckdb:///data/own.duckdb"])
def test_a_file_may_be_named_as_a_path_or_as_a_url(monkeypatch, tmp_path, value):
    monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", value)

    assert configured() == Warehouse("duckdb", str(tmp_path / "data/own.duckdb"))


def test_a_postgres_that_is_configured_is_used_unless_a_file_is_too(monkeypatch, tmp_path):
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", URL)
    alone = configured()
    monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", "own.duckdb")
    beside = configured()

    assert [alone, beside, configured("postgres")] == [
        Warehouse("postgres", URL),
        Warehouse("duckdb", str(tmp_path / "own.duckdb")),
        Warehouse("postgres", URL),
    ]


def test_a_section_of_settings_is_as_good_as_a_url():
    section = {
        "host": "db.example.com",
        "database": "support",
        "username": "loader",
        "password": "p@ss/word",
    }

    assert postgres_url(section) == (
        "postgresql://loader:p%40ss%2Fword@db.example.com:5432/support"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://loader:with@sign@db.example.com/support",
        "postgresql://loader:with/slash@db.example.com/support",
        "postgresql://loader:100%@db.example.com/support",
        "postgresql://loader:with space@db.example.com/support",
        "postgresql://loader:hush@db.example.com",
        "postgresql://loader:12/34@db.example.com/support",
        "host=db.example.com user=loader password=with space dbname=support",
        "mysql://loader:hush@db.example.com/support",
    ],
)
def test_a_url_that_could_be_misread_is_refused_without_being_shown(monkeypatch, url):
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)

    with pytest.raises(Stop) as refused:
        configured("postgres")

    assert str(refused.value) == (
        "the Postgres URL cannot be read: write postgresql://user:password@host:5432/database,"
        " with @ : / # and % of the password as %40 %3A %2F %23 and %25"
    )


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgres://loader:p%40ss%25@[::1]:5432/support?sslmode=require",
        "postgresql://loader:hush@localhost/support",
        "postgresql://db.example.com/support",
        "postgresql://loader@one:5432,two:5433/support?target_session_attrs=read-write",
        "postgresql:///support?host=/run/postgresql",
        "host=/run/postgresql dbname=support",
    ],
)
def test_a_url_in_order_is_taken_as_it_is(monkeypatch, url):
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)

    assert configured("postgres").address == url


def test_its_place_shows_neither_user_nor_password():
    place = Warehouse("postgres", f"{URL}?sslmode=require").place

    assert place == "postgresql://db.example.com:5432/support"


def test_workspaces_and_warehouses_never_share_a_state(tmp_path):
    first = Warehouse("duckdb", str(tmp_path / "one.duckdb"), tmp_path)
    second = Warehouse("duckdb", str(tmp_path / "two.duckdb"), tmp_path)
    pipelines = [first.pipeline(), first.pipeline("north"), second.pipeline()]

    assert [one.pipeline_name for one in pipelines] == ["intercom", "intercom_north", "intercom"]
    assert [one.dataset_name for one in pipelines] == ["intercom"] * 3
    assert len({one.working_dir for one in pipelines}) == 3


def test_the_lock_of_a_dead_process_keeps_nobody_out(tmp_path):
    warehouse = Warehouse("duckdb", str(tmp_path / "warehouse.duckdb"))
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import os\n"
            "from pipelines.warehouse import configured\n"
            "with configured().lock():\n"
            "    os._exit(9)",
        ],
        check=False,
    )

    with warehouse.lock():
        holder = Path(f"{warehouse.address}.lock").read_text()

    assert holder.startswith("intercom-elt, process ")
    assert Path(f"{warehouse.address}.lock").read_text() == ""


def test_a_look_at_a_warehouse_makes_no_file(tmp_path):
    warehouse = Warehouse("duckdb", str(tmp_path / "warehouse.duckdb"))

    warehouse.check()

    assert (warehouse.exists(), list(tmp_path.glob("*.duckdb*"))) == (False, [])


def test_only_tables_of_the_source_are_counted(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema intercom")
        connection.execute("create table intercom.tags as select 'a' as id union all select 'b'")
        connection.execute("create table intercom.someone_elses as select 1 as id")
    pipeline = Warehouse("duckdb", str(tmp_path / "warehouse.duckdb"), tmp_path).pipeline()

    with pipeline.sql_client() as client:
        counted = counts(client)

    assert counted == {"tags": 2}


def test_postgres_looks_again_at_a_table_of_which_a_tenth_is_new(postgres_database, tmp_path):
    seen = []
    pipeline = Warehouse("postgres", postgres_database, tmp_path).pipeline()
    with pipeline.sql_client() as client:
        client.execute_sql("create schema intercom")
        client.execute_sql("create table intercom.tags (id int)")
        for rows in (100, 5, 20):
            client.execute_sql("insert into intercom.tags select generate_series(1, %s)", rows)
            analyze(client, {"tags": rows})
            seen += client.execute_sql("select reltuples from pg_class where relname = 'tags'")

    assert seen == [(100,), (100,), (125,)]


def test_transforms_are_told_of_every_raw_table():
    kinds = declared()

    assert kinds["teams"]["id"] == "text"
    assert {"conversations", "conversation_parts", "sync_runs", "rejected_rows"} <= kinds.keys()


@pytest.mark.parametrize(("rows", "hashes", "groups"), [(1_000, 1, 1), (50, 625, 4)])
def test_rows_are_merged_into_groups_unless_they_are_large(tmp_path, rows, hashes, groups):
    pipeline = Warehouse("duckdb", str(tmp_path / "own.duckdb"), tmp_path).pipeline()
    text = (
        f"select string_agg(md5(i || '-' || j), '') from range({rows}) a(i), range({hashes}) b(j)"
    )
    with pipeline.sql_client() as client:
        client.execute_sql("create table texts (text varchar)")

    for _ in range(4):
        with pipeline.sql_client() as client:
            client.execute_sql(f"insert into texts {text} group by i")

    with pipeline.sql_client() as client:
        found = client.execute_sql(
            "select count(distinct row_group_id) from pragma_storage_info('texts')"
        )
    assert found == [(groups,)]
