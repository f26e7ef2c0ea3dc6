"""What a verification found: for people, or for programs."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from .arguments import PROG
from .failures import explain
from .screen import Column, counted, line, numbers, table
from .verification import Verdict

_MOST_IDS = 5
_OTHERS = "; nothing is known of the others"


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


def show(
    verdicts: Sequence[Verdict],
    *,
    repaired: bool,
    complained: Collection[str] = (),
    emptied: Collection[str] = (),
) -> None:
    """The report for people, without what was `complained` of elsewhere.

    Tables that were found `emptied` are read again by the next sync, compared or not.
    """
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
    if any(verdict.is_compared for verdict in verdicts):
        line()
    for text in _remarks(verdicts, repaired=repaired, complained=complained, is_whole=not emptied):
        line(text)
    for name in emptied:
        line(f"emptied    {name}: somebody emptied or dropped it; `{PROG} sync` reads it again")


def _remarks(
    verdicts: Sequence[Verdict], *, repaired: bool, complained: Collection[str], is_whole: bool
) -> Iterator[str]:
    for verdict in verdicts:
        if verdict.error and verdict.resource not in complained:
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
    others = "" if len(compared) == len(verdicts) else _OTHERS
    yield from _ending(compared, others, repaired=repaired, is_whole=is_whole)


def _ending(
    compared: Sequence[Verdict], others: str, *, repaired: bool, is_whole: bool
) -> Iterator[str]:
    differing = sum(len(one.differing) for one in compared)
    left = sum(len(one.left) for one in compared)
    if not differing and is_whole:
        names = ", ".join(one.resource for one in compared)
        of = f" of {names}{others}" if others else ""
        yield f"equal      the warehouse holds what Intercom has{of}"
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
