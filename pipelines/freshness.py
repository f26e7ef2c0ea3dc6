"""Whether the warehouse is up to date: one line for people, an exit code for schedulers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .errors import CHANGE_FIRST, Stop
from .screen import span

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_A_DAY = timedelta(days=1)
_BROKEN = ("failed", "refused")


def age(text: str) -> timedelta:
    """`90m`, `2h`, `1d`. Errors: `Stop` with these examples."""
    found = re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", text)
    if not found or not int(found[1]):
        raise Stop(f"--fail-if-older-than takes 90m, 2h or 1d, not {text!r}", CHANGE_FIRST)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@dataclass(frozen=True)
class Read:
    """How the newest read of a resource ended, and when one was complete for the last time."""

    workspace_id: str
    resource: str
    status: str
    complete_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """How up to date the resources are that a plain sync reads and that the token may read."""

    now: datetime
    reads: Sequence[Read] = field(default_factory=tuple)

    @property
    def complete_at(self) -> datetime | None:
        """When all were complete; None if one never was."""
        moments = [one.complete_at for one in self.reads]
        known = [moment.astimezone(UTC) for moment in moments if moment is not None]
        return min(known) if known and len(known) == len(moments) else None

    @property
    def age_seconds(self) -> float | None:
        """How long ago that was."""
        return (self.now - self.complete_at).total_seconds() if self.complete_at else None

    def named(self, *statuses: str) -> list[str]:
        """The resources whose newest read ended so."""
        return sorted({one.resource for one in self.reads if one.status in statuses})

    def problem(self, limit: timedelta) -> str:
        """Why it is not up to date; empty if it is."""
        if not self.reads:
            return "nothing that a plain sync reads has been loaded yet"
        if broken := self.named(*_BROKEN):
            return f"the last read failed or was refused: {', '.join(broken)}"
        if self.complete_at is None:
            never = sorted({one.resource for one in self.reads if one.complete_at is None})
            return f"never read to the end: {', '.join(never)}"
        late = [one for one in self.reads if one.complete_at and self.now - one.complete_at > limit]
        ago = span(self.age_seconds or 0.0)
        return f"complete {ago} ago, {len(late)} of {len(self.reads)} are late" if late else ""

    def sentence(self, limit: timedelta | None = None) -> str:
        """The one line that people read first."""
        if problem := self.problem(limit or _A_DAY):
            return f"stale: {problem}"
        whole = sum(one.status == "complete" for one in self.reads)
        return f"fresh: complete {span(self.age_seconds or 0)} ago, {whole} of {len(self.reads)}"

    def facts(self, limit: timedelta | None = None) -> dict[str, object]:
        """The same for programs."""
        return {
            "is_fresh": not self.problem(limit or _A_DAY),
            "complete_at": self.complete_at,
            "age_seconds": self.age_seconds,
            "resources": len(self.reads),
            "complete": len(self.named("complete")),
            "failed": self.named("failed"),
            "refused": self.named("refused"),
        }


def standing(reads: Sequence[Read], plain: Collection[str], now: datetime) -> Standing:
    """Of what a plain sync reads: what was never permitted does not count."""
    counted = [one for one in reads if one.resource in plain and one.status != "unavailable"]
    return Standing(now, counted)
