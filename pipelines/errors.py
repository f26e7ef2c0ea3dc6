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
BUSY = 4
"""Another sync holds the warehouse: nothing was done, and nothing is wrong."""
INTERRUPTED = 130
"""Ctrl-C, as shells number it."""
TERMINATED = 143
"""SIGTERM, as shells number it."""
STATUS = {
    OK: "complete",
    FAILED: "failed",
    CHANGE_FIRST: "misconfigured",
    INCOMPLETE: "incomplete",
    BUSY: "busy",
    INTERRUPTED: "interrupted",
    TERMINATED: "interrupted",
}
"""The word for each exit code, for programs that read JSON."""


@dataclass
class Stop(Exception):
    """Ends the command with a sentence on stderr."""

    sentence: str
    code: int = FAILED

    def __str__(self) -> str:
        return self.sentence
