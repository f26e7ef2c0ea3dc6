"""A mixed bag of life-like changes, drawn at random but the same for the same seed."""

from collections.abc import Callable, Collection
from contextlib import suppress
from random import Random

from sandbox.mutations import Mutations

Change = Callable[[Random], object]


class _NothingThereError(LookupError):
    """A workspace of no conversations has no ticket either, and maybe no company with users."""


class RandomChanges(Mutations):
    """Lets an ordinary day happen to the workspace."""

    def change(
        self, count: int, seed: int = 0, *, silent: bool = False, only: Collection[str] = ()
    ) -> list[str]:
        """Make `count` random changes now; what was done, in order.

        Nothing is deleted or merged, and what happens to objects that a small workspace lacks is
        left out. `silent` adds changes that by default move no `updated_at`; `only` names the
        kinds to draw from.
        """
        rng, done = Random(seed), []
        bag = self._conversation_bag() | self._people_bag()
        if silent:
            bag |= self._silent_bag()
        names = sorted(only or bag)
        for _ in range(count):
            name = rng.choice(names)
            with self.lock, suppress(_NothingThereError):
                bag[name](rng)
                done.append(name)
        return done

    def _conversation_bag(self) -> dict[str, Change]:
        def on(act: Callable[[str, Random], object]) -> Change:
            return lambda rng: act(self._pick(rng, "conversations"), rng)

        def assign(one: str, rng: Random) -> object:
            return self.assign(one, admin_id=rng.choice(self.directory.admins)["id"])

        return {
            "reply": on(lambda one, _: self.reply(one)),
            "customer_reply": on(lambda one, _: self.reply(one, "<p>Any news?</p>", by="contact")),
            "note": on(lambda one, _: self.note(one)),
            "close": on(lambda one, _: self.close(one)),
            "snooze": on(lambda one, _: self.snooze(one)),
            "assign": on(assign),
            "tag": on(lambda one, _: self.tag_conversation(one, "Beta")),
            "rate": on(lambda one, rng: self.rate(one, rng.randint(1, 5), "ok")),
            "priority": on(lambda one, rng: self.set_priority(one, rng.choice(("low", "urgent")))),
            "attribute": on(lambda one, rng: self.set_attribute(one, "Weight", rng.random())),
        }

    def _people_bag(self) -> dict[str, Change]:
        pick = self._pick
        return {
            "create_conversation": lambda rng: self.create_conversation(pick(rng, "contacts")),
            "create_contact": lambda rng: self.create_contact(role=rng.choice(("user", "lead"))),
            "touch_contact": lambda rng: self.touch_contact(pick(rng, "contacts")),
            "note_contact": lambda rng: self.note_contact(pick(rng, "contacts"), "<p>Call</p>"),
            "attach_company": lambda rng: self.attach_company(
                pick(rng, "contacts"), pick(rng, "companies")
            ),
            "touch_company": lambda rng: self.touch_company(pick(rng, "companies")),
            "comment_ticket": lambda rng: self.comment_ticket(pick(rng, "tickets")),
        }

    def _silent_bag(self) -> dict[str, Change]:
        pick = self._pick
        return {
            "tag_contact": lambda rng: self.tag_contact(pick(rng, "contacts"), "Beta"),
            "ticket_state": lambda rng: self.set_ticket_state(pick(rng, "tickets"), "resolved"),
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
        if next(table.listed_rows(), None) is None:
            raise _NothingThereError(kind)
        while True:
            row = rng.randrange(len(table))
            if row not in table.gone and row not in table.unlisted:
                return table.ids.encode(row)
