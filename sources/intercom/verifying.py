"""Compares what Intercom lists with what a warehouse holds, and reads again what differs.

Ids, times and numbers of parts are compared, as searches tell them; single objects are asked for
only where they differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from .answers import Reply
from .endpoints import ENDPOINTS, Endpoint
from .fingerprints import fingerprint
from .history import State
from .readers import Reading
from .redaction import RedactingClient
from .searching import windows
from .session import Session
from .settings import Settings
from .windows import Window

VERIFIABLE: tuple[Endpoint, ...] = tuple(
    endpoint for endpoint in ENDPOINTS if endpoint.read in ("threads", "search", "companies")
)
"""What can be searched by time, and asked for one by one."""


class Version(NamedTuple):
    """An object as one side knows it: when it changed last, and the fingerprint of its row."""

    updated_at: int
    fingerprint: str

    def is_newer(self, held: "Version") -> bool:
        """Whether the warehouse is behind: the index of a search may be, too."""
        if self.updated_at != held.updated_at:
            return self.updated_at > held.updated_at
        mine, theirs = self.fingerprint.partition("#"), held.fingerprint.partition("#")
        return bool(mine[1] and theirs[1]) and mine[0] != theirs[0]  # the number of parts


@dataclass
class Comparison:
    """One resource on both sides, up to the moment to which it was synced."""

    listed: int = 0
    """Rows that Intercom lists."""
    differing: dict[str, Version] = field(default_factory=dict)
    """Rows that Intercom lists and the warehouse does not hold, or not as new."""
    unseen: dict[str, Version] = field(default_factory=dict)
    """Rows that the warehouse holds and Intercom does not list."""
    changed_since: int = 0
    """Rows that changed after the last sync, which the next one brings."""
    moved: int = 0
    """Those of them that the warehouse holds as they were before."""


class Verification(Session):
    """Reads single objects, whole, through the same tables as a sync; moves no cursor."""

    def __init__(self, settings: Settings, endpoints: Sequence[Endpoint], **options: Any) -> None:
        super().__init__(settings, endpoints, **options)
        self.repairs: dict[str, Mapping[str, str]] = {}
        """Ids to read by resource, with their fingerprints where known."""

    def compare(self, name: str, held: dict[str, Version], since: int, until: int) -> Comparison:
        """Hold what Intercom lists against what the warehouse holds; see `compare`."""
        tally = self.tallies[name]
        tally.resource, tally.read_kind = f"verify_{name}", "verify"
        tally.started_at, tally.window_from, tally.window_until = self.now(), since, until
        reading = self._between(name, since, until)
        return self.fetcher.call(compare(reading, held))

    def _plan(self, name: str, state: State) -> Reading:
        reading = self._between(name, 0, self.history.until)
        return replace(reading, repairs=self.repairs.get(name, {}), held_at=0)

    def _between(self, name: str, since: int, until: int) -> Reading:
        self.connect()
        assert self.client is not None
        endpoint = next(one for one in self.endpoints if one.name == name)
        client = RedactingClient(self.client, self.redaction.of(endpoint))
        return Reading(client, endpoint, self.tallies[name], until, since)


async def compare(reading: Reading, held: dict[str, Version]) -> Comparison:
    """What differs between `reading.since` and `reading.until`; `held` is used up.

    Endpoint: `POST /{resource}/search`.
    Errors:   those of `client.search`; companies can be searched on Preview only.
    """
    found = Comparison(unseen=held)
    async for window, rows in windows(reading, _versions):
        for name, listed in rows:
            was = held.pop(name, None)
            if window.is_open:
                found.changed_since += 1
                found.moved += was is not None
                continue
            found.listed += 1
            if was is None or listed.is_newer(was):
                found.differing[name] = listed
    return found


async def _versions(
    reading: Reading, _: Window, __: Reply, rows: list[dict[str, Any]]
) -> list[tuple[str, Version]]:
    return [
        (
            str(row["id"]),
            Version(_moment(row.get("updated_at")), fingerprint(reading.endpoint, row)),
        )
        for row in rows
    ]


def _moment(value: object) -> int:
    return value if isinstance(value, int) else 0
