"""Failures as the user meets them: one sentence, and the exit code that goes with it."""

from dataclasses import dataclass

OK = 0
FAILED = 1
"""Failed on the way: network, server, destination. The cursor stays where it was."""
CHANGE_FIRST = 2
"""Something the user must change first: usage, settings, a refused token, an unusable path."""
INCOMPLETE = 3
"""Loaded, but with rejected rows, or without a resource that is refused now and was read before, or
that was asked for by name."""


@dataclass
class Stop(Exception):
    """Ends the command with a sentence on stderr."""

    sentence: str
    code: int = FAILED

    def __str__(self) -> str:
        return self.sentence
