"""`sync`, `transform`, `show`, `check`: settings in, the work done under a lock, a summary out."""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import config, reporting, resources, summary, verdicts
from .arguments import PROG, VERIFY_DAYS
from .cli import answers
from .cli.progress import watcher
from .errors import CHANGE_FIRST, FAILED, INCOMPLETE, OK, Stop
from .failures import explain, trace
from .opening import Busy
from .screen import Column, counted, line, numbers, span, table
from .sync import Options, Outcome, exit_code, read
from .verification import Run
from .warehouse import Warehouse, configured

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Session, Settings
    from transforms import CheckResult
    from transforms import Settings as ReportSettings

    from .cli.progress import Watcher


_PATIENCE_S = 5.0
_ENOUGH = 100
"""Comparisons below which a share says nothing."""


def sync(asked: Namespace) -> int:
    """`intercom-elt sync`."""
    config.prepare()
    from sources.intercom import choose

    start = _date(asked.start_date)
    resources.check(asked.resources)
    settings = config.source_settings(start_date=asked.start_date, refresh_days=asked.refresh_days)
    options = Options(
        resources=tuple(asked.resources) or (() if asked.all else settings.resources),
        start_date=start,
        full_refresh=asked.full_refresh,
        transform=not asked.no_transform,
    )
    endpoints = choose(options.resources, everything=asked.all, settings=settings)
    chosen = reporting.settings()
    warehouse = configured(asked.destination, asked.warehouse)
    with warehouse.lock(asked.wait):
        pipeline = warehouse.pipeline(config.workspace_name())
        watch = watcher(quiet=asked.quiet, form=asked.log_format)
        outcome = read(settings, warehouse, pipeline, endpoints, options, watch)
        if asked.verify and outcome.is_loaded:
            _verify(outcome, settings, pipeline, watch)
        if options.transform and outcome.is_loaded:
            try:
                outcome.models = reporting.transform(
                    pipeline, warehouse, chosen, full=not outcome.stock.is_whole
                )
                outcome.unknown_to_reports = _complained(warehouse, chosen)
            except Exception as error:
                outcome.transform_failure = error
    code, complaints = exit_code(outcome), _complaints(outcome)
    if asked.json:
        answers.show(_facts(outcome), code=code, errors=complaints)
    elif outcome.failure is None and not (asked.quiet and code == OK):
        summary.show(outcome, dataset=chosen.dataset)
        if outcome.verdicts:
            verdicts.show(outcome.verdicts, repaired=True)
    if asked.debug:
        sys.stderr.writelines(trace(error) for error in _failures(outcome))
    note = None if asked.quiet or not outcome.models else reporting.redacted_away()
    for sentence in (*complaints, *([note] if note else ())):
        print(f"{PROG}: {sentence}", file=sys.stderr)
    return code


def transform(asked: Namespace) -> int:
    """`intercom-elt transform`."""
    config.prepare()
    chosen = reporting.settings()
    warehouse = existing(configured(asked.destination, asked.warehouse))
    with warehouse.lock(asked.wait):
        pipeline = warehouse.pipeline(config.workspace_name())
        models = reporting.transform(
            pipeline, warehouse, chosen, select=asked.select, full=asked.full
        )
        unknown = _complained(warehouse, chosen, names=not asked.select)
    for sentence in unknown:
        print(f"{PROG}: {sentence}", file=sys.stderr)
    code = INCOMPLETE if unknown else OK
    if asked.quiet:
        return code
    if note := reporting.redacted_away():
        print(f"{PROG}: {note}", file=sys.stderr)
    rows = [(m.name, m.mode, m.rows, f"{m.seconds:.2f}") for m in models if m.kind == "table"]
    table("", [Column("table"), Column("built"), *numbers("rows", "seconds")], rows)
    line()
    views = sum(model.kind == "view" for model in models)
    seconds = sum(model.seconds for model in models)
    line(f"{counted(len(rows), 'table')} and {counted(views, 'view')} in {span(seconds)}")
    line(f"warehouse  {warehouse.place}")
    return code


def _complained(
    warehouse: Warehouse, chosen: "ReportSettings", *, names: bool = True
) -> Sequence[str]:
    """What the reports lack, looked for beside other readers: views of others that had to go, and
    `names` in settings that nothing is called."""
    reading = warehouse.for_reading()
    pipeline = reading.pipeline(config.workspace_name())
    lost = reporting.lost_views(pipeline, reading, chosen)
    return [*lost, *(reporting.unknown_names(pipeline, reading, chosen) if names else ())]


def show(asked: Namespace) -> int:
    """`intercom-elt show`."""
    config.prepare()
    if asked.name:
        print(reporting.show(configured(asked.destination, asked.warehouse), asked.name))
        return OK
    import transforms

    rows = [(model.name, model.header["kind"], model.summary) for model in transforms.models()]
    table("", [Column("name"), Column("kind"), Column("what")], rows)
    return OK


