"""Postgres as a sync needs it: one way in for all connections, and what a server must be like.

libpq reads the address, so that whatever psql takes is taken: a URL or `key=value`, a password from
`.pgpass` or PGPASSWORD, a socket, several hosts.
"""

import os
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from .errors import CHANGE_FIRST, FAILED, Stop

OLDEST = 14
"""The first version with an idle_session_timeout; tried are 15 and 18."""
FORM = "postgresql://user:password@host:5432/database"
_URL = re.compile(
    r"postgres(ql)?://([^:/?#@\s]+(:(?:[^:/?#@%\s]|%[0-9A-Fa-f]{2})*)?@)?"
    r"((\[[^\]]+\]|[^:/?#@\[\]\s,]+)?(:\d+)?,?)*/[^/?#@\s]+(\?[^\s@]\S*)?"
)
# A role's own limits are meant for people: a load, a build and a lock last as long as they last.
# What waits for a lock says so after a while. The server asks a silent client whether it lives.
_OPTIONS = {
    "statement_timeout": "0",
    "lock_timeout": "20s",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
_KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 6,
    "tcp_user_timeout": 90_000,
}
_POOLER = (
    "{place} is a connection pooler that gives one session to several clients: the lock of a sync"
    " would not hold, and its settings would be lost; name the address of the database itself, or"
    " of a pool of whole sessions that passes options on (ignore_startup_parameters hides them)"
)


def is_readable(address: str) -> bool:
    """Whether an address is meant as it would be read: libpq may take a password for a host."""
    parsed = _parsed(address)
    if "://" in address:
        return bool(_URL.fullmatch(address) and parsed.get("host"))
    return bool(parsed.get("service") or (parsed.get("dbname") and parsed.get("host")))


def place(address: str) -> str:
    """Where it is, as it may be shown: never with a user or a password."""
    parts = urlsplit(address) if "://" in address else None
    if parts and parts.netloc.rpartition("@")[2]:
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"
    parsed = _parsed(address)
    host = parsed.get("host") or parsed.get("service") or "localhost"
    port = parsed.get("port") or "5432"
    return f"postgresql://{quote(host, safe=',')}:{port}/{parsed.get('dbname', '')}"


def password(address: str) -> str | None:
    """The password that stands in an address."""
    return _parsed(address).get("password")


def connect(address: str) -> Any:
    """A connection on which no limit of the role ends the work, and that tells others whose it is.

    Errors: `Stop` with what to change.
    """
    psycopg2 = _driver()
    try:
        connection = psycopg2.connect(dsn(address), options=options(address))
    except psycopg2.OperationalError as error:
        raise _trouble(address, str(error).strip()) from None
    except psycopg2.Error as error:
        text = str(error).strip().splitlines()[0]
        raise Stop(f"the Postgres URL cannot be used: {text}", CHANGE_FIRST) from None
    connection.autocommit = True
    try:
        if connection.server_version >= 170_000:
            with connection.cursor() as cursor:
                cursor.execute("set transaction_timeout = 0")
        return connection
    except BaseException:
        connection.close()
        raise


def dsn(address: str) -> str:
    """The address with our name and with keepalives, as libpq reads it."""
    from psycopg2.extensions import make_dsn

    ours = {"connect_timeout": 10, "client_encoding": "UTF8", **_KEEPALIVES}
    given = _parsed(address)
    added = {name: value for name, value in ours.items() if name not in given}
    return str(make_dsn(address, **added, application_name=signature()))


def options(address: str, version: int = 0) -> str:
    """What a session starts with: it stays as it is when dlt resets the session."""
    found = dict(_OPTIONS)
    if version >= 170_000:
        found["transaction_timeout"] = "0"
    ours = " ".join(f"-c {name}={value}" for name, value in found.items())
    return f"{ours} {_parsed(address).get('options', '')}".strip()


