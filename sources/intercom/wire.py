"""The connection to Intercom: httpx over aiohttp, and why an answer did not come."""

import os
import ssl
from functools import cache
from typing import IO

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from .limiter import MAX_CONCURRENCY
from .settings import Settings

OCTETS = {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
"""What files must be asked for with."""
LOST = (httpx.RequestError, aiohttp.ClientError, TimeoutError, OSError)
"""What a request may end with instead of an answer."""
_NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class _Transport(AiohttpTransport):
    """Sends each request once: aiohttp would send a GET again by itself after a reset.

    The ledger and the limiter must know of every request, and a scroll would skip a page.
    """

    def get_client(self) -> aiohttp.ClientSession:
        session = super().get_client()
        session._retry_connection = False  # there is no other way to say so
        return session


def connection(settings: Settings) -> httpx.AsyncClient:
    """A client that knows the address and the token, and takes the token nowhere else."""
    limits = httpx.Limits(max_connections=MAX_CONCURRENCY, keepalive_expiry=30.0)
    return httpx.AsyncClient(
        base_url=settings.url,
        transport=_Transport(verify=_tls(), limits=limits),
        timeout=httpx.Timeout(settings.timeout_s, connect=10.0, pool=None),
        follow_redirects=False,
        headers={
            "Authorization": f"Bearer {settings.access_token}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "intercom-elt",
        },
    )


@cache
def _tls() -> ssl.SSLContext:
    """Read the certificates once: it takes 30 ms, longer than all else that begins a session."""
    return httpx.create_ssl_context()


async def exchange(
    http: httpx.AsyncClient, request: httpx.Request, file: IO[bytes] | None
) -> httpx.Response:
    """Send a request; the body of a good answer goes to the file, if there is one, as it comes."""
    response = await http.send(request, stream=file is not None)
    if file is None:
        return response
    try:
        if response.status_code != httpx.codes.OK:
            await response.aread()
            return response
        file.seek(0)
        file.truncate()
        async for chunk in response.aiter_raw():
            file.write(chunk)
    finally:
        await response.aclose()
    return response


def is_connected(error: BaseException) -> bool:
    """Whether the server was reached before it went wrong.

    A connection that the server drops counts as one: httpx tells both alike.
    """
    return not isinstance(error.__cause__, _NO_CONNECTION)


def reason(error: BaseException) -> str:
    """What went wrong on the wire, without addresses or query strings."""
    is_late = isinstance(error, TimeoutError | httpx.TimeoutException)
    if is_late and not isinstance(error, httpx.ConnectTimeout):
        return "no answer in time"
    cause = error.__cause__ or error
    # A TLS error is a subclass; its number is none of the system's.
    if type(cause) is aiohttp.ClientConnectorError and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno)
    return f"{type(cause).__name__}: {cause}"[:200] if str(cause) else type(cause).__name__
