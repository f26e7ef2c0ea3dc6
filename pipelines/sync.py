"""`intercom-elt sync`: slice after slice into the warehouse, then the transforms."""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .errors import CHANGE_FIRST, FAILED, INCOMPLETE, OK, Stop
from .warehouse import RAW, Warehouse

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Known, Session, Settings


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    resources: tuple[str, ...] = ()
    start_date: datetime | None = None
    full_refresh: bool = False
    transform: bool = True


@dataclass
class Outcome:
    """What a sync did, for the summary."""

    session: "Session"
    warehouse: Warehouse
    pipeline: "dlt.Pipeline"
    new: dict[str, int] = field(default_factory=dict)
    """Rows that each table has more than before."""
    seconds: float = 0.0
    failure: Exception | None = None


def sync(
    settings: "Settings",
    warehouse: Warehouse,
    options: Options,
    *,
    workspace: str | None = None,
    watch: Callable[["Session"], Any] | None = None,
) -> Outcome:
    """Load everything new and changed; the caller holds no connection to the warehouse."""
    from sources.intercom import Session, Slice, choose
    from sources.intercom.errors import SettingsInvalid

    try:
        endpoints = choose(options.resources)
    except SettingsInvalid as error:
        raise Stop(str(error), CHANGE_FIRST) from None
    warehouse.check()
    with warehouse.lock():
        pipeline = warehouse.pipeline(workspace)
        session = Session(
            settings,
            endpoints,
            full_refresh=options.full_refresh,
            start_over_from=options.start_date,
            slices=Slice(),
        )
        outcome = Outcome(session, warehouse, pipeline)
        try:
            session.known = known_rows(pipeline, session)
            session.connect()
            with _stopping(session), watch(session) if watch else _nobody():
                load(pipeline, session, warehouse)
        except Exception as error:
            outcome.failure = error
        finally:
            session.close()
    return outcome


def load(pipeline: "dlt.Pipeline", session: "Session", warehouse: Warehouse) -> None:
    """Run slice after slice: each is one load package of rows, ledger and cursors."""
    import dlt

    from sources.intercom import resources_of

    while pipeline.has_pending_data:  # what a crash left; `run(data)` would ignore its data
        pipeline.run()
    make = dlt.source(resources_of, name="intercom")
    while True:
        pipeline.run(make(session), loader_file_format=warehouse.file_format)
        if session.is_done:
            return
        session.next_slice()


def known_rows(pipeline: "dlt.Pipeline", session: "Session") -> "Known":
    """A look into the warehouse for rows that need not be written again."""
    from dlt.destinations.exceptions import DatabaseUndefinedRelation

    def known(table: str, since: datetime) -> Mapping[str, str]:
        query = (
            f"select id, _fingerprint from {RAW}.{table}"
            " where workspace_id = %s and updated_at >= %s and _fingerprint is not null"
        )
        try:
            with pipeline.sql_client() as client:
                rows = client.execute_sql(query, session.connect().id, since)
        except DatabaseUndefinedRelation:
            return {}
        return {str(name): str(fingerprint) for name, fingerprint in rows or ()}

    return known


def exit_code(outcome: Outcome, asked_for: tuple[str, ...]) -> int:
    """0 all well, 1 failed on the way, 2 change something first, 3 loaded but not whole."""
    from sources.intercom.errors import SettingsInvalid, TokenRefused

    tallies = outcome.session.tallies
    errors: list[Exception | None] = [
        tally.error for tally in tallies.values() if tally.status == "failed"
    ]
    if outcome.failure is not None:
        errors.append(outcome.failure)
    if any(isinstance(error, TokenRefused | SettingsInvalid) for error in errors):
        return CHANGE_FIRST
    if errors or outcome.session.stop_requested:
        return FAILED
    missing = [name for name in asked_for if tallies[name].status == "unavailable"]
    rejected = any(tally.rejected for tally in tallies.values())
    return INCOMPLETE if missing or rejected else OK


@contextmanager
def _nobody() -> Iterator[None]:
    yield


@contextmanager
def _stopping(session: "Session") -> Iterator[None]:
    """Ctrl-C and SIGTERM end the slice and keep what it holds; a second one stops at once."""
    before: dict[int, Any] = {}

    def stop(number: int, _: object) -> None:
        signal.signal(number, before[number])
        session.stop_requested = True

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
