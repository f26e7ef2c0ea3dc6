"""Builds reports in a copy of a DuckDB file, so that readers are never kept out meanwhile.

DuckDB lets nobody read a file that a program writes to. To build the reports takes seconds to
minutes: they are built in a copy beside the file, which takes its place in one step. Who has the
old file open reads on in it; a build that breaks off leaves it as it was.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .warehouse import Warehouse

if TYPE_CHECKING:
    import dlt

_ROOM = 1.5
"""The copy, and what a build adds to it."""


@contextmanager
def copied(warehouse: Warehouse, pipeline: "dlt.Pipeline") -> Iterator[None]:
    """Let the pipeline write to a copy, and put that in place when the block ends well.

    Where there is no room for a copy, it writes to the file itself. Whoever calls holds the lock.
    """
    file = Path(warehouse.address).resolve()
    if warehouse.kind != "duckdb" or not _can_copy(file):
        yield
        return
    import duckdb

    copy = file.with_name(f"{file.name}.building")
    _remove(copy)
    before = _version(file)
    shutil.copy2(file, copy)
    writes_to_file = pipeline.destination
    try:
        # As long as we read it nobody else can write to it, and lose that when it is replaced.
        # Only now: to close any other handle of the file would give up the lock of this one.
        with closing(duckdb.connect(str(file), read_only=True)):
            if _version(file) != before:
                yield
                return
            there = replace(warehouse, address=str(copy))
            pipeline.destination = there.destination(Path(pipeline.pipelines_dir))
            yield
            _put_in_place(copy, file)
    finally:
        pipeline.destination = writes_to_file
        _remove(copy)


def _can_copy(file: Path) -> bool:
    """Whether there is room, and nothing of the file lies in a log beside it."""
    if not file.is_file() or _log(file).exists():
        return False
    return shutil.disk_usage(file.parent).free > file.stat().st_size * _ROOM


def _version(file: Path) -> tuple[int, int, int, bool]:
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, _log(file).exists()


def _put_in_place(copy: Path, file: Path) -> None:
    """Swap the files in one step that a power cut does not tear."""
    if _log(copy).exists():
        raise OSError(f"DuckDB left {_log(copy)}: the reports were not put in place")
    owner = file.stat()
    with suppress(PermissionError):
        os.chown(copy, owner.st_uid, owner.st_gid)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())
    copy.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(copy: Path) -> None:
    for one in (copy, _log(copy)):
        one.unlink(missing_ok=True)


def _log(file: Path) -> Path:
    """Where DuckDB keeps what is not in the file yet."""
    return file.with_name(f"{file.name}.wal")
