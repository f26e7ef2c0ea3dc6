"""`intercom-elt verify`: does the warehouse hold what Intercom has? What differs is repaired."""

import json
import sys
from argparse import Namespace
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from . import config, reporting
from .arguments import PROG
from .commands import existing
from .errors import CHANGE_FIRST, FAILED, INCOMPLETE, OK, Stop
from .failures import explain
from .progress import watcher
from .screen import Column, counted, line, numbers, table
from .verification import Run, Verdict
from .warehouse import configured

_MOST_IDS = 5


def verify(asked: Namespace) -> int:
    """`intercom-elt verify`."""
    config.prepare()
    names = check(asked.resource)
    if asked.days < 1:
        raise Stop("--days takes 1 or more", CHANGE_FIRST)
    settings, chosen = config.source_settings(), reporting.settings()
    warehouse = existing(configured(asked.destination))
    with warehouse.lock():
        pipeline = warehouse.pipeline(config.workspace_name())
        run = Run(settings, warehouse, pipeline, names, asked.days, repair=not asked.dry_run)
        verdicts = run.verdicts(watcher)
        if run.has_repaired and not asked.no_transform:
            reporting.transform(pipeline, warehouse, chosen)
    if asked.json:
        print(json.dumps(facts(verdicts), indent=2))
    else:
        show(verdicts, repaired=not asked.dry_run)
    complain(verdicts, asked.resource or ())
    return exit_code(verdicts, asked.resource or ())


def check(names: Sequence[str] | None) -> list[str]:
    """What to verify; a name that cannot be is refused."""
    from sources.intercom.verifying import VERIFIABLE

    known = [endpoint.name for endpoint in VERIFIABLE]
    for name in names or ():
        if name not in known:
            raise Stop(f"{name} cannot be verified; {', '.join(known)} can", CHANGE_FIRST)
    return list(names or known)


def facts(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The report for programs."""
    return [
        {
            **row,
            "since": _moment(verdict.since),
            "until": _moment(verdict.until),
            "changed_since": verdict.changed_since,
            "reason": explain(verdict.error).sentence if verdict.error else None,
        }
        for verdict in verdicts
        for row in verdict.rows()
    ]


def show(verdicts: Sequence[Verdict], *, repaired: bool) -> None:
    """The report for people."""
    table(
        "",
        [
            Column("resource"),
            *numbers("in Intercom", "in the warehouse", "missing", "stale", "gone"),
        ],
        [
            tuple(row.values())[:6]
            for verdict in verdicts
            if verdict.is_compared
            for row in verdict.rows()
        ],
    )
    line()
    for text in _remarks(verdicts, repaired=repaired):
        line(text)


def complain(verdicts: Sequence[Verdict], asked_for: Collection[str]) -> None:
    """Say on stderr what could not be verified and should have been."""
    for verdict in verdicts:
        if verdict.error and (verdict.is_failed or verdict.resource in asked_for):
            sentence = explain(verdict.error).sentence
            print(f"{PROG}: {verdict.resource}: {sentence}", file=sys.stderr)


def exit_code(verdicts: Sequence[Verdict], asked_for: Collection[str]) -> int:
    """0 all equal, 3 differences are left or a resource asked for by name cannot be compared."""
    if any(verdict.is_failed for verdict in verdicts):
        return FAILED
    unavailable = any(one.error and one.resource in asked_for for one in verdicts)
    return INCOMPLETE if unavailable or any(one.left for one in verdicts) else OK


def _remarks(verdicts: Sequence[Verdict], *, repaired: bool) -> Iterator[str]:
    for verdict in verdicts:
        if verdict.error:
            yield f"not done   {verdict.resource}: {explain(verdict.error).sentence}"
    compared = [verdict for verdict in verdicts if verdict.is_compared]
    if not compared:
        return
    since, until = min(one.since for one in compared), max(one.until for one in compared)
    yield f"compared   what was updated from {_minute(since)} to {_minute(until)}, the last sync"
    for one in compared:
        if one.changed_since:
            yield (
                f"since then {counted(one.changed_since, 'row')} of {one.resource} changed;"
                f" `{PROG} sync` brings them"
            )
    yield from _ending(compared, repaired=repaired)


def _ending(compared: Sequence[Verdict], *, repaired: bool) -> Iterator[str]:
    differing = sum(len(one.differing) for one in compared)
    left = sum(len(one.left) for one in compared)
    if not differing:
        yield "equal      the warehouse holds what Intercom has"
    elif repaired and differing > left:
        yield f"repaired   {counted(differing - left, 'object')} read again or marked as gone"
    for one in compared:
        if one.left:
            some = sorted(one.left)[:_MOST_IDS]
            more = f" and {len(one.left) - len(some):,} more" if len(one.left) > len(some) else ""
            yield f"differs    {one.resource} {', '.join(some)}{more}"


def _minute(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _moment(seconds: int) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None
