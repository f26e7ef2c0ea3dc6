"""Whether a DuckDB file can be opened, and if not, what to do about it."""

import os
import re
from collections.abc import Collection
from pathlib import Path

from .errors import BUSY, CHANGE_FIRST, FAILED, Stop


class Busy(Stop):
    """Another program has the file open, perhaps for a moment only."""


def check_folder(path: Path, datasets: Collection[str]) -> None:
    """Make sure that a DuckDB file of this name can be made or is there."""
    if path.stem in datasets:
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


def check_file(path: Path, *, read_only: bool = False) -> None:
    """Make sure that a DuckDB file can be opened; one that does not exist is not made."""
    import duckdb

    if not path.exists():
        return
    try:
        duckdb.connect(str(path), read_only=read_only).close()
    except duckdb.Error as error:
        raise file_trouble(path, str(error)) from None


def file_trouble(path: Path, text: str) -> Stop:
    """What DuckDB says of a file that it cannot open, as a sentence."""
    first = text.splitlines()[0]
    if "lock" in text.lower():
        return _held(path, re.search(r"held in (.+?) \(PID (\d+)\)", text))
    if "not a valid DuckDB" in text or "serializ" in text.lower():
        return Stop(f"{path} is no DuckDB file of this version: {first}", CHANGE_FIRST)
    return Stop(f"{path} cannot be written: {first}", CHANGE_FIRST)


def _held(path: Path, holder: re.Match[str] | None) -> Busy:
    """Who has a file open: a sync of ours, which ends by itself, or what somebody has to close."""
    beside = Path(f"{path}.lock")
    told = beside.read_text() if beside.is_file() else ""
    if holder and f"process {holder[2]} " in told:
        return Busy(f"a sync is writing to {path} at this moment ({told}); try again soon", BUSY)
    program = f"{Path(holder[1]).name}, process {holder[2]}" if holder else "`lsof` names it"
    return Busy(
        f"{path} is open in another program ({program}); close it there and run again, or wait for"
        " it with --wait 10m",
        FAILED,
    )
