"""Use of the rate limit: alone at two limits, and beside another client of the same app."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp

from benchmarks.figures import Figure, Section
from benchmarks.processes import sync, target, workspace
from benchmarks.sizes import Sizes

TITLE = "Use of the rate limit"
WINDOW_S = 10
LATENCY = ("--latency-ms", 150, "--latency-p99-ms", 600)
_NOTES = (
    "Latency 150 ms, p99 600 ms. A share is what was answered other than by 429, over what the"
    " windows admit, in the windows between the first and the last.",
    "The other client asks for 30 % of the limit with the same token, evenly, whatever it is"
    " told; a storm would be more than 50 of its 1,000 answered 429.",
)


def measure(sizes: Sizes) -> Section:
    """Sync conversations at 10,000 and 1,000 requests a minute, then with a rival."""
    figures = [
        *_alone(sizes.rate, 10_000),
        *_alone(sizes.slow_rate, 1_000),
        *_shared(sizes.shared_rate, 10_000),
    ]
    return Section("rate", figures, notes=list(_NOTES))


def _alone(conversations: int, limit: int) -> Iterator[Figure]:
    result, asked = _run(conversations, limit, rival=0.0)
    name = f"{limit:,} a minute, {conversations:,} conversations"
    yield Figure(f"{name}: share of the admitted", _share(asked, limit), "", 3, least=0.97)
    yield Figure(f"{name}: answered 429, of 1,000", _refused(asked), "", 1, most=2)
    busy = result["cpu_s"] / result["wall_s"]
    yield Figure(f"{name}: share of one core", busy, "", 2, most=0.4)


def _shared(conversations: int, limit: int) -> Iterator[Figure]:
    result, asked = _run(conversations, limit, rival=0.3)
    ours = [one for one in asked if not one["query"].get("rival")]
    theirs = [one for one in asked if one["query"].get("rival")]
    name = f"{limit:,} a minute beside a client that takes 30 %"
    yield Figure(f"{name}: share of the admitted, both", _share(asked, limit), "", 3, least=0.95)
    yield Figure(f"{name}: share of the admitted, ours", _share(ours, limit), "", 3)
    yield Figure(f"{name}: answered 429, of 1,000", _refused(ours), "", 1, most=2)
    yield Figure(f"{name}: answered 429, of its 1,000", _refused(theirs), "", 1, most=50)
    yield Figure(f"{name}: share of one core", result["cpu_s"] / result["wall_s"], "", 2, most=0.4)


def _run(
    conversations: int, limit: int, rival: float
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    size = ("--conversations", conversations, "--keep-requests", 10 * conversations)
    with (
        workspace(*size, *LATENCY, "--rate-limit", limit) as source,
        target() as into,
        _asking(source.url, rival * limit / 60),
    ):
        return sync(source, into, "conversations"), source.requests()


def _share(asked: Sequence[dict[str, Any]], limit: int) -> float:
    """What was admitted over what could have been, in the windows that were there to be used."""
    admitted = (one["answered_at"] for one in asked if one["status"] not in (0, 429))
    windows: Counter[int] = Counter(int(at // WINDOW_S) for at in admitted)
    whole = range(min(windows) + 1, max(windows))
    admissible = round(limit / 6) * len(whole)
    used = sum(windows[one] for one in whole)
    return used / admissible if admissible else 0.0


def _refused(asked: Sequence[dict[str, Any]]) -> float:
    refused = [one for one in asked if one["status"] == 429]
    return 1_000 * len(refused) / max(1, len(asked))


@contextmanager
def _asking(url: str, per_second: float) -> Iterator[None]:
    """Ask so often, in a thread, as long as the block lasts."""
    if not per_second:
        yield
        return
    over = threading.Event()
    rival = threading.Thread(target=lambda: asyncio.run(_ask(url, per_second, over)))
    rival.start()
    try:
        yield
    finally:
        over.set()
        rival.join()


async def _ask(url: str, per_second: float, over: threading.Event) -> None:
    token = {"Authorization": "Bearer sandbox-token"}
    loop = asyncio.get_running_loop()
    due = loop.time()
    async with aiohttp.ClientSession(url, headers=token) as session, asyncio.TaskGroup() as group:
        while not over.is_set():
            group.create_task(_one(session))
            due += 1 / per_second
            await asyncio.sleep(due - loop.time())


async def _one(session: aiohttp.ClientSession) -> None:
    async with session.get("/me", params={"rival": "1"}) as answer:
        await answer.read()
