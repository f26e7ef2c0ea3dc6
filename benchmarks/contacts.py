"""Light resources: many contacts by concurrent windows, not page after page."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from benchmarks.figures import Figure, Section
from benchmarks.processes import sync, target, workspace
from benchmarks.rate import LATENCY
from benchmarks.sizes import Sizes

TITLE = "Contacts"
_LIMIT = 10_000
_PER_PAGE = 150


def measure(sizes: Sizes) -> Section:
    """Sync contacts only and look at the searches in the workspace's log."""
    size = ("--conversations", 200, "--contacts", sizes.contacts, "--keep-requests", 50_000)
    with workspace(*size, *LATENCY, "--rate-limit", _LIMIT) as source, target() as into:
        result = sync(source, into, "contacts")
        asked = [one for one in source.requests() if one["path"] == "/contacts/search"]
    most, mean = _in_flight(asked)
    seconds = max(one["answered_at"] for one in asked) - min(one["at"] for one in asked)
    name = f"{sizes.contacts:,} contacts"
    figures = [
        Figure(f"{name}: pages in flight, at most", most, least=10),
        Figure(f"{name}: pages in flight, on average while any were", mean, "", 1, least=10),
        Figure(f"{name}: search requests", len(asked)),
        Figure(f"{name}: search requests a second", len(asked) / seconds, "", 1),
        Figure(f"{name}: the same over the limit", len(asked) / seconds * 60 / _LIMIT, "", 2),
        Figure(f"{name}: contacts a second", sizes.contacts / result["wall_s"]),
        Figure(f"{name}: wall", result["wall_s"], "s", 1),
        Figure(f"{name}: CPU per contact", 1_000 * result["cpu_s"] / sizes.contacts, "ms", 2),
        Figure(f"{name}: peak memory", result["peak_mb"], "MB", most=350),
    ]
    return Section("contacts", figures, notes=[_note(sizes.contacts)])


def _note(contacts: int) -> str:
    scaled = (
        "" if contacts >= 1_000_000 else f", {1_000_000 // contacts} times fewer than a million"
    )
    return (
        f"Latency 150 ms, p99 600 ms, {_LIMIT:,} requests a minute{scaled}. A page holds"
        f" {_PER_PAGE}; page after page there would be one in flight."
    )


def _in_flight(asked: Sequence[dict[str, Any]]) -> tuple[int, float]:
    """Most requests at once, and how many on average in the time in which there were any."""
    steps = sorted([(one["at"], 1) for one in asked] + [(one["answered_at"], -1) for one in asked])
    now = most = 0
    busy = area = 0.0
    for (at, step), (following, _) in pairwise(steps):
        now += step
        most = max(most, now)
        busy += (following - at) * (now > 0)
        area += (following - at) * now
    return most, area / busy
