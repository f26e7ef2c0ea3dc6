"""Threads and their parts: how many came, and how many there should have been. Pure functions."""

from typing import Any

from .endpoints import Endpoint

MOST_PARTS = 500
"""Intercom sends the newest 500 parts of a thread; the rest cannot be read."""


def is_short(endpoint: Endpoint, raw: Any) -> bool:
    """Whether parts are missing that Intercom should have sent."""
    return any(
        misses(len(dig(raw, child.path) or []), total_of(raw, child.path))
        for child in endpoint.children
        if child.counted
    )


def misses(received: int, total: int | None) -> bool:
    """Whether fewer parts came than there are, though not so many that the rest is cut off."""
    return total is not None and received < min(total, MOST_PARTS)


def total_of(raw: Any, path: str) -> int | None:
    """The number of rows that an inner list says it has; `path` leads to its rows."""
    total = dig(raw, path.split(".")[0] + ".total_count")
    return total if isinstance(total, int) else None


def dig(raw: Any, path: str) -> Any:
    """What stands at a path, or None."""
    for step in path.split("."):
        raw = raw.get(step) if isinstance(raw, dict) else None
    return raw
