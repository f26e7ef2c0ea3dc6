"""Bytes on the connection: whole answers, halves of them, and none at all."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What goes back."""

    status: int
    headers: Headers
    body: bytes


async def read_body(receive: Receive) -> bytes:
    """The whole body of a request."""
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def wait_for_disconnect(receive: Receive) -> None:
    """Say nothing until the client gives up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_whole(send: Send, answer: Answer) -> None:
    """Send an answer as it should be."""
    length = (b"content-length", b"%d" % len(answer.body))
    start = {"type": "http.response.start", "status": answer.status}
    await send({**start, "headers": [*answer.headers, length]})
    await send({"type": "http.response.body", "body": answer.body})


async def send_part(send: Send, answer: Answer, *, reset: bool) -> None:
    """Send half of the body under the length of the whole one, and end the connection."""
    length = (b"content-length", b"%d" % len(answer.body))
    start = {"type": "http.response.start", "status": answer.status}
    await send({**start, "headers": [*answer.headers, length]})
    half = answer.body[: len(answer.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    await asyncio.sleep(0.01)
    cut(send, reset=reset)


def cut(send: Send, *, reset: bool) -> None:
    """End the connection under the answer, which ASGI has no word for.

    uvicorn's `send` is a method of the object that holds the transport. A reset is a close
    without lingering.
    """
    transport = send.__self__.transport  # type: ignore[attr-defined]
    if reset:
        linger = struct.pack("ii", 1, 0)
        with suppress(OSError):  # the client was quicker
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    else:
        transport.close()
