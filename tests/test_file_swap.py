"""Reports are built beside the DuckDB file: readers stay, writers wait, what breaks off is gone."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.file_swap import copied
from pipelines.intercom_pipeline import main
from pipelines.warehouse import Warehouse
from sandbox import Sandbox

TOKEN = "tok-for-the-swap"
OPEN = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'read').close()"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table kept as select 1 as number")
    return path


def opens(path: Path, how: str) -> bool:
    """Whether another program can open the file."""
    done = subprocess.run([sys.executable, "-c", OPEN, str(path), how], capture_output=True)
    return done.returncode == 0


def numbers(path: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return [row[0] for row in connection.execute("select number from kept").fetchall()]


def build(warehouse: Warehouse, statement: str) -> None:
    pipeline = warehouse.pipeline()
    with copied(warehouse, pipeline), pipeline.sql_client() as client:
        client.execute_sql(statement)


def test_others_read_and_nobody_writes_while_reports_are_built(file):
    warehouse = Warehouse("duckdb", str(file), file.parent)
    pipeline = warehouse.pipeline()

    with copied(warehouse, pipeline), pipeline.sql_client() as client:
        client.execute_sql("insert into kept values (2)")
        during = (opens(file, "read"), opens(file, "write"), numbers_of_others(file))
    after = (opens(file, "write"), numbers(file))

    assert during == (True, False, "1")
    assert after == (True, [1, 2])
    assert sorted(path.name for path in file.parent.glob("*.duckdb*")) == ["warehouse.duckdb"]


def numbers_of_others(path: Path) -> str:
    script = (
        "import duckdb, sys\n"
        "rows = duckdb.connect(sys.argv[1], read_only=True).execute('from kept').fetchall()\n"
        "print(*[row[0] for row in rows])"
    )
    command = [sys.executable, "-c", script, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_build_that_breaks_off_leaves_the_file_as_it_was(file):
    warehouse = Warehouse("duckdb", str(file), file.parent)
    Path(f"{file}.building").write_text("left by a process that was killed")

    with pytest.raises(Exception, match="nosuch"):
        build(warehouse, "insert into nosuch values (2)")

    assert numbers(file) == [1]
    assert list(file.parent.glob("*.building*")) == []


def test_a_link_stays_a_link_and_modes_stay(file):
    file.chmod(0o640)
    link = file.with_name("linked.duckdb")
    link.symlink_to(file)

    build(Warehouse("duckdb", str(link), file.parent), "insert into kept values (2)")

    assert (link.is_symlink(), file.stat().st_mode & 0o777) == (True, 0o640)
    assert numbers(file) == [1, 2]


def test_a_transform_puts_its_copy_in_place(monkeypatch, capsys):
    with Sandbox(12, seed=3, token=TOKEN) as served:
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", served.base_url)
        first = main(["sync", "--no-transform", "tags", "conversations"])
    before = Path("warehouse.duckdb").stat().st_ino

    second = main(["transform", "--quiet"])

    assert (first, second) == (0, 0)
    assert Path("warehouse.duckdb").stat().st_ino != before
    with duckdb.connect("warehouse.duckdb", read_only=True) as connection:
        query = "select count(*) from intercom_reporting.conversations"
        assert connection.execute(query).fetchall() == [(12,)]
