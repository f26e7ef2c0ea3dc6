"""What is counted while a resource is read; becomes its row in `sync_runs`. Pure data."""

import secrets
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .errors import IntercomError
from .rows import Findings


def new_run_id(now: float) -> str:
    """Sortable and unique: the time, and four random digits."""
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


@dataclass
class Tally:
    """One resource in one run."""

    resource: str = ""
    status: str = "running"
    reason: str = ""
    read_kind: str = "incremental"
    window_from: int | None = None
    window_until: int | None = None
    cursor: int | None = None
    history_from: int | None = None
    """Where the history begins that is held; 0: with the first change, None: there is none."""
    unredacted: tuple[str, ...] = ()
    """What `redact` names and rows that were loaded before still hold; not in the ledger."""
    earlier_until: int = 0
    """Up to where this run reads what is before the history that was held; 0: nothing."""
    requests: int = 0
    retries: int = 0
    throttled: int = 0
    claimed: int = 0
    expected: int = 0
    """Most rows that one answer claimed: known before the windows are cut, for the live view."""
    received: int = 0
    unchanged: int = 0
    reread: int = 0
    short: int = 0
    short_threads: int = 0
    missing: int = 0
    stale: int = 0
    unlisted: int = 0
    truncated_threads: int = 0
    not_found: int = 0
    rejected: int = 0
    started_at: float | None = None
    finished_at: float | None = None
    last_failure: str = ""
    waiting_for: str = ""
    """What Intercom has still to do before the read goes on."""
    error: IntercomError | None = None
    findings: Findings = field(default_factory=Findings)
    loaded: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    """What else the user has to hear, in sentences; not in the ledger."""
    gone_objects: deque[dict[str, Any]] = field(default_factory=deque)
    """Objects that were asked for by id and are no more; filled by another thread."""

    @property
    def is_unreadable(self) -> bool:
        """Whether Intercom, the version or the settings do not let it be read."""
        return self.status in ("unavailable", "refused")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.status != "running"

    def finish(self, status: str, now: float, why: IntercomError | str = "") -> None:
        """Close the read: complete, refused, unavailable, failed or interrupted."""
        self.status, self.finished_at = status, now
        self.reason = str(why) or self.reason
        self.error = why if isinstance(why, IntercomError) else None

    def take_rejected(self) -> list[dict[str, Any]]:
        """What did not validate since the last call; counted here."""
        rejected, self.findings.rejected = self.findings.rejected, []
        self.rejected += len(rejected)
        return rejected

    def take_gone(self) -> Iterator[dict[str, Any]]:
        """What was found gone since the last call."""
        while self.gone_objects:
            yield self.gone_objects.popleft()

    def row(self, run_id: str) -> dict[str, Any]:
        """The object behind the `sync_runs` row."""
        return {
            "run_id": run_id,
            "resource": self.resource,
            "status": self.status,
            "reason": self.reason,
            "read_kind": self.read_kind,
            "window_from": self.window_from,
            "window_until": self.window_until,
            "cursor": self.cursor,
            "history_from": self.history_from,
            "requests": self.requests,
            "retries": self.retries,
            "throttled": self.throttled,
            "claimed": self.claimed,
            "received": self.received,
            "unchanged": self.unchanged,
            "reread": self.reread,
            "short": self.short,
            "short_threads": self.short_threads,
            "missing": self.missing,
            "stale": self.stale,
            "unlisted": self.unlisted,
            "loaded": self.loaded.total(),
            "loaded_by_table": dict(self.loaded),
            "rejected": self.rejected,
            "unknown_keys": dict(self.findings.unknown),
            "truncated_threads": self.truncated_threads,
            "not_found": self.not_found,
            "replaced_characters": self.findings.replaced_characters,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
        }
