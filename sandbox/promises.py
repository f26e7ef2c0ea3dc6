"""What an SLA promises a customer, and when a teammate's reply or close comes too late.

A conversation has one SLA at a time. Its clock runs on office hours, from when it is applied or,
for a reply, from the customer's message if that came later; pausing stops it.
"""

from sandbox.directory import Json, Sla
from sandbox.office_hours import OfficeHours
from sandbox.parts import CLOSING_TYPES, CUSTOMER_TYPES, SPOKEN_TYPES

_ENDS_WITH_CLOSE = ("time_to_close", "resolution_time")


class Promise:
    """The SLA of one conversation: what is still owed, and since when."""

    def __init__(self, hours: OfficeHours) -> None:
        """Begin with no SLA, and a customer who waits since the opening."""
        self.hours = hours
        self.sla: Sla | None = None
        self.name: str | None = None
        self.status: str | None = None
        self.waiting_since: int | None = None
        self.was_answered = False
        self._applied_at = 0
        self._paused_at: int | None = None
        self._pauses: list[tuple[int, int]] = []
        self._owed: set[str] = set()

    def apply(self, sla: Sla, at: int) -> None:
        """Promise times from now on."""
        self.sla, self.name, self.status = sla, sla.name, "active"
        self._applied_at, self._paused_at, self._pauses = at, None, []
        self._owed = {name for name, seconds in sla.targets.items() if seconds is not None}

    def remove(self) -> None:
        """Take the SLA off by hand; Intercom shows no status from then on."""
        self.sla, self.status = None, None  # the name stays

    def pause(self, at: int) -> None:
        """Stop the clock."""
        self._paused_at = at

    def resume(self, at: int) -> None:
        """Let the clock run again."""
        if self._paused_at is not None:
            self._pauses.append((self._paused_at, at))
        self._paused_at = None

    def missed_by(self, part_type: str, author: Json, at: int, *, is_visible: bool) -> list[str]:
        """Targets that this part, now, fulfils too late."""
        if self.sla is None:
            return []
        late = []
        if is_visible and is_reply(part_type, author) and self.waiting_since is not None:
            late.append("next_reply_time" if self.was_answered else "first_reply_time")
        if part_type in CLOSING_TYPES:
            late += _ENDS_WITH_CLOSE
        return [name for name in late if name in self._owed and self._is_late(name, at)]

    def settle(self, part_type: str, author: Json, at: int, *, is_visible: bool) -> None:
        """Take note of a part: who waits now, and what is owed no more."""
        if is_visible and author["type"] in CUSTOMER_TYPES and self.waiting_since is None:
            self.waiting_since = at
        if is_visible and is_reply(part_type, author):
            self.was_answered = self.was_answered or self.waiting_since is not None
            self.waiting_since = None
        if part_type in CLOSING_TYPES:
            self._owed -= set(_ENDS_WITH_CLOSE)
            self.status = "hit" if self.status == "active" else self.status

    def _is_late(self, name: str, at: int) -> bool:
        assert self.sla is not None
        limit = self.sla.targets[name] or 0
        start = self._applied_at
        if name not in _ENDS_WITH_CLOSE:
            start = max(start, self.waiting_since or 0)
        pauses = [*self._pauses, *([(self._paused_at, at)] if self._paused_at is not None else [])]
        stood = sum(
            self.hours.between(max(since, start), until) for since, until in pauses if until > start
        )
        return self.hours.between(start, at) - stood > limit


def is_reply(part_type: str, author: Json) -> bool:
    """Whether a part with words is a teammate's answer."""
    return (
        part_type in SPOKEN_TYPES
        and author["type"] == "admin"
        and not author.get("from_ai_agent")
        and not author.get("is_ai_answer")
        and not (author.get("email") or "").startswith("operator+")
    )
