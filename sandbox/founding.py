"""What the smaller objects of a workspace are told from; nothing that changes later is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.companies import Companies
from sandbox.contacts import Contacts
from sandbox.conversations import Conversations
from sandbox.directory import Directory
from sandbox.ids import mix
from sandbox.tickets import Tickets

DAY = 86_400


@dataclass(frozen=True)
class Founding:
    """The seed, the span of the history and those who live in it."""

    seed: int
    workspace_id: str
    time_zone: str
    began_at: int
    now: int
    directory: Directory
    people: Contacts
    firms: Companies
    talks: Conversations
    desk: Tickets

    def draw(self, *salts: int) -> int:
        """A number that only the seed and the salts decide."""
        return mix(self.seed, *salts) >> 8

    def moment(self, number: int, count: int) -> int:
        """The time of the `number`th of `count` things, spread evenly over the history."""
        return self.began_at + (self.now - self.began_at) * (number + 1) // (count + 1)

    def later(self, at: int, *salts: int) -> int:
        """Some time between `at` and now."""
        return at + (self.now - at) * (self.draw(*salts) % 1_000) // 1_000

    def admin_id(self, number: int) -> str:
        """The id of some teammate."""
        admins = self.directory.admins
        return str(admins[1 + number % (len(admins) - 1)]["id"])


def iso(at: int, digits: str = "") -> str:
    """A Unix time as ISO 8601 text; `digits` are those of its milliseconds, if it shows any."""
    return datetime.fromtimestamp(at, UTC).strftime(f"%Y-%m-%dT%H:%M:%S{digits}Z")
