"""A sync in which nothing changed, and one in which one conversation in a hundred did."""

from collections.abc import Sequence
from typing import Any

from benchmarks.figures import Figure, Section
from benchmarks.processes import Workspace, sync, target, workspace
from benchmarks.rate import LATENCY
from benchmarks.sizes import Sizes

TITLE = "Nothing changed, and 1 %"
_SEARCHED = ("conversations", "contacts", "companies", "tickets")
_NOTES = (
    "All usual resources, latency 150 ms, p99 600 ms, 10,000 requests a minute, DuckDB. Three"
    " syncs: the first, one with nothing changed, one after replies to 1 % of the conversations.",
    "Extra requests and seconds are those beyond the sync with nothing changed, over those of the"
    " first sync. Wall is from after the start of Python and its imports.",
)


def measure(sizes: Sizes) -> Section:
    """Sync three times."""
    size = ("--conversations", sizes.unchanged, "--keep-requests", 50_000)
    with workspace(*size, *LATENCY) as source, target() as into:
        first, asked_first = _watched(source, lambda: sync(source, into))
        idle, asked_idle = _watched(source, lambda: sync(source, into))
        source.reply(sizes.unchanged // 100)
        busy, asked_busy = _watched(source, lambda: sync(source, into))
    figures = [
        *_idle(idle, asked_idle),
        *_busy(sizes.unchanged, (first, idle, busy), (asked_first, asked_idle, asked_busy)),
    ]
    return Section("unchanged", figures, notes=[*_NOTES, *_costly(idle)])


def _watched(source: Workspace, act: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    source.forget()
    return act(), source.requests()


def _idle(result: dict[str, Any], asked: Sequence[dict[str, Any]]) -> list[Figure]:
    requests = {name: tally["requests"] for name, tally in result["tallies"].items()}
    worst = max(requests, key=lambda name: requests[name])
    written = sum(sum(result["tallies"][name]["loaded"].values()) for name in _SEARCHED)
    name = "nothing changed"
    return [
        Figure(f"{name}: resources", len(requests)),
        Figure(f"{name}: requests", len(asked)),
        Figure(f"{name}: most requests for a resource ({worst})", requests[worst], most=2),
        Figure(f"{name}: conversation GETs", _gets(asked), most=0),
        Figure(f"{name}: rows of searched resources written", written, most=0),
        Figure(f"{name}: wall", result["wall_s"], "s", 1, most=5),
    ]


def _costly(result: dict[str, Any]) -> list[str]:
    """The resources that took more than two requests, which one per parent explains."""
    many = {name: one["requests"] for name, one in result["tallies"].items() if one["requests"] > 2}
    told = ", ".join(f"{name} {count}" for name, count in many.items())
    return [f"More than two requests with nothing changed: {told}."] if told else []


def _busy(
    conversations: int,
    results: Sequence[dict[str, Any]],
    logs: Sequence[Sequence[dict[str, Any]]],
) -> list[Figure]:
    first, idle, busy = (result["wall_s"] for result in results)
    extra_requests = 100 * (len(logs[2]) - len(logs[1])) / len(logs[0])
    extra_seconds = 100 * (busy - idle) / first
    received = results[2]["tallies"]["conversations"]["received"]
    name = "1 % changed"
    return [
        Figure(f"first sync of {conversations:,} conversations: requests", len(logs[0])),
        Figure(f"first sync of {conversations:,} conversations: wall", first, "s", 1),
        Figure(f"{name}: conversations received", received),
        Figure(f"{name}: conversation GETs", _gets(logs[2])),
        Figure(f"{name}: requests", len(logs[2])),
        Figure(f"{name}: extra requests over the first sync", extra_requests, "%", 2, most=1.5),
        Figure(f"{name}: wall", busy, "s", 1),
        Figure(f"{name}: extra seconds over the first sync", extra_seconds, "%", 1, most=5),
    ]


def _gets(asked: Sequence[dict[str, Any]]) -> int:
    return sum(
        one["method"] == "GET" and one["path"].removeprefix("/conversations/").isdigit()
        for one in asked
    )
