"""What the reports need to know of a text, so that it can be kept when the text is redacted.

The counts are those of `int_conversation_things`, which makes them for rows loaded without.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_MARKUP = re.compile("<[^>]*>")
_NOTED = ":facts"
"""Ends the key under which facts stand beside a value; no key of Intercom's ends so."""


@dataclass(frozen=True)
class Fact:
    """A column of its own that tells something of a value."""

    tell: Callable[[object], object]

    def __call__(self, value: object) -> object:
        """Take what was noted before the value was redacted, else look at the value."""
        if isinstance(value, dict):
            return value.get(self.tell.__name__)
        return None if value is None else self.tell(value)


def noted(path: tuple[str, ...]) -> tuple[str, ...]:
    """Where the facts of the value at a path are noted."""
    return (*path[:-1], path[-1] + _NOTED)


def note(facts: Iterable[Fact], holder: dict[str, Any], name: str) -> None:
    """Note facts of the value of this name in the object that holds it."""
    if name in holder:
        told = {fact.tell.__name__: fact(holder[name]) for fact in facts}
        holder[name + _NOTED] = told


def letters(body: object) -> int:
    """Characters of a message without its markup."""
    return len(_plain(str(body)))


def words(body: object) -> int:
    """Words of a message: what stands between spaces."""
    return len([word for word in _plain(str(body)).split(" ") if word])


def has_picture(body: object) -> bool:
    """Whether a message shows a picture between its words, or in place of them."""
    return "<img" in str(body)


def has_files(attachments: object) -> bool:
    """Whether files were sent along."""
    return isinstance(attachments, list) and bool(attachments) and isinstance(attachments[0], dict)


def is_operator(email: object) -> bool:
    """Whether the address is that of Operator, Intercom's own bot, on a teammate's seat."""
    return str(email).startswith("operator+")


@lru_cache(maxsize=1)
def _plain(text: str) -> str:
    """A text without markup; the last one is asked for more than once."""
    return _MARKUP.sub(" ", text).replace("&nbsp;", " ").replace("\n", " ").strip(" ")
