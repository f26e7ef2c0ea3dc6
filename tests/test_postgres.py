import os
import shutil
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from tests.postgres import PACKAGE, fresh_database, running_server


def query(url: str, statement: str) -> list[tuple]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_each_test_gets_a_database_without_tables(postgres_database):
    tables = query(
        postgres_database,
        "select table_name from information_schema.tables"
        " where table_schema not in ('pg_catalog', 'information_schema')",
    )

    assert tables == []


def test_a_database_is_dropped_though_someone_is_still_connected(postgres_url):
    with fresh_database(postgres_url) as url:
        guest = psycopg2.connect(url)
    name = url.rpartition("/")[2]

    left = query(postgres_url, f"select datname from pg_database where datname = '{name}'")

    guest.close()
    assert left == []


def test_a_wrong_password_is_refused(postgres_database):
    wrong = postgres_database.replace("postgres:postgres@", "postgres:wrong@")

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may hide a folder from the server's user")
def test_the_server_starts_from_a_home_that_its_user_may_not_enter(tmp_path: Path):
    tmp_path.chmod(0o700)
    hidden = tmp_path / PACKAGE.name
    shutil.copytree(PACKAGE / "pginstall", hidden / "pginstall")
    libraries = PACKAGE.with_name(f"{PACKAGE.name}.libs")
    shutil.copytree(libraries, tmp_path / libraries.name)

    with running_server(hidden) as url:
        answer = query(url, "select 1")

    assert answer == [(1,)]
