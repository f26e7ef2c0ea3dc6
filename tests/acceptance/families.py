"""Every way in which resources are read, each over several requests, to be disturbed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sandbox import Sandbox
from sources.intercom import Endpoint, Settings
from tests.acceptance import everything
from tests.acceptance.comparing import NOT_COMPARED
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock

Tables = dict[str, dict[tuple[str, ...], dict[str, Any]]]
BYSTANDERS = ("teams", "away_status_reasons")
"""Lists that a read of anything else must leave alone; they come first."""
_TAGS = 12  # Intercom cuts the lists of a contact at ten


@dataclass(frozen=True)
class Family:
    """Some resources, and the requests of theirs that fail."""

    name: str
    resources: tuple[str, ...]
    match: str
    """`METHOD /path-regex`, as a fault has it."""
    per_page: int = 0
    """Rows per page, where pages are cut smaller than usual."""
    window_rows: int = 600

    @property
    def wanted(self) -> list[Endpoint]:
        """Records of the resources and of the bystanders."""
        return [self._cut(one) for one in endpoints(*self.resources, *BYSTANDERS)]

    def matches(self, method: str, path: str) -> bool:
        wanted, _, pattern = self.match.partition(" ")
        return wanted == method and re.fullmatch(pattern, path) is not None

    def _cut(self, one: Endpoint) -> Endpoint:
        if not (self.per_page and one.per_page):
            return one
        return replace(one, per_page=self.per_page, window_rows=self.window_rows)


FAMILIES = (
    Family("search", ("contacts",), "POST /contacts/search", per_page=5),
    Family("search in windows", ("tickets",), "POST /tickets/search", per_page=4, window_rows=1),
    Family("lists inside of rows", ("contacts",), "GET /contacts/.*/(tags|notes)"),
    Family("search for threads", ("conversations",), "POST /conversations/search", per_page=4),
    Family("threads", ("conversations",), r"GET /conversations/\d+"),
    Family("list", ("tags",), "GET /tags"),
    Family("list of pages", ("internal_articles",), "GET /internal_articles", per_page=12),
    Family("objects of a list", ("articles",), r"GET /articles/\d+"),
    Family("newest first", ("deleted_conversations",), "GET /conversations/deleted", per_page=9),
    Family("log", ("admin_activity_logs",), "GET /admins/activity_logs"),
    Family("feed", ("contact_activities",), "GET /contacts/activities", per_page=1),
    Family("scroll", ("companies",), "GET /companies/scroll"),
    Family(
        "companions of threads",
        ("conversations", "conversation_handling_events"),
        "GET /conversations/.*/handling_events",
    ),
    Family(
        "companions of lists",
        ("help_centers", "help_center_redirects"),
        "GET /help_center/.*/redirects",
    ),
    Family("companions by the batch", ("calls", "call_transcripts"), "POST /calls/search"),
    Family("named ones", ("visitors",), "GET /visitors"),
)


@contextmanager
def workspace(clock: SettableClock) -> Iterator[Sandbox]:
    """A small workspace with more than one page of everything."""
    with Sandbox(32, contacts=13, companies=205, now=clock.glance, wall_clock=clock.glance) as api:
        someone = next(api.workspace.all("contacts"))["id"]
        for number in range(_TAGS):
            api.workspace.note_contact(someone, f"<p>Note {number}</p>")
        names = [one["id"] for one in api.workspace.all("conversations")]
        for name in names[:22]:
            api.workspace.delete_conversation(name)
        for one in list(api.workspace.all("contacts"))[1:4]:
            api.workspace.delete_contact(one["id"])
        for one in list(api.truth("articles"))[8:]:
            api.workspace.remove("articles", one["id"])
        clock.advance(7_200)
        yield api


def settings(api: Sandbox) -> Settings:
    """What names visitors that all exist."""
    found = everything.everything(api)
    lookups = {**found.lookups, "visitors": found.lookups["visitors"][:2]}
    return found.model_copy(update={"lookups": lookups})


def reader(api: Sandbox, clock: SettableClock, family: Family) -> Reader:
    return Reader(api, clock, family.wanted)


def rows(found: Reader) -> Tables:
    """What a reader holds, but for when it was seen."""
    return {
        table: {
            key: {name: value for name, value in row.items() if name not in NOT_COMPARED}
            for key, row in held.items()
        }
        for table, held in found.tables.items()
        if held
    }


def truth(api: Sandbox, found: Reader) -> dict[str, int]:
    """Rows that a reader lacks, by table; empty when it has all."""
    lacking = {}
    for table, held in found.tables.items():
        expected = everything.rows(api, table)
        if len(expected) > len(held):
            lacking[table] = len(expected) - len(held)
    return lacking
