"""A mixed bag of life-like changes, drawn at random but the same for the same seed."""

from collections.abc import Callable
from random import Random

from sandbox.mutations import Mutations

Change = Callable[[Random], None]


class RandomChanges(Mutations):
    """Lets an ordinary day happen to the workspace."""

    def change(self, count: int, seed: int = 0) -> list[str]:
        """Make `count` random changes now; what was done, in order."""
        rng, done = Random(seed), []
        bag = self._bag()
        for _ in range(count):
            name = rng.choice(sorted(bag))
            with self.lock:
                bag[name](rng)
            done.append(name)
        return done

    def _bag(self) -> dict[str, Change]:
        pick = self._pick
        return {
            "reply": lambda rng: _ignore(self.reply(pick(rng, "conversations"))),
            "customer_reply": lambda rng: _ignore(
                self.reply(pick(rng, "conversations"), "<p>Any news?</p>", by="contact")
            ),
            "note": lambda rng: _ignore(self.note(pick(rng, "conversations"))),
            "close": lambda rng: _ignore(self.close(pick(rng, "conversations"))),
            "snooze": lambda rng: _ignore(self.snooze(pick(rng, "conversations"))),
            "assign": lambda rng: _ignore(
                self.assign(
                    pick(rng, "conversations"), admin_id=rng.choice(self.directory.admins)["id"]
                )
            ),
            "tag": lambda rng: _ignore(self.tag_conversation(pick(rng, "conversations"), "Beta")),
            "rate": lambda rng: self.rate(pick(rng, "conversations"), rng.randint(1, 5), "ok"),
            "priority": lambda rng: _ignore(
                self.set_priority(pick(rng, "conversations"), rng.choice(("low", "urgent")))
            ),
            "create_conversation": lambda rng: _ignore(
                self.create_conversation(pick(rng, "contacts"))
            ),
            "create_contact": lambda rng: _ignore(
                self.create_contact(role=rng.choice(("user", "lead")))
            ),
            "touch_contact": lambda rng: self.touch_contact(pick(rng, "contacts")),
            "tag_contact": lambda rng: self.tag_contact(pick(rng, "contacts")),
            "touch_company": lambda rng: self.touch_company(pick(rng, "companies")),
            "comment_ticket": lambda rng: self.comment_ticket(pick(rng, "tickets")),
        }

    def _pick(self, rng: Random, kind: str) -> str:
        """The id of a random object that lists show."""
        tables = {
            "conversations": self.conversations,
            "contacts": self.contacts,
            "companies": self.companies,
            "tickets": self.tickets,
        }
        table = tables[kind]
        while True:
            row = rng.randrange(len(table))
            if row not in table.gone and row not in table.unlisted:
                return table.ids.encode(row)


def _ignore(_: str) -> None:
    return None
