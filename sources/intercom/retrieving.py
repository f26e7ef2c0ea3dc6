"""One object whole, by its id; threads that came short are asked for again."""

import re
from math import inf
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .answers import Reply
from .client import ATTEMPTS
from .errors import NotFound, NotPermitted, Unavailable, UnexpectedShape
from .parts import is_short
from .wire import LargeAnswer

if TYPE_CHECKING:
    from .readers import Reading

FEW_ATTEMPTS = 3  # for what has failed before
_ID_IN_LINK = re.compile(r"/contacts/([\w-]+)")


async def retrieve(reading: "Reading", name: str, *, most: float = inf) -> Reply | None:
    """One object, or None when it is gone, which is noted.

    Endpoint: `GET /{resource}/{id}`, of conversations, contacts, tickets and companies.
    Errors:   404 and 410 are noted, not raised, a 404 that is no answer of Intercom's only when a
              later run meets it again; `UnexpectedShape` on anything but an object.
    """
    path = f"/{reading.endpoint.name}/{quote(name, safe='')}"
    is_known_to_fail = name in reading.pending
    try:
        attempts = FEW_ATTEMPTS if is_known_to_fail else ATTEMPTS
        reply = await reading.client.get(path, reading.tally, attempts=attempts, most=most)
    except NotFound as error:
        if not (error.code or is_known_to_fail or reading.repairs):
            raise Unavailable(f"{error.request} failed with {error.message}") from None
        _note(reading, name, error)
        return None
    if not isinstance(reply.json, dict):
        raise UnexpectedShape(f"{reply.request} answered with something else than an object")
    return reply


async def is_readable(reading: "Reading", name: str) -> bool:
    """Whether an object can be read now; nothing of it is taken."""
    try:
        return await retrieve(reading, name, most=0) is not None
    except LargeAnswer:
        return True
    except NotPermitted:
        return False


async def retrieve_again(reading: "Reading", thread: dict[str, Any]) -> Reply | None:
    """The same thread, if it has more parts than came; None where none are missing.

    Also None where asking again has not helped so far: Intercom may count otherwise than it sends.
    """
    patience = reading.patience_with_threads
    if not is_short(reading.endpoint, thread) or not patience.is_left:
        return None
    reading.tally.reread += 1
    again = await retrieve(reading, str(thread["id"]))
    patience.learn(helped=again is None or not is_short(reading.endpoint, again.json))
    return again


def _note(reading: "Reading", name: str, error: NotFound) -> None:
    """Remember for the warehouse that an object is gone, and where a merged contact went to."""
    link = _ID_IN_LINK.search(error.location or "")
    reading.tally.not_found += 1
    reading.tally.gone_objects.append(
        {
            "resource": reading.endpoint.name,
            "id": name,
            "status": error.status,
            "moved_to": link[1] if link else None,
            "seen_at": reading.client.now(),
        }
    )