def credentials(address: str, before: Callable[[], None]) -> Any:
    """What dlt opens its connections with; `before` each of them something is looked at."""
    from dlt.destinations.impl.postgres.configuration import PostgresCredentials

    class Login(PostgresCredentials):
        """An address that libpq reads by itself; dlt would want a host and a password in it."""

        version = 0

        def to_native_representation(self) -> str:
            before()
            return dsn(address)

        def get_query(self) -> dict[str, Any]:
            if not Login.version:
                connection = connect(address)
                Login.version = connection.server_version
                connection.close()
            return {"options": options(address, Login.version)}

    found = Login()
    parsed, where = _parsed(address), urlsplit(place(address))
    found.host = where.hostname or where.netloc
    found.port = where.port if "," not in where.netloc and where.port else 5432
    found.database = parsed.get("dbname") or where.path.lstrip("/") or "postgres"
    found.username = parsed.get("user") or "unnamed"
    found.password = "unused"
    found.resolve()
    return found


def examine(address: str) -> None:
    """Make sure that a server can be used at all, before anything is read or written.

    Errors: `Stop` for an old version, a database that is not UTF8, one that only reads, a pooler.
    """
    connection, where = connect(address), place(address)
    try:
        _examine(connection, where)
        _look_for_pooler(connection, address)
    finally:
        connection.close()


def _examine(connection: Any, where: str) -> None:
    major = connection.server_version // 10_000
    if major < OLDEST:
        raise Stop(
            f"{where} is Postgres {major}; the oldest that is supported is {OLDEST}: upgrade it, or"
            " name another database",
            CHANGE_FIRST,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_encoding'), pg_is_in_recovery(),"
            " current_setting('default_transaction_read_only') = 'on',"
            " current_setting('statement_timeout') = '0'"
        )
        encoding, is_standby, is_read_only, is_unlimited = cursor.fetchone()
    if encoding != "UTF8":
        raise Stop(
            f"the database at {where} keeps text as {encoding}, which cannot hold what customers"
            " write; make one with: create database NAME encoding 'UTF8' template template0",
            CHANGE_FIRST,
        )
    if is_standby or is_read_only:
        why = "is a standby" if is_standby else "lets this user only read"
        raise Stop(
            f"the database at {where} {why} and cannot be written; name another", CHANGE_FIRST
        )
    if not is_unlimited:
        raise Stop(_POOLER.format(place=where), CHANGE_FIRST)


def _look_for_pooler(connection: Any, address: str) -> None:
    """Two open connections in one session of the server are no sessions of their own."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = cursor.fetchone()[0]
    if connection.info.backend_pid == backend:
        return
    other = connect(address)
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            if cursor.fetchone()[0] == backend:
                raise Stop(_POOLER.format(place=place(address)), CHANGE_FIRST)
    finally:
        other.close()


def _trouble(address: str, text: str) -> Stop:
    first = text.splitlines()[0]
    if "unsupported startup parameter" in text:
        return Stop(_POOLER.format(place=place(address)), CHANGE_FIRST)
    if 'unrecognized configuration parameter "idle_session_timeout"' in text:
        return Stop(
            f"{place(address)} is older than Postgres {OLDEST}, the oldest that is supported:"
            " upgrade it, or name another database",
            CHANGE_FIRST,
        )
    if "no password supplied" in text:
        return Stop(
            f"no Postgres: {first}; put one into the URL, PGPASSWORD or ~/.pgpass", CHANGE_FIRST
        )
    is_setting = any(word in text for word in ("authentication", "does not exist", "password"))
    return Stop(f"no Postgres: {first}", CHANGE_FIRST if is_setting else FAILED)


def _parsed(address: str) -> dict[str, str]:
    """The parts of an address as libpq reads them; none if it cannot."""
    psycopg2 = _driver()
    from psycopg2.extensions import parse_dsn

    try:
        return dict(parse_dsn(address))
    except (psycopg2.Error, ValueError):
        return {}


def _driver() -> Any:
    try:
        import psycopg2
    except ImportError:
        raise Stop(
            "Postgres needs one more package: pip install psycopg2-binary", CHANGE_FIRST
        ) from None
    return psycopg2


def signature() -> str:
    """Who holds a lock, as the refused one reads it."""
    now = datetime.now(UTC)
    return f"intercom-elt, process {os.getpid()} on {socket.gethostname()}, {now:%H:%M} UTC"[:63]
