"""Lists that cost one request per parent: read along with every parent that changed."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from .errors import NotFound, NotPermitted
from .readers import Delivery, Item, Mark, Reading
from .searching import cancel

_PARENTS_AHEAD = 256
_LARGE = 50_000  # bytes: a delivery counts as one parent more for each


async def accompanied(
    reading: Reading, items: AsyncGenerator[Item, None]
) -> AsyncGenerator[Item, None]:
    """Put the companions of its objects before each delivery; order is kept, requests overlap.

    Before, as a parent that is loaded counts as read, also when a crash comes next.
    """
    ahead: deque[tuple[asyncio.Task[list[Item]] | Mark, int]] = deque()
    parents = 0
    try:
        async with aclosing(items):
            async for item in items:
                if not reading.companions:
                    yield item
                    continue
                entry, weight = _entry(reading, item)
                ahead.append((entry, weight))
                parents += weight
                while ahead and (parents > _PARENTS_AHEAD or _is_settled(ahead[0][0])):
                    entry, weight = ahead.popleft()
                    parents -= weight
                    for settled in await _settled(entry):
                        yield settled
            for entry, _ in ahead:
                for settled in await _settled(entry):
                    yield settled
    finally:
        await cancel(entry for entry, _ in ahead if isinstance(entry, asyncio.Task))


def _entry(reading: Reading, item: Item) -> tuple[asyncio.Task[list[Item]] | Mark, int]:
    if isinstance(item, Mark):
        return item, 0
    names = [str(row["id"]) for row in orjson.loads(item.body) if row.get("id") is not None]
    return asyncio.create_task(_with_companions(reading, item, names)), max(
        1, len(names), len(item.body) // _LARGE
    )


def _is_settled(entry: asyncio.Task[list[Item]] | Mark) -> bool:
    return isinstance(entry, Mark) or entry.done()


async def _settled(entry: asyncio.Task[list[Item]] | Mark) -> list[Item]:
    return [entry] if isinstance(entry, Mark) else await entry


async def _with_companions(reading: Reading, parent: Delivery, names: list[str]) -> list[Item]:
    lists = await asyncio.gather(
        *(_rows_of(one, name, parent) for name in names for one in reading.companions)
    )
    return [*(item for items in lists for item in items), parent]


async def _rows_of(companion: Reading, name: str, parent: Delivery) -> list[Item]:
    """The rows of one parent; dated like it, so that both tell of one moment.

    Endpoint: `GET {path}` with the parent's id.
    Errors:   a refusal makes the companion unavailable and is not asked for again; 404 counts.
    """
    endpoint, tally = companion.endpoint, companion.tally
    objects = []
    try:
        if not tally.is_over:
            path = endpoint.path.format(id=name)
            async for _, page in companion.client.pages(
                "GET", path, endpoint.rows, tally, endpoint.params, numbered=True
            ):
                objects += page
    except NotPermitted as error:
        tally.finish("unavailable", companion.client.clock.now(), error)
    except NotFound:
        tally.not_found += 1
    tally.received += len(objects)
    return [companion.delivery(objects, parent.asked_at, parent_id=name)] if objects else []
