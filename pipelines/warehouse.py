"""The destination: which one, whether it can be used, who else is using it."""

import hashlib
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from . import postgres
from .arguments import PROG
from .config import project_folder, setting
from .errors import BUSY, CHANGE_FIRST, Stop
from .locks import lock_database, lock_file, still_locked
from .opening import Busy, check_file, check_folder
from .patience import patiently

if TYPE_CHECKING:
    import dlt

RAW = "intercom"
REPORTING = "intercom_reporting"
DEFAULT_FILE = "warehouse.duckdb"
ROW_GROUP = 16_384
BLOCK = 65_536
LARGE_ROW = 4_000
"""Bytes, compressed and on average; texts without pictures in them have a tenth of it."""
Kind = Literal["duckdb", "postgres"]
_LOOK_EVERY_S = 0.2
_MOMENT_S = 2.0


@dataclass(frozen=True)
class Warehouse:
    """A DuckDB file or a Postgres database."""

    kind: Kind
    address: str
    """Path of the file, or URL of the database."""
    state: Path | None = None
    """Folder for what dlt remembers between runs; its own if not given."""
    is_read_only: bool = False
    """Whether a DuckDB file is opened beside other readers, also one that cannot be written."""

    @property
    def place(self) -> str:
        """Where it is, as it may be shown: never with a password."""
        if self.kind == "duckdb":
            return str(Path(self.address))
        return postgres.place(self.address)

    @property
    def file_format(self) -> Literal["parquet", "csv"]:
        """How rows travel: CSV makes Postgres' JSON columns `jsonb`."""
        return "parquet" if self.kind == "duckdb" else "csv"

    def pipeline(self, workspace: str | None = None) -> "dlt.Pipeline":
        """The dlt pipeline of a workspace, with a state folder of its own for each warehouse.

        dlt keeps state by pipeline name alone: two warehouses would share one cursor, and the
        second one would miss everything the first has read.
        """
        import dlt
        from dlt.common.pipeline import get_dlt_pipelines_dir

        where = hashlib.sha256(f"{self.kind} {self.place}".encode()).hexdigest()[:12]
        folder = (self.state or Path(get_dlt_pipelines_dir())) / f"warehouse-{where}"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{RAW}_{workspace}" if workspace else RAW
        return dlt.pipeline(
            name,
            destination=self.destination(folder),
            dataset_name=RAW,
            pipelines_dir=str(folder),
        )

    def for_reading(self) -> "Warehouse":
        """The same, of which nothing is changed."""
        return replace(self, is_read_only=True)

    def exists(self) -> bool:
        """Whether there is something to look into."""
        return self.kind == "postgres" or Path(self.address).is_file()

    def check(self) -> None:
        """Make sure that it can be opened."""
        if self.kind == "duckdb":
            if not self.is_read_only:
                self.check_folder()
            check_file(Path(self.address), read_only=self.is_read_only)
        else:
            postgres.examine(self.address)

    def check_folder(self) -> None:
        """Make sure that a DuckDB file can be made or is there."""
        if self.kind == "duckdb":
            reporting = str(setting("transforms.dataset") or REPORTING)
            check_folder(Path(self.address), (RAW, reporting, f"{RAW}_staging"))

    @contextmanager
    def lock(self, wait_s: float = 0.0) -> Iterator[None]:
        """Keep everybody else out and make sure that it can be opened, before anything is read.

        For so long others are waited for: a sync that writes, or a program that has the file open.
        """
        self.check_folder()
        began, is_told = time.monotonic(), False
        until = began + wait_s
        with ExitStack() as stack:
            while stop := self._refusal(stack):
                is_reader = isinstance(stop, Busy)  # who is gone in a moment, most often
                patience = max(until, began + _MOMENT_S) if is_reader else until
                if time.monotonic() >= patience or not (is_reader or stop.code == BUSY):
                    raise stop
                if wait_s and not is_told:
                    print(f"{PROG}: waiting: {stop}", file=sys.stderr, flush=True)
                    is_told = True
                time.sleep(_LOOK_EVERY_S)
            yield

    def _refusal(self, stack: ExitStack) -> Stop | None:
        """Take the lock, or tell why that cannot be."""
        is_file = self.kind == "duckdb"
        lock = lock_file(self.address) if is_file else lock_database(self.address, self.place)
        try:
            with ExitStack() as mine:
                if not is_file:  # in a pool of sessions a lock would stay with somebody else's
                    self.check()
                mine.enter_context(lock)
                if is_file:
                    self.check()
                stack.enter_context(mine.pop_all())
        except Stop as stop:
            return stop
        return None

    @contextmanager
    def kept_open(self, pipeline: "dlt.Pipeline") -> Iterator[None]:
        """Keep a DuckDB file open while dlt opens and closes it for each of hundreds of jobs.

        Opening takes longer than most jobs, the more so the more tables there are.
        """
        if self.kind != "duckdb":
            yield
            return
        import dlt
        import duckdb
        from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

        stone, opens_itself = _stepping_stone(Path(pipeline.pipelines_dir)), pipeline.destination
        with closing(duckdb.connect(stone)) as connection:
            for statement in _swap(self.address):
                patiently(partial(connection.execute, statement))
            is_open: Any = dlt.destinations.duckdb(DuckDbCredentials(stone))
            pipeline.destination = is_open
            try:
                yield
            finally:
                pipeline.destination = opens_itself

    def destination(self, folder: Path) -> Any:
        """Where a pipeline writes that keeps its state in this folder."""
        import dlt

        if self.kind == "postgres":
            from .halving import Destination

            return Destination(
                postgres.credentials(self.address, lambda: still_locked(self.address, self.place))
            )
        from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

        statements = _swap(self.address, read_only=self.is_read_only)
        credentials = DuckDbCredentials(_stepping_stone(folder), statements=statements)
        return dlt.destinations.duckdb(credentials)


