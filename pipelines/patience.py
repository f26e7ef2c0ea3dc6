"""A DuckDB file that another program reads for a moment: every opening waits until it is free.

dlt opens the file for each job, and between two of them a reader may have it open.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import dlt

T = TypeVar("T")
PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.05
_LOCKED = ("Could not set lock on file", "Conflicting lock is held")


def patiently(act: Callable[[], T]) -> T:
    """Do something that may be done again, until no other program is in the way of it."""
    import duckdb
    from dlt.destinations.exceptions import DatabaseException, DestinationConnectionError
    from dlt.pipeline.exceptions import PipelineStepFailed

    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return act()
        except (
            duckdb.Error,
            DatabaseException,
            DestinationConnectionError,
            PipelineStepFailed,
        ) as error:
            if time.monotonic() > until or not _is_held(error):
                raise
        time.sleep(_LOOK_EVERY_S)


@contextmanager
def opened(pipeline: "dlt.Pipeline") -> Iterator[Any]:
    """A connection to the warehouse."""

    def open_client() -> Any:
        client = pipeline.sql_client()
        client.open_connection()
        return client

    client = patiently(open_client)
    try:
        yield client
    finally:
        client.close_connection()


def _is_held(error: BaseException | None) -> bool:
    """Whether it failed because another program had the file open."""
    while error is not None:
        if any(words in str(error) for words in _LOCKED):
            return True
        error = error.__cause__ or error.__context__
    return False
