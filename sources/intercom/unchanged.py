"""Whole reads that bring what the last one brought: nothing of them is written again.

They leave the last written read the newest complete one, so that no row looks gone.
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from .readers import Delivery, Item, Mark, Reading

_MOST_HELD = 16_000_000
"""Bytes: a list that is longer is written as it comes."""


async def changed(
    reading: Reading, items: AsyncGenerator[Item, None]
) -> AsyncGenerator[Item, None]:
    """What a resource and its companions deliver, but for those that are as they were."""
    whole = [one for one in (reading, *reading.companions) if _is_whole(one)]
    held: list[Item] = []
    size = 0
    async with aclosing(items):
        async for item in items:
            held.append(item)
            size += len(item.body) if isinstance(item, Delivery) else 0
            if not whole or size > _MOST_HELD:
                whole = []
                while held:
                    yield held.pop(0)
    same = {one.endpoint.name for one in whole if _is_same(one, held)}
    for item in held:
        if item.resource not in same:
            yield item
    for one in whole:
        yield Mark(one.endpoint.name, 0, digest=_digest(one, held))


def _is_whole(reading: Reading) -> bool:
    endpoint, is_refused = reading.endpoint, reading.tally.is_over
    is_list = endpoint.complete or bool(endpoint.setting)
    return is_list and not endpoint.newest_first and not is_refused


def _is_same(reading: Reading, items: list[Item]) -> bool:
    """Whether all is as it was; told in the ledger."""
    if _digest(reading, items) != reading.digest:
        return False
    reading.tally.read_kind = "incremental"
    reading.tally.unchanged = reading.tally.received
    return True


def _digest(reading: Reading, items: list[Item]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for item in items:
        if isinstance(item, Delivery) and item.resource == reading.endpoint.name:
            digest.update(item.parent_id.encode() + b"\0" + item.body + b"\0")
    return digest.hexdigest()
