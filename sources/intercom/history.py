"""How far back a read goes: behind the cursor, to the beginning, or over the last weeks again."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .endpoints import Endpoint
from .errors import SettingsInvalid
from .settings import Settings

Known = Callable[[str, datetime, bool], Mapping[str, str]]
"""Fingerprints by id of the rows of a table updated since then, and if asked of all open ones."""
State = MutableMapping[str, Any]
"""What a resource keeps between runs: `workspace_id`, `cursor`, `completed_at`, ..."""

_HOUR_S, _DAY_S = 3_600, 86_400
_REFRESH_EVERY_S = _DAY_S - 1_800  # a schedule that runs daily is early now and then


@dataclass(frozen=True)
class Reach:
    """Where the history of a resource begins, in Unix seconds."""

    held_from: int = 0
    history_from: int | None = None
    """Where it begins after this read; None: it is always read whole."""
    earlier_until: int = 0
    """What is before this is read as well; 0: nothing."""

    @property
    def is_behind(self) -> bool:
        """Whether something that is read along has the shorter history."""
        return self.held_from < self.earlier_until


@dataclass
class History:
    """What was asked for, and what the warehouse holds already; all moments are Unix seconds."""

    settings: Settings
    full_refresh: bool = False
    start_over_from: datetime | None = None
    known: Known | None = None
    first_reads: Callable[[], Mapping[str, int]] = dict
    """Where resources began to be read, by the ledger: older versions noted it nowhere else."""
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

    def note_beginning(self, name: str, state: State) -> int:
        """Where the history begins that is held; remembered from the first read on."""
        if not state.get("cursor"):
            state["history_from"] = self.begins
        elif "history_from" not in state:  # loaded by an older version
            found = self.first_reads()
            latest = max(found.values(), default=self.begins)  # what has no windows began with them
            state["history_from"] = found.get(name, latest)
        return int(state["history_from"])

    def unredacted(self, state: State, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """What is to be redacted now, and was not when the rows were loaded that are held."""
        if not state.get("cursor") and not self.full_refresh:
            state["redacted"] = list(wanted)
        held = [entry for entry in state.get("redacted", wanted) if entry in wanted]
        state["redacted"] = held  # what is in clear for one run is in clear
        return tuple(entry for entry in wanted if entry not in held)

    def reach(self, name: str, family: Mapping[str, State], since: int) -> Reach:
        """How far back a resource is held and will be, with all that is read along with it.

        What is before the shortest of their histories is read, where the setting moved back.
        """
        held = {one: self.note_beginning(one, state) for one, state in family.items()}
        latest = max(held.values())
        if not self.begins < min(latest, since):
            return Reach(held[name], min(held[name], since))
        return Reach(held[name], min(held[name], self.begins), latest)

    def check(self) -> None:
        """Refuse to begin in the future: nothing would be read. Errors: `SettingsInvalid`."""
        if self.begins > self.until:
            raise SettingsInvalid(
                f"start_date {datetime.fromtimestamp(self.begins, UTC):%Y-%m-%d %H:%M} UTC is in"
                " the future, so that nothing would be read; set an earlier one"
            )

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