def _stepping_stone(folder: Path) -> str:
    """An empty database, only there to be opened first."""
    return str((folder / "stepping_stone.duckdb").absolute())


def _swap(file: str, *, read_only: bool = False) -> list[str]:
    """SQL that puts a file in the place of the database that was opened, with small row groups.

    A checkpoint merges rows up to a row group in memory: with the 122,880 of the default the peak
    grows with the table, to hundreds of megabytes. Only ATTACH can set the size, and dlt's cursors
    see only what bears the name of the first database. Each column of each table takes a block at
    least, in memory while it is written, too: a new file has blocks of 64 KB, not of 256.
    Where rows are large, not even such a group fits: they are left in the groups that they came in.
    """
    name = file.replace("'", "''")
    options = "READ_ONLY" if read_only else f"ROW_GROUP_SIZE {ROW_GROUP}"
    return [
        f"SET default_block_size = {BLOCK}",
        "ATTACH ':memory:' AS meanwhile",
        "USE meanwhile",
        "DETACH stepping_stone",
        f"ATTACH '{name}' AS stepping_stone ({options})",
        "USE stepping_stone",
        "DETACH meanwhile",
        _MERGED,
        "SET max_vacuum_tasks = getvariable('merged')",
    ]


_MERGED = f"""
    SET VARIABLE merged = (
        SELECT CASE WHEN used_blocks * block_size > {LARGE_ROW} * rows THEN 0 ELSE 100 END
        FROM
            pragma_database_size(),
            (
                SELECT sum(estimated_size) AS rows
                FROM duckdb_tables() WHERE database_name = current_database()
            )
        WHERE database_name = current_database()
    )
"""


def configured(kind: str | None = None, file: str | None = None) -> Warehouse:
    """The warehouse of the dlt configuration; a DuckDB file unless Postgres is configured.

    A `file` named on the command line goes before both, and is looked for where that is typed.
    """
    if file:
        if kind == "postgres":
            raise Stop("--warehouse names a DuckDB file; leave --destination out", CHANGE_FIRST)
        return Warehouse("duckdb", str(Path(file).expanduser().absolute()))
    file = file_address(setting("destination.duckdb.credentials"))
    url = postgres_url(setting("destination.postgres.credentials"))
    if kind is None:
        kind = "postgres" if url and not file else "duckdb"
    if kind == "duckdb":
        # Beside the settings, so that cron finds the file that a shell in the project made.
        path = project_folder() / Path(file or DEFAULT_FILE).expanduser()
        return Warehouse("duckdb", str(path))
    if not url:
        raise Stop(
            f"no Postgres is configured: set DESTINATION__POSTGRES__CREDENTIALS to {postgres.FORM}",
            CHANGE_FIRST,
        )
    if not postgres.is_readable(url):
        raise Stop(
            f"the Postgres URL cannot be read: write {postgres.FORM}, with @ : / # and % of the"
            " password as %40 %3A %2F %23 and %25",
            CHANGE_FIRST,
        )
    return Warehouse("postgres", url)


def file_address(value: Any) -> str:
    """The path of a DuckDB file, from what may be configured: a path, a URL or a section."""
    text = str(value.get("database") or "") if isinstance(value, Mapping) else str(value or "")
    return text.removeprefix("duckdb:///").removeprefix("duckdb:")


def postgres_url(value: Any) -> str:
    """The URL of a database, from what may be configured: a URL or a section."""
    if not isinstance(value, Mapping):
        return str(value or "").strip()
    user, password = (
        quote(str(value.get(name) or ""), safe="") for name in ("username", "password")
    )
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host = quote(str(value.get("host") or "localhost"), safe="[]:,")
    return f"postgresql://{login}{host}:{value.get('port', 5432)}/{value.get('database', '')}"
