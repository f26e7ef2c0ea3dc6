"""A loader without a warehouse: keeps what a session delivers, and the state between runs.

Many syncs in no time, for tests about what is asked for rather than how it is stored.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

import pyarrow as pa

from sandbox import Sandbox
from sources.intercom import ENDPOINTS, Endpoint, Session, Settings, Slice, _remember
from sources.intercom.clock import Clock
from sources.intercom.parcels import Parcel
from sources.intercom.readers import Delivery, Mark
from sources.intercom.rows import Row
from sources.intercom.session import Turn
from sources.intercom.shelf import Shelf
from tests.acceptance.raw_dataset import key_of, settings_of

Held = dict[tuple[str, ...], dict[str, Any]]


def endpoints(*names: str) -> list[Endpoint]:
    return [endpoint for endpoint in ENDPOINTS if endpoint.name in names]


class Reader:
    """Rows by table and key, cursors by resource."""

    def __init__(self, api: Sandbox, clock: Clock, wanted: Iterable[Endpoint]) -> None:
        self.api, self.clock, self.wanted = api, clock, list(wanted)
        self.states: dict[str, dict[str, Any]] = defaultdict(dict)
        self.tables: dict[str, Held] = defaultdict(dict)
        self._numbers = count()

    def run(
        self,
        *,
        settings: Settings | None = None,
        slices: Slice | None = None,
        full_refresh: bool = False,
        only: int | None = None,
    ) -> Session:
        """One sync, or as if killed after `only` so many slices."""
        session = Session(
            settings or settings_of(self.api),
            self.wanted,
            full_refresh=full_refresh,
            known=lambda table, *_: self._fingerprints(table),
            slices=slices or Slice(),
            clock=self.clock,
        )
        try:
            while True:
                self._slice(session)
                only = only and only - 1
                if session.is_done or only == 0:
                    return session
                session.next_slice()
        finally:
            session.close()

    def ids(self, model: type[Row]) -> set[str]:
        return {row["id"] for row in self.tables[model.table].values()}

    def column(self, model: type[Row], name: str) -> dict[str, Any]:
        return {row["id"]: row[name] for row in self.tables[model.table].values()}

    def _slice(self, session: Session) -> None:
        reading = session.open_endpoints
        for endpoint in reading:
            session.enlist(endpoint.name, self.states[endpoint.name])
        shelves = {e.name: Shelf(e, session.connect().id, session.tallies[e.name]) for e in reading}
        while reading:
            for endpoint in list(reading):
                item = session.turn(endpoint.name)
                if item is Turn.OVER:
                    reading.remove(endpoint)
                elif isinstance(item, Delivery | Parcel):
                    self._take(shelves[endpoint.name].put(item))
                elif isinstance(item, Mark):
                    _remember(self.states[endpoint.name], item)
        for shelf in shelves.values():
            self._take(shelf.take())

    def _take(self, tables: Iterable[tuple[type[Row], pa.Table]]) -> None:
        for model, table in tables:
            held = self.tables[model.table]
            for row in table.to_pylist():
                key = key_of(model, row)
                if not model.cleared_by:
                    held[key] = row
                elif not row[model.cleared_by]:
                    held[(*key, str(next(self._numbers)))] = row
                else:
                    for old in [one for one in held if one[:-1] == key]:
                        del held[old]

    def _fingerprints(self, table: str) -> dict[str, str]:
        return {row["id"]: row["_fingerprint"] for row in self.tables[table].values()}
