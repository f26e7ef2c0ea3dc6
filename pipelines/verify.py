"""`intercom-elt verify`: does the warehouse hold what Intercom has? What differs is repaired."""

import json
import sys
from argparse import Namespace
from collections.abc import Collection, Sequence

from . import config, reporting, verdicts
from .arguments import PROG
from .cli.progress import watcher
from .cli.stop_signals import Terminated
from .commands import existing
from .errors import CHANGE_FIRST, FAILED, INCOMPLETE, OK, TERMINATED, Stop
from .failures import explain
from .verification import Run, Verdict
from .warehouse import configured


def verify(asked: Namespace) -> int:
    """`intercom-elt verify`."""
    config.prepare()
    names = check(asked.resource)
    if asked.days < 1:
        raise Stop("--days takes 1 or more", CHANGE_FIRST)
    settings, chosen = config.source_settings(), reporting.settings()
    warehouse = existing(configured(asked.destination, asked.warehouse))
    with warehouse.lock(asked.wait):
        pipeline = warehouse.pipeline(config.workspace_name())
        run = Run(settings, warehouse, pipeline, names, asked.days, repair=not asked.dry_run)
        found = run.verdicts(watcher(quiet=asked.quiet, form=asked.log_format))
        if run.has_repaired and not asked.no_transform:
            reporting.transform(pipeline, warehouse, chosen)
    loud = _loud(found, asked.resource or ())
    if asked.json:
        print(json.dumps(verdicts.facts(found), indent=2))
    else:
        told = [one.resource for one in loud]
        emptied = run.stock.tables
        verdicts.show(found, repaired=not asked.dry_run, complained=told, emptied=emptied)
    if run.is_stopped:
        raise Terminated if TERMINATED in run.stopped_by else KeyboardInterrupt
    for one in loud:
        if one.error:
            print(f"{PROG}: {one.resource}: {explain(one.error).sentence}", file=sys.stderr)
    code = _exit_code(found, asked.resource or ())
    return INCOMPLETE if code == OK and not run.stock.is_whole else code


def check(names: Sequence[str] | None) -> list[str]:
    """What to verify; a name that cannot be is refused."""
    from sources.intercom.verifying import VERIFIABLE

    known = [endpoint.name for endpoint in VERIFIABLE]
    for name in names or ():
        if name not in known:
            raise Stop(f"{name} cannot be verified; {', '.join(known)} can", CHANGE_FIRST)
    return list(names or known)


def _loud(found: Sequence[Verdict], asked_for: Collection[str]) -> list[Verdict]:
    """What could not be verified and should have been: it is told on stderr."""
    return [
        one
        for one in found
        if one.error and (one.is_failed or one.is_refused or one.resource in asked_for)
    ]


def _exit_code(found: Sequence[Verdict], asked_for: Collection[str]) -> int:
    """0 all equal, 3 differences are left or a resource that should be compared cannot be."""
    if any(one.is_failed for one in found):
        return FAILED
    unavailable = any(one.error and (one.is_refused or one.resource in asked_for) for one in found)
    return INCOMPLETE if unavailable or any(one.left for one in found) else OK
