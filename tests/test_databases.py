"""Postgres as others set it up: roles, schemas made beforehand, encodings, lost locks."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from threading import Thread
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

import transforms
from pipelines import failures, postgres
from pipelines.diagnosis import Finding
from pipelines.errors import CHANGE_FIRST, FAILED, Stop
from pipelines.rawtables import declared
from pipelines.rehearsal import rehearse
from pipelines.warehouse import Warehouse
from tests.postgres import POOLER, pooled

DATASETS = ("intercom", "intercom_staging", "intercom_reporting")
LIMITS = ("statement_timeout", "idle_session_timeout", "idle_in_transaction_session_timeout")


REFUSAL = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"


@contextmanager
def refusing() -> Iterator[str]:
    """A server that answers as pgbouncer 1.18 does to a client that sends `options`."""

    def answer() -> None:
        client, _ = server.accept()
        with client:
            client.recv(4096)
            client.sendall(b"E" + (len(REFUSAL) + 4).to_bytes(4, "big") + REFUSAL)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=answer)
        thread.start()
        host = f"127.0.0.1:{server.getsockname()[1]}"
        yield f"postgresql://u:p@{host}/d?sslmode=disable&gssencmode=disable"
        thread.join()


def run(url: str, *statements: str) -> list[tuple]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def loader(postgres_database: str) -> Iterator[tuple[str, str]]:
    """URL and name of a role that may do nothing, for 100 milliseconds."""
    name = f"loader_{uuid4().hex}"
    database = urlsplit(postgres_database).path[1:]
    run(
        postgres_database,
        f"create role {name} login password 'hush-hush'",
        f"revoke all on database {database} from public",
        f"grant connect on database {database} to {name}",
        *(f"alter role {name} set {limit} = '100ms'" for limit in LIMITS),
    )
    parts = urlsplit(postgres_database)
    yield parts._replace(netloc=f"{name}:hush-hush@{parts.hostname}:{parts.port}").geturl(), name
    run(postgres_database, f"drop owned by {name} cascade", f"drop role {name}")


def test_each_right_that_a_sync_lacks_is_named_with_the_sql_that_grants_it(
    loader, postgres_database
):
    url, _ = loader
    lacking = list(rehearse(url, DATASETS))
    for finding in lacking:
        run(postgres_database, finding.text.split("run as its owner: ")[1].split("; or: ")[0])

    assert [finding.subject for finding in lacking] == [
        *(f"schema {name}" for name in DATASETS),
        "temporary tables",
    ]
    assert list(rehearse(url, DATASETS)) == [
        Finding("rehearsal", f"tables, views, indexes in {', '.join(DATASETS)} can be made")
    ]


def test_reports_are_built_by_a_role_that_may_make_no_schema(loader, postgres_database, tmp_path):
    url, name = loader
    run(
        postgres_database,
        "create schema intercom_reporting",
        f"grant usage, create on schema intercom_reporting to {name}",
    )
    with Warehouse("postgres", url, tmp_path).pipeline().sql_client() as client:
        built = transforms.run(
            client, dialect="postgres", declared=declared(), select=["part_types"]
        )

    assert [model.name for model in built] == ["part_types"]


def test_no_limit_of_a_role_ends_a_connection_also_after_it_was_reset(loader, tmp_path):
    url, _ = loader
    asked = "select " + ", ".join(f"current_setting('{limit}')" for limit in LIMITS)
    with Warehouse("postgres", url, tmp_path).pipeline().sql_client() as client:
        with pytest.raises(Exception, match="no_such_table"):
            client.execute_sql("select * from no_such_table")
        loading = client.execute_sql(asked)
    with closing(postgres.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(asked)
        locking = cursor.fetchall()

    assert loading == locking == [("0", "0", "0")]


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_text_is_refused(postgres_url, encoding):
    name = f"test_{uuid4().hex}"
    run(postgres_url, f"create database {name} encoding '{encoding}' locale 'C' template template0")
    try:
        with pytest.raises(Stop, match=f"keeps text as {encoding}, which cannot hold") as refused:
            Warehouse("postgres", urlsplit(postgres_url)._replace(path=f"/{name}").geturl()).check()
    finally:
        run(postgres_url, f"drop database {name} with (force)")

    assert refused.value.code == CHANGE_FIRST


def test_a_lock_that_was_lost_is_noticed_before_anything_more_is_written(
    postgres_database, tmp_path
):
    warehouse = Warehouse("postgres", postgres_database, tmp_path)
    pipeline = warehouse.pipeline()
    with warehouse.lock():
        with pipeline.sql_client() as client:
            held = client.execute_sql("select 1")
        run(
            postgres_database,
            "select pg_terminate_backend(pid) from pg_locks"
            " where locktype = 'advisory' and database ="
            " (select oid from pg_database where datname = current_database())",
        )
        with pytest.raises(Stop, match=r"was lost .* another sync may have begun") as lost:
            pipeline.sql_client().__enter__()

    assert (held, lost.value.code) == ([(1,)], FAILED)


@pytest.mark.skipif(not POOLER, reason="no pgbouncer is installed")
@pytest.mark.parametrize("settings", [[], ["ignore_startup_parameters = options"]])
def test_a_pooler_that_shares_sessions_is_refused(postgres_database, tmp_path, settings):
    with (
        pooled(postgres_database, tmp_path, *settings) as url,
        pytest.raises(Stop, match="is a connection pooler that gives one session to") as refused,
    ):
        Warehouse("postgres", url, tmp_path).check()

    assert refused.value.code == CHANGE_FIRST


def test_the_refusal_of_a_pooler_is_told_as_what_it_is():
    with refusing() as url, pytest.raises(Stop, match="is a connection pooler") as refused:
        postgres.connect(url)

    assert refused.value.code == CHANGE_FIRST


def test_a_password_may_stand_outside_of_the_address(postgres_database, tmp_path, monkeypatch):
    parts = urlsplit(postgres_database)
    monkeypatch.setenv("PGPASSWORD", str(parts.password))
    bare = f"host={parts.hostname} port={parts.port} user=postgres dbname={parts.path[1:]}"

    with Warehouse("postgres", bare, tmp_path).pipeline().sql_client() as client:
        answer = client.execute_sql("select current_database()")

    assert answer == [(parts.path[1:],)]


@pytest.mark.parametrize("leaves", [True, False])
def test_a_reader_that_keeps_reports_from_being_built_is_named(postgres_database, tmp_path, leaves):
    address = f"{postgres_database}?options=-c%20lock_timeout%3D100ms"
    pipeline = Warehouse("postgres", address, tmp_path).pipeline()
    options = {"dialect": "postgres", "declared": declared(), "select": ["part_types"]}
    waits = []
    with pipeline.sql_client() as client:
        transforms.run(client, **options)
        client.execute_sql("drop view intercom_reporting.part_types")
        client.execute_sql("create view intercom_reporting.part_types as select 1 as x")
        with closing(psycopg2.connect(postgres_database, application_name="a chart")) as reader:
            reader.cursor().execute("select * from intercom_reporting.part_types")

            def wait(sentence: str) -> None:
                waits.append(sentence)
                if leaves and len(waits) == 2:
                    reader.rollback()

            with ExitStack() as stack:
                if not leaves:
                    stack.enter_context(pytest.raises(transforms.QueryFailed, match="a chart"))
                transforms.run(client, full=True, on_wait=wait, **options)
        built = client.execute_sql("select count(*) > 1 from intercom_reporting.part_types")
        tuned = client.execute_sql("show jit")

    assert (built, tuned) == ([(leaves,)], [("off" if leaves else "on",)])
    assert len(waits) == 2
    assert "user postgres, application a chart, since" in waits[0]
    assert "trying again, 2 more times at the most" in waits[0]


@pytest.mark.parametrize(
    ("password", "text", "scrubbed"),
    [
        ("e", "does not exist", "does not exist"),
        ("e", "postgresql://u:e@host/db", "postgresql://u***host/db"),
        ("exist", "exists, does not exist", "exists, does not ***"),
        ("hush-hush", "xhush-hushx", "x***x"),
    ],
)
def test_a_short_password_is_no_part_of_a_word(monkeypatch, password, text, scrubbed):
    url = f"postgresql://u:{password}@host/db"
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)

    assert failures.scrub(text) == scrubbed
