"""Objects read again by their ids, since they are missing in the warehouse or out of date there."""

import asyncio
from collections.abc import AsyncGenerator

from .completing import completed
from .errors import NotPermitted
from .fingerprints import fingerprint
from .readers import Delivery, Reading
from .retrieving import retrieve

_AT_ONCE = 50


async def repair(reading: Reading) -> AsyncGenerator[Delivery, None]:
    """Read the objects that were named, and nothing else; moves no cursor.

    Endpoint: `GET /{resource}/{id}`; what is gone is noted for the warehouse.
    """
    names = list(reading.repairs or {})
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        for delivery in await asyncio.gather(*(_repaired(reading, name) for name in some)):
            if delivery is not None:
                yield delivery


async def _repaired(reading: Reading, name: str) -> Delivery | None:
    """One object, with the fingerprint of the search row by which it will be known.

    One that is refused is left as it is, and told as what still differs.
    """
    try:
        reply = await retrieve(reading, name)
    except NotPermitted as error:
        reading.tally.reason = str(error)
        return None
    if reply is None:
        return None
    reading.tally.received += 1
    print_ = (reading.repairs or {})[name] or fingerprint(reading.endpoint, reply.json)
    whole = await completed(reading, reply.json)
    return reading.delivery([whole], reply.asked_at, (print_,))
