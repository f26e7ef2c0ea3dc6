"""How far back a read goes: behind the cursor, to the beginning, or over the last weeks again."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .endpoints import Endpoint
from .settings import Settings

Known = Callable[[str, datetime, bool], Mapping[str, str]]
"""Fingerprints by id of the rows of a table updated since then, and if asked of all open ones."""
State = MutableMapping[str, Any]
"""What a resource keeps between runs: `workspace_id`, `cursor`, `completed_at`, ..."""

_HOUR_S, _DAY_S = 3_600, 86_400
_REFRESH_EVERY_S = _DAY_S - 1_800  # a schedule that runs daily is early now and then


@dataclass
class History:
    """What was asked for, and what the warehouse holds already; all moments are Unix seconds."""

    settings: Settings
    full_refresh: bool = False
    start_over_from: datetime | None = None
    known: Known | None = None
    until: int = 0
    """The frozen upper bound: when the run started."""
    stored_rows: Mapping[str, int] | None = None
    """Rows of this workspace that the warehouse held then, by table; None where nobody looked."""

    @property
    def begins(self) -> int:
        """Where the history begins that the user wants."""
        start = self.settings.start_date
        return max(0, int(start.timestamp())) if start else 0

    def mend(self, state: State) -> None:
        """Forget what a clock that was ahead has noted: it would hide all changes until then.

        An hour is let pass: every read reaches as far behind its cursor.
        """
        for name in ("cursor", "completed_at", "refreshed_at"):
            if int(state.get(name) or 0) > self.until + _HOUR_S:
                del state[name]

    def since(self, endpoint: Endpoint, cursor: int | None) -> int:
        """Where to begin: behind the cursor, or where the history begins."""
        if not cursor:
            return self.begins
        since = cursor - int(endpoint.lookback.total_seconds())
        if self.start_over_from is not None:
            since = min(since, int(self.start_over_from.timestamp()))
        return max(0, since)

    @property
    def again_from(self) -> int | None:
        """From where on what is held is asked for again; None where nobody wished it."""
        if self.full_refresh:
            return self.begins
        return int(self.start_over_from.timestamp()) if self.start_over_from else None

    def refresh_from(self, endpoint: Endpoint, state: State, since: int) -> int | None:
        """Where a refresh begins, if one is due: not every change moves `updated_at`."""
        if not self._is_refresh_due(endpoint, state):
            return None
        start = max(self.until - self.settings.refresh_days * _DAY_S, self.begins)
        return min(start, since)

    def look(self, endpoint: Endpoint, since: int, state: State) -> Mapping[str, str]:
        """What the warehouse holds, also for a first run that was interrupted: it has no cursor."""
        if self.known is None or self.full_refresh or not endpoint.table.fingerprinted:
            return {}
        all_open = endpoint.unsettled is not None and self._is_refresh_due(endpoint, state)
        return self.known(endpoint.table.table, datetime.fromtimestamp(since, UTC), all_open)

    def _is_refresh_due(self, endpoint: Endpoint, state: State) -> bool:
        age = self.until - int(state.get("refreshed_at") or 0)
        return endpoint.is_refreshed and self.settings.refresh_days > 0 and age >= _REFRESH_EVERY_S
