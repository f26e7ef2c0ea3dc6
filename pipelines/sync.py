"""Slice after slice into the warehouse: each is one load package of rows, ledger and cursors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from . import named_contacts, quarantine, rawtables
from .cli.stop_signals import handled
from .errors import INCOMPLETE, INTERRUPTED, OK
from .failures import explain
from .mending import Stock, anchor, reconcile
from .patience import opened, patiently
from .warehouse import RAW, Warehouse

if TYPE_CHECKING:
    from collections import Counter

    import dlt

    from sources.intercom import Endpoint, Known, Session, Settings
    from transforms import ModelRun

    from .cli.progress import Watcher
    from .verification import Verdict


_NOT_READ = ("unavailable", "refused", "interrupted")


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
    began_at: datetime
    asked_for: tuple[str, ...] = ()
    stock: Stock = field(default_factory=Stock)
    """What the warehouse held before."""
    after: dict[str, int] = field(default_factory=dict)
    """Rows by table."""
    cut: list[rawtables.Cut] = field(default_factory=list)
    models: list["ModelRun"] = field(default_factory=list)
    seconds: float = 0.0
    failure: BaseException | None = None
    transform_failure: Exception | None = None
    verdicts: list["Verdict"] = field(default_factory=list)
    """What a verification after it found, if one was asked for."""
    verify_failure: Exception | None = None
    stopped_by: list[int] = field(default_factory=list)
    """The exit code of the signal that ended it, if one did."""
    unknown_to_reports: Sequence[str] = ()
    """What settings of the reports name and nothing in the warehouse is called, in sentences."""

    @property
    def loaded(self) -> "Counter[str]":
        """Rows written, by table."""
        from collections import Counter

        return sum((tally.loaded for tally in self.session.tallies.values()), Counter())

    @property
    def unknown_names(self) -> dict[str, str]:
        """What Intercom does not know of what settings name, told by resource."""
        tallies = self.session.tallies
        named = (tallies[one.name] for one in self.session.endpoints if one.setting)
        return {tally.resource: tally.reason for tally in named if tally.not_found}

    @property
    def is_loaded(self) -> bool:
        """Whether the warehouse is worth a look: nothing broke the run as a whole."""
        return self.failure is None and not self.session.stop_requested


def read(
    settings: "Settings",
    warehouse: Warehouse,
    pipeline: "dlt.Pipeline",
    endpoints: "list[Endpoint]",
    options: Options,
    watch: "Callable[[Session], Watcher]",
) -> Outcome:
    """Load everything new and changed; whoever calls holds the lock, and no connection."""
    from sources.intercom import Session, Slice

    session = Session(
        settings,
        endpoints,
        full_refresh=options.full_refresh,
        start_over_from=options.start_date,
        slices=Slice(),
    )
    began_at = datetime.fromtimestamp(session.clock.now(), UTC)
    outcome = Outcome(session, warehouse, began_at, options.resources)
    try:
        with stopping(session) as outcome.stopped_by, watch(session) as watching:
            session.connect()
            outcome.stock = prepare(pipeline, session, warehouse)
            load(pipeline, session, warehouse, _after_slice(pipeline, warehouse, watching))
            named_contacts.complete(session, pipeline, partial(load, pipeline, warehouse=warehouse))
        _finish(pipeline, outcome)
    except (Exception, KeyboardInterrupt) as error:
        outcome.failure = error
    finally:
        session.close()
        outcome.seconds = session.clock.now() - outcome.began_at.timestamp()
    return outcome


def prepare(pipeline: "dlt.Pipeline", session: "Session", warehouse: Warehouse) -> Stock:
    """Reconcile the warehouse with what dlt remembers, and let the session look into it."""
    stock = reconcile(pipeline, warehouse)
    session.history.known = known_rows(pipeline, session)
    session.history.first_reads = partial(first_reads, pipeline, session)
    session.history.stored_rows = stock.own
    return stock


def load(
    pipeline: "dlt.Pipeline",
    session: "Session",
    warehouse: Warehouse,
    after_slice: Callable[[], None] = lambda: None,
) -> None:
    """Run slice after slice; see `prepare` for what comes first."""
    import gc

    import dlt

    from sources.intercom import ledger_of, resources_of

    gc.freeze()  # or each collection walks all of dlt: parsing JSON takes twice as long
    gc.set_threshold(50_000, 10, 5)
    make = dlt.source(resources_of, name="intercom")
    _pack(pipeline, make(session), warehouse)
    with warehouse.kept_open(pipeline):  # the first slice holds the many short lists
        anchor(pipeline, patiently(pipeline.load))
    after_slice()
    while not session.is_done:
        gc.collect()  # dlt leaves cycles behind, with rows in them
        session.next_slice()
        _pack(pipeline, make(session), warehouse)
        anchor(pipeline, patiently(pipeline.load))
        after_slice()

    def load_ledger() -> None:
        _pack(pipeline, dlt.source(ledger_of, name="intercom")(session), warehouse)
        anchor(pipeline, patiently(pipeline.load))

    if warehouse.kind == "postgres":
        quarantine.settle(pipeline, session, load_ledger)


def _pack(pipeline: "dlt.Pipeline", source: Any, warehouse: Warehouse) -> None:
    """Fetch a slice into a package, while others may read the warehouse."""
    pipeline.extract(source, loader_file_format=warehouse.file_format)
    pipeline.normalize()


def known_rows(pipeline: "dlt.Pipeline", session: "Session") -> "Known":
    """A look into the warehouse for rows that need not be written again.

    A package that was cut off may have left rows without what belongs to them: not those.
    """
    from dlt.destinations.exceptions import DatabaseUndefinedRelation

    def known(table: str, since: datetime, all_open: bool) -> Mapping[str, str]:
        still = ' or "open"' if all_open else ""
        query = (
            f"select id, _fingerprint from {RAW}.{table}"
            f" where workspace_id = %s and (updated_at >= %s{still}) and _fingerprint is not null"
            f" and _dlt_load_id in (select load_id from {RAW}._dlt_loads where status = 0)"
        )
        try:
            with opened(pipeline) as client:
                rows = client.execute_sql(query, session.connect().id, since)
        except DatabaseUndefinedRelation:
            return {}
        return {str(name): str(fingerprint) for name, fingerprint in rows or ()}

    return known


def first_reads(pipeline: "dlt.Pipeline", session: "Session") -> Mapping[str, int]:
    """Where each resource that is read by windows began to be read, in Unix seconds; 0: with all.

    By reads that ended: one that was broken off may not have come back to where it began.
    """
    from dlt.destinations.exceptions import DatabaseUndefinedRelation

    query = (
        "select resource, min(coalesce(extract(epoch from window_from), 0))"
        f" from {RAW}.sync_runs where workspace_id = %s and status = 'complete'"
        " and window_until is not null and read_kind != 'verify' group by resource"
    )
    try:
        with opened(pipeline) as client:
            rows = client.execute_sql(query, session.connect().id)
    except DatabaseUndefinedRelation:
        return {}
    return {str(name): int(moment) for name, moment in rows or ()}


def exit_code(outcome: Outcome) -> int:
    """0 all well, 1 failed on the way, 2 change something first, 3 loaded but not whole."""
    tallies = outcome.session.tallies
    errors = [outcome.failure, outcome.verify_failure, outcome.transform_failure]
    errors += [tally.error for tally in tallies.values() if tally.status == "failed"]
    errors += [verdict.error for verdict in outcome.verdicts if verdict.is_failed]
    codes = [explain(error).code for error in errors if error is not None]
    if outcome.session.stop_requested:
        codes += outcome.stopped_by or [INTERRUPTED]
    if codes:
        return max(codes)
    missing = [name for name in outcome.asked_for if tallies[name].status in _NOT_READ]
    lacking = any(tally.rejected or tally.status == "refused" for tally in tallies.values())
    differs = any(verdict.left for verdict in outcome.verdicts)
    unknown = outcome.unknown_names or outcome.unknown_to_reports
    return INCOMPLETE if missing or lacking or differs or unknown else OK


def _after_slice(
    pipeline: "dlt.Pipeline", warehouse: Warehouse, watching: "Watcher"
) -> Callable[[], None]:
    """What is to do between two slices: Postgres' indexes, once there are tables."""
    todo = [rawtables.index] if warehouse.kind == "postgres" else []

    def after_slice() -> None:
        watching.slice_over()
        while todo:
            with opened(pipeline) as client:
                todo.pop()(client)

    return after_slice


def _finish(pipeline: "dlt.Pipeline", outcome: Outcome) -> None:
    with opened(pipeline) as client:
        if outcome.warehouse.kind == "postgres":
            rawtables.analyze(client, outcome.loaded)
        outcome.after = rawtables.counts(client)
        if any(tally.truncated_threads for tally in outcome.session.tallies.values()):
            outcome.cut = rawtables.cut(
                client, datetime.fromtimestamp(outcome.session.history.until, UTC)
            )


@contextmanager
def stopping(session: "Session") -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM end the slice and keep what it holds; a second one stops at once.

    The list holds the exit code of the signal that came.
    """
    codes: list[int] = []

    def stop(code: int) -> None:
        codes.append(code)
        session.stop_requested = True

    with handled(stop):
        yield codes