def check(asked: Namespace) -> int:
    """`intercom-elt check`."""
    config.prepare()
    chosen = reporting.settings()
    warehouse = existing(configured(asked.destination, asked.warehouse)).for_reading()
    wait_for(warehouse)
    pipeline = warehouse.pipeline(config.workspace_name())
    results = reporting.check(pipeline, warehouse, chosen)
    agreement = reporting.agreement(pipeline, chosen.dataset)
    wrong = [result for result in results if result.failures]
    complaints = [f"{counted(len(wrong), 'check')} found rows that should not be"] if wrong else []
    if agreement.comparisons >= _ENOUGH and agreement.percent < asked.min_agreement:
        complaints.append(
            f"only {agreement.percent:.1f} % of Intercom's statistics agree with ours, and"
            f" {asked.min_agreement:g} % should; statistics_reconciliation has each difference"
        )
    code = FAILED if complaints else OK
    if asked.json:
        facts = {"agreement": vars(agreement), "checks": [vars(result) for result in results]}
        answers.show(facts, code=code, errors=complaints)
    else:
        _tell(results, agreement)
    for sentence in complaints:
        print(f"{PROG}: {sentence}", file=sys.stderr)
    return code


def _tell(results: "Sequence[CheckResult]", agreement: reporting.Agreement) -> None:
    """What the checks found, for people."""
    table(
        "Intercom's statistics and ours",
        [Column("statistic"), *numbers("comparisons", "agree %", "unexplained")],
        [
            (
                one["statistic"],
                one["comparisons"],
                100 * one["agreeing"] / one["comparisons"] if one["comparisons"] else None,
                one["unexplained"],
            )
            for one in agreement.statistics
        ],
    )
    line()
    line(agreement.sentence)
    line(f"compared   {reporting.HELD_AGAINST}", "dim")
    for one in agreement.shifted:
        line(
            f"{one['statistic']}: every one of {one['comparisons']:,} differs by"
            f" {one['difference']:+,}"
        )
    table(
        "Checks",
        [Column("check"), *numbers("rows"), Column("claim")],
        [(one.name, one.failures, one.title.removeprefix(f"{one.name}: ")) for one in results],
    )
    line()
    passed = sum(not result.failures for result in results)
    line(f"{passed} of {len(results)} checks found nothing wrong")


def wait_for(warehouse: Warehouse) -> None:
    """Let a sync load its slice: it has the file open for a second or so."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return warehouse.check()
        except Busy:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def existing(warehouse: Warehouse) -> Warehouse:
    """A warehouse that was loaded before, or a sentence that there is none."""
    if not warehouse.exists():
        raise Stop(
            f"there is no warehouse at {warehouse.place} yet; `{PROG} sync` makes it", CHANGE_FIRST
        )
    return warehouse


def _verify(
    outcome: Outcome,
    settings: "Settings",
    pipeline: "dlt.Pipeline",
    watch: "Callable[[Session], Watcher]",
) -> None:
    """Compare what was synced with Intercom; what goes wrong there leaves the load as it is."""
    from sources.intercom.verifying import VERIFIABLE

    synced = [one.name for one in VERIFIABLE if one.name in outcome.session.tallies]
    if not synced:
        return
    try:
        run = Run(settings, outcome.warehouse, pipeline, synced, VERIFY_DAYS, repair=True)
        outcome.verdicts = run.verdicts(watch)
    except Exception as error:
        outcome.verify_failure = error


def _facts(outcome: Outcome) -> dict[str, Any]:
    found = {"verified": verdicts.facts(outcome.verdicts)} if outcome.verdicts else {}
    return {**summary.facts(outcome), **found}


def _failures(outcome: Outcome) -> list[BaseException]:
    """What broke the run, its verification or its reports."""
    errors = (outcome.failure, outcome.verify_failure, outcome.transform_failure)
    return [error for error in errors if error is not None]


def _complaints(outcome: Outcome) -> list[str]:
    """A sentence for each thing that failed."""
    sentences = []
    failures = (
        ("", outcome.failure),
        ("the load is kept, but it could not be verified: ", outcome.verify_failure),
        ("the load is kept, but the reports failed: ", outcome.transform_failure),
    )
    for kept, error in failures:
        if error is not None:
            sentences.append(kept + explain(error).sentence)
    if outcome.failure is None:
        sentences += [*summary.failures(outcome), *outcome.unknown_to_reports]
        if outcome.session.stop_requested:
            sentences.append(explain(KeyboardInterrupt()).sentence)
    return sentences


def _date(text: str | None) -> datetime | None:
    from sources.intercom.settings import parse_date

    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise Stop(f"--start-date: {error}", CHANGE_FIRST) from None
