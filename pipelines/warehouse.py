"""The destination: which one, whether it can be used, who else is using it."""

import hashlib
import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlsplit

from .errors import CHANGE_FIRST, FAILED, Stop

if TYPE_CHECKING:
    import dlt

RAW = "intercom"
REPORTING = "intercom_reporting"
DEFAULT_FILE = "warehouse.duckdb"
Kind = Literal["duckdb", "postgres"]
_FORM = "postgresql://user:password@host:5432/database"
_URL = re.compile(
    r"postgres(ql)?://[^:/?#@\s]+:(?:[^:/?#@%\s]|%[0-9A-Fa-f]{2})*@(\[[^\]]+\]|[^:/?#@\s]+)(:\d+)?/[^/?#@\s]+(\?\S*)?"
)


@dataclass(frozen=True)
class Warehouse:
    """A DuckDB file or a Postgres database."""

    kind: Kind
    address: str
    """Path of the file, or URL of the database."""
    state: Path | None = None
    """Folder for what dlt remembers between runs; its own if not given."""

    @property
    def place(self) -> str:
        """Where it is, as it may be shown: never with a password."""
        if self.kind == "duckdb":
            return str(Path(self.address))
        parts = urlsplit(self.address)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"

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

        folder = self.state or Path(get_dlt_pipelines_dir())
        where = hashlib.sha256(f"{self.kind} {self.place}".encode()).hexdigest()[:12]
        name = f"{RAW}_{workspace}" if workspace else RAW
        return dlt.pipeline(
            name,
            destination=self._destination(),
            dataset_name=RAW,
            pipelines_dir=str(folder / f"warehouse-{where}"),
        )

    def exists(self) -> bool:
        """Whether there is something to look into."""
        return self.kind == "postgres" or Path(self.address).is_file()

    def check(self) -> None:
        """Make sure that it can be written to, before anything is read."""
        if self.kind == "duckdb":
            _check_file(Path(self.address))
        else:
            _connect(self.address).close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep everybody else out; a dead holder keeps nobody out."""
        held = _lock_file(self.address) if self.kind == "duckdb" else _lock_database(self.address)
        with held:
            yield

    def _destination(self) -> Any:
        import dlt

        if self.kind == "postgres":
            return dlt.destinations.postgres(self.address)
        from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

        return dlt.destinations.duckdb(DuckDbCredentials(self.address))


def configured(kind: str | None = None) -> Warehouse:
    """The warehouse of the dlt configuration; a DuckDB file unless Postgres is configured."""
    import dlt

    file = file_address(dlt.secrets.get("destination.duckdb.credentials"))
    url = postgres_url(dlt.secrets.get("destination.postgres.credentials"))
    if kind is None:
        kind = "postgres" if url and not file else "duckdb"
    if kind == "duckdb":
        return Warehouse("duckdb", str(Path(file or DEFAULT_FILE).expanduser().absolute()))
    if not url:
        raise Stop(
            f"no Postgres is configured: set DESTINATION__POSTGRES__CREDENTIALS to {_FORM}",
            CHANGE_FIRST,
        )
    if not _URL.fullmatch(url):  # libpq would take a part of a password for the host, and say so
        raise Stop(
            f"the Postgres URL cannot be read: write {_FORM}, with @ : / # and % of the password as"
            " %40 %3A %2F %23 and %25",
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
    user, password = (quote(str(value.get(name, "")), safe="") for name in ("username", "password"))
    host, port = value.get("host", "localhost"), value.get("port", 5432)
    return f"postgresql://{user}:{password}@{host}:{port}/{value.get('database', '')}"


def check_folder(path: Path) -> None:
    """Make sure that a DuckDB file of this name can be made or is there."""
    if path.stem in (RAW, REPORTING, f"{RAW}_staging"):
        raise Stop(
            f"the DuckDB file may not be called {path.name}: DuckDB could not tell the file"
            f" {path.stem!r} from the dataset {path.stem!r}; choose another name",
            CHANGE_FIRST,
        )
    if path.is_dir():
        raise Stop(f"{path} is a folder; name a DuckDB file", CHANGE_FIRST)
    if not path.parent.is_dir():
        raise Stop(f"there is no folder {path.parent}; make it or name another file", CHANGE_FIRST)
    if not os.access(path.parent, os.W_OK):
        raise Stop(f"the folder {path.parent} cannot be written to; name another", CHANGE_FIRST)


def _check_file(path: Path) -> None:
    import duckdb

    check_folder(path)
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        raise Stop(_file_trouble(path, str(error)), CHANGE_FIRST) from None


def _file_trouble(path: Path, text: str) -> str:
    first = text.splitlines()[0]
    if "lock" in text.lower():
        holder = text.split("held in", 1)[1].split(". ")[0].strip() if "held in" in text else ""
        other = f" ({holder})" if holder else ""
        return f"{path} is open in another program{other}; close it there and run again"
    if "not a valid DuckDB" in text or "serializ" in text.lower():
        return f"{path} is no DuckDB file of this version: {first}"
    return f"{path} cannot be written: {first}"


def _connect(url: str) -> Any:
    try:
        import psycopg2
    except ImportError:
        raise Stop(
            "Postgres needs one more package: pip install 'intercom-elt[postgres]'", CHANGE_FIRST
        ) from None
    try:
        return psycopg2.connect(url, connect_timeout=10, application_name=_signature())
    except psycopg2.OperationalError as error:
        text = " ".join(str(error).split())
        is_setting = any(word in text for word in ("authentication", "does not exist", "password"))
        raise Stop(f"Postgres refused: {text}", CHANGE_FIRST if is_setting else FAILED) from None
    except psycopg2.Error as error:
        text = " ".join(str(error).split())
        raise Stop(f"the Postgres URL cannot be used: {text}", CHANGE_FIRST) from None


def _signature() -> str:
    """Who holds a lock, as the refused one reads it."""
    now = datetime.now(UTC)
    return f"intercom-elt, process {os.getpid()} on {socket.gethostname()}, {now:%H:%M} UTC"[:63]


def _refused(place: str, holder: str) -> Stop:
    return Stop(f"another sync is writing to {place} ({holder}); wait until it ends", CHANGE_FIRST)


@contextmanager
def _lock_file(path: str) -> Iterator[None]:
    from fasteners import InterProcessLock

    beside = Path(f"{path}.lock")
    lock = InterProcessLock(str(beside))
    if not lock.acquire(blocking=False):
        raise _refused(path, beside.read_text() or "it does not say who it is")
    try:
        beside.write_text(_signature())
        yield
    finally:
        beside.write_text("")
        lock.release()


_LOCK = 0x1C7E_2C0  # any number, as long as every version of this command uses the same


@contextmanager
def _lock_database(url: str) -> Iterator[None]:
    """An advisory lock lives as long as its connection, so a dead holder frees it."""
    connection = _connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", (_LOCK,))
            if not cursor.fetchone()[0]:
                cursor.execute(
                    "select application_name from pg_stat_activity where pid in"
                    " (select pid from pg_locks where locktype = 'advisory' and granted"
                    " and objid = %s)",
                    (_LOCK,),
                )
                names = ", ".join(name for (name,) in cursor.fetchall())
                raise _refused(Warehouse("postgres", url).place, names or "unnamed")
        yield
    finally:
        connection.close()
