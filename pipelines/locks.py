"""One sync at a time for each warehouse, and who is first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import BUSY, FAILED, Stop
from .postgres import connect, signature


def _refused(place: str, holder: str) -> Stop:
    return Stop(f"another sync is writing to {place} ({holder}); wait until it ends", BUSY)


@contextmanager
def lock_file(path: str) -> Iterator[None]:
    """Lock a file beside the DuckDB file; the system frees it when its holder dies."""
    from fasteners import InterProcessLock

    beside = Path(f"{path}.lock")
    lock = InterProcessLock(str(beside))
    if not lock.acquire(blocking=False):
        lock.lockfile.close()
        raise _refused(path, beside.read_text() or "it does not say who it is")
    try:
        # Through the locked file itself: closing any other handle of it would give up the lock.
        lock.lockfile.truncate(0)
        lock.lockfile.write(signature())
        lock.lockfile.flush()
        yield
    finally:
        lock.lockfile.truncate(0)
        lock.release()


_LOCK = 0x1C7E_2C0  # any number, as long as every version of this command uses the same


_held: dict[str, Any] = {}
"""Connections that hold a lock, by the address of the database."""


@contextmanager
def lock_database(url: str, place: str) -> Iterator[None]:
    """An advisory lock lives as long as its connection, so a dead holder frees it."""
    connection = connect(url)
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
                raise _refused(place, names or "unnamed")
        _held[url] = connection
        yield
    finally:
        _held.pop(url, None)
        connection.close()


def still_locked(url: str, place: str) -> None:
    """Make sure that the lock of a database, if we ever had it, is ours: it is asked for anew.

    A server may close the connection that holds it, or the network may be gone; then another sync
    may have begun, and what we write would mix with what it writes.
    Errors: `Stop`; the next run goes on from what was loaded.
    """
    import psycopg2

    if (connection := _held.get(url)) is None:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select 1 from pg_locks where locktype = 'advisory' and granted"
                " and objid = %s and pid = pg_backend_pid()",
                (_LOCK,),
            )
            reason = "" if cursor.fetchone() else "the server does not know it any more"
    except psycopg2.Error as error:
        reason = (str(error).strip() or "the connection is closed").splitlines()[0]
    if reason:
        raise Stop(
            f"the lock on {place} was lost ({reason}), and another sync may have begun: nothing"
            " more was written; what was loaded is kept, and the next run goes on from there",
            FAILED,
        )
