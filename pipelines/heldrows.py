"""What a warehouse holds of the rows that are compared with Intercom, in one SQL for both kinds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import rawtables
from .warehouse import RAW

if TYPE_CHECKING:
    from sources.intercom import Endpoint
    from sources.intercom.verifying import Version

_IDS_AT_ONCE = 500
_SECONDS = "cast(extract(epoch from {}) as bigint)"
_SAME = "other.workspace_id = held.workspace_id and other.id = held.id"
_GONE = {
    "conversations": {"deleted_conversations": _SAME},
    "contacts": {
        "contact_activities": "other.workspace_id = held.workspace_id and ("
        "other.event_type = 'contact.deleted' and other.contact_id = held.id or "
        "other.event_type = 'contact.merged' and other.merge_source_id = held.id)"
    },
    "companies": {
        "sync_runs": "other.workspace_id = held.workspace_id and other.resource = 'companies'"
        " and other.status = 'complete' and other.read_kind = 'complete'"
        " and other.started_at > held.synced_at"
    },
}
"""Where the warehouse tells, by resource and table, that Intercom has a row no more."""
_LISTED = {"companies": "held.user_count > 0"}
"""What searches show: no companies without people."""


@dataclass(frozen=True)
class Held:
    """The raw table of one resource of one workspace."""

    client: Any
    endpoint: "Endpoint"
    workspace_id: str

    def versions(self, since: int, until: int) -> "dict[str, Version]":
        """Rows updated between two moments, by id, but for those known to be gone."""
        name, there = self.endpoint.name, rawtables.columns(self.client)
        again = f"{_SAME} and other.resource = '{name}' and other.seen_at >= held.synced_at"
        tests = {"gone_objects": again, **_GONE.get(name, {})}
        also = [
            f"not exists (select 1 from {RAW}.{table} as other where {test})"
            for table, test in tests.items()
            if table in there
        ]
        also += [_LISTED[name]] if name in _LISTED else []
        wanted = " and ".join(["held.updated_at >= %s and held.updated_at < %s", *also])
        return dict(self._rows(wanted, _moment(since), _moment(until)))

    def named(self, names: Iterable[str]) -> "dict[str, Version]":
        """Rows of these ids."""
        found: dict[str, Version] = {}
        for some, marks in _batches(names):
            found.update(self._rows(f"held.id in ({marks})", *some))
        return found

    def written(self, names: Iterable[str], since: float) -> set[str]:
        """Those of these ids that were read and written since then."""
        return self._ids(f"{RAW}.{self.endpoint.table.table} where synced_at >= %s", names, since)

    def gone(self, names: Iterable[str], since: float) -> set[str]:
        """Those of these ids that Intercom was found to have no more."""
        test = f"{RAW}.gone_objects where resource = '{self.endpoint.name}' and seen_at >= %s"
        return self._ids(test, names, since)

    def parts(self, since: int, until: int) -> tuple[int, dict[str, int]]:
        """Parts that came when threads were read last, and how many are missing now, by thread."""
        child = next((child for child in self.endpoint.children if child.counted), None)
        if child is None:
            return 0, {}
        rows = self.client.execute_sql(
            "select held.id, max(held.parts_received), count(part.id)"
            f" from {RAW}.{self.endpoint.table.table} as held"
            f" left join {RAW}.{child.table.table} as part"
            f" on part.workspace_id = held.workspace_id and part.{child.parent} = held.id"
            " and part.synced_at >= held.synced_at"
            " where held.workspace_id = %s and held.updated_at >= %s and held.updated_at < %s"
            " group by held.id",
            self.workspace_id,
            _moment(since),
            _moment(until),
        )
        lacks = {str(name): came - there for name, came, there in rows if came and came > there}
        return sum(came or 0 for _, came, _ in rows), lacks

    def _ids(self, source: str, names: Iterable[str], since: float) -> set[str]:
        found: set[str] = set()
        for some, marks in _batches(names):
            query = f"select id from {source} and workspace_id = %s and id in ({marks})"
            moment = datetime.fromtimestamp(since, UTC)
            rows = self.client.execute_sql(query, moment, self.workspace_id, *some)
            found |= {str(name) for (name,) in rows}
        return found

    def _rows(self, test: str, *values: Any) -> "Iterator[tuple[str, Version]]":
        from sources.intercom.verifying import Version

        rows = self.client.execute_sql(
            f"select held.id, {_SECONDS.format('held.updated_at')}, held._fingerprint"
            f" from {RAW}.{self.endpoint.table.table} as held"
            f" where held.workspace_id = %s and {test}",
            self.workspace_id,
            *values,
        )
        return ((str(name), Version(moment or 0, print_ or "")) for name, moment, print_ in rows)


def loaded_until(client: Any, workspace_id: str) -> Mapping[str, int]:
    """Up to when each resource is loaded whole, in Unix seconds."""
    if "sync_runs" not in rawtables.columns(client):
        return {}
    rows = client.execute_sql(
        f"select resource, {_SECONDS.format('max(cursor)')} from {RAW}.sync_runs"
        " where workspace_id = %s and cursor is not null group by resource",
        workspace_id,
    )
    return {str(name): int(moment) for name, moment in rows}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _batches(names: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Ids in lists that a statement can carry, each with its placeholders."""
    every = list(names)
    for start in range(0, len(every), _IDS_AT_ONCE):
        some = every[start : start + _IDS_AT_ONCE]
        yield some, ", ".join(["%s"] * len(some))
