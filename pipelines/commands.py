"""`sync`, `transform`, `show`, `check`: settings in, the work done under a lock, a summary out."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import config, reporting, resources, summary, verdicts
from .arguments import PROG, VERIFY_DAYS
from .errors import CHANGE_FIRST, FAILED, OK, Stop
from .failures import explain, trace
from .progress import watcher
from .screen import Column, counted, line, numbers, span, table
from .sync import Options, Outcome, exit_code, read
from .verification import Run
from .warehouse import Warehouse, configured

if TYPE_CHECKING:
    import dlt

    from sources.intercom import Settings
    from transforms import CheckResult


def sync(asked: Namespace) -> int:
    """`intercom-elt sync`."""
    config.prepare()
    from sources.intercom import choose

    options = Options(
        resources=tuple(asked.resources),
        start_date=_date(asked.start_date),
        full_refresh=asked.full_refresh,
        transform=not asked.no_transform,
    )
    resources.check(options.resources)
    settings = config.source_settings(start_date=asked.start_date, refresh_days=asked.refresh_days)
    endpoints = choose(options.resources, everything=asked.all, settings=settings)
    chosen = reporting.settings()
    warehouse = configured(asked.destination)
    with warehouse.lock():
        pipeline = warehouse.pipeline(config.workspace_name())
        outcome = read(settings, warehouse, pipeline, endpoints, options, watcher)
        if asked.verify and outcome.is_loaded:
            _verify(outcome, settings, pipeline)
        if options.transform and outcome.is_loaded:
            try:
                outcome.models = reporting.transform(pipeline, warehouse, chosen)
            except Exception as error:
                outcome.transform_failure = error
    if asked.json:
        print(json.dumps(_facts(outcome), indent=2))
    elif outcome.failure is None:
        summary.show(outcome, dataset=chosen.dataset)
        if outcome.verdicts:
            verdicts.show(outcome.verdicts, repaired=True)
    _complain(outcome, debug=asked.debug)
    return exit_code(outcome)


def transform(asked: Namespace) -> int:
    """`intercom-elt transform`."""
    config.prepare()
    chosen = reporting.settings()
    warehouse = existing(configured(asked.destination))
    with warehouse.lock():
        pipeline = warehouse.pipeline(config.workspace_name())
        models = reporting.transform(
            pipeline, warehouse, chosen, select=asked.select, full=asked.full
        )
    rows = [(m.name, m.mode, m.rows, f"{m.seconds:.2f}") for m in models if m.kind == "table"]
    table("", [Column("table"), Column("built"), *numbers("rows", "seconds")], rows)
    line()
    views = sum(model.kind == "view" for model in models)
    seconds = sum(model.seconds for model in models)
    line(f"{counted(len(rows), 'table')} and {counted(views, 'view')} in {span(seconds)}")
    line(f"warehouse  {warehouse.place}")
    return OK


def show(asked: Namespace) -> int:
    """`intercom-elt show`."""
    config.prepare()
    if asked.name:
        print(reporting.show(configured(asked.destination), asked.name))
        return OK
    import transforms

    rows = [(model.name, model.header["kind"], model.summary) for model in transforms.models()]
    table("", [Column("name"), Column("kind"), Column("what")], rows)
    return OK


def check(asked: Namespace) -> int:
    """`intercom-elt check`."""
    config.prepare()
    chosen = reporting.settings()
    warehouse = existing(configured(asked.destination))
    with warehouse.lock():
        pipeline = warehouse.pipeline(config.workspace_name())
        results = reporting.check(pipeline, warehouse, chosen)
        agreement = reporting.agreement(pipeline, chosen.dataset)
    if asked.json:
        facts = {"agreement": vars(agreement), "checks": [vars(result) for result in results]}
        print(json.dumps(facts, indent=2, default=str))
    else:
        _tell(results, agreement)
    return FAILED if any(result.failures for result in results) else OK


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
    table(
        "Checks",
        [Column("check"), *numbers("rows"), Column("claim")],
        [(one.name, one.failures, one.title.removeprefix(f"{one.name}: ")) for one in results],
    )
    line()
    passed = sum(not result.failures for result in results)
    line(f"{passed} of {len(results)} checks found nothing wrong")


def existing(warehouse: Warehouse) -> Warehouse:
    """A warehouse that was loaded before, or a sentence that there is none."""
    if not warehouse.exists():
        raise Stop(
            f"there is no warehouse at {warehouse.place} yet; `{PROG} sync` makes it", CHANGE_FIRST
        )
    return warehouse


def _verify(outcome: Outcome, settings: "Settings", pipeline: "dlt.Pipeline") -> None:
    """Compare what was synced with Intercom; what goes wrong there leaves the load as it is."""
    from sources.intercom.verifying import VERIFIABLE

    synced = [one.name for one in VERIFIABLE if one.name in outcome.session.tallies]
    if not synced:
        return
    try:
        run = Run(settings, outcome.warehouse, pipeline, synced, VERIFY_DAYS, repair=True)
        outcome.verdicts = run.verdicts(watcher)
    except Exception as error:
        outcome.verify_failure = error


def _facts(outcome: Outcome) -> dict[str, Any]:
    found = {"verified": verdicts.facts(outcome.verdicts)} if outcome.verdicts else {}
    return {**summary.facts(outcome), **found}


def _complain(outcome: Outcome, *, debug: bool) -> None:
    """Say on stderr what failed, one sentence each."""
    sentences = []
    failures = (
        ("", outcome.failure),
        ("the load is kept, but it could not be verified: ", outcome.verify_failure),
        ("the load is kept, but the reports failed: ", outcome.transform_failure),
    )
    for kept, error in failures:
        if error is None:
            continue
        if debug:
            sys.stderr.write(trace(error))
        sentences.append(kept + explain(error).sentence)
    if outcome.failure is None:
        sentences += summary.failures(outcome)
        if outcome.session.stop_requested:
            sentences.append(explain(KeyboardInterrupt()).sentence)
    for sentence in sentences:
        print(f"{PROG}: {sentence}", file=sys.stderr)


def _date(text: str | None) -> datetime | None:
    from sources.intercom.settings import parse_date

    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise Stop(f"--start-date: {error}", CHANGE_FIRST) from None
