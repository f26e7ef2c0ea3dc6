"""The wire to Intercom: aiohttp carries requests, httpx reads answers; why one did not come."""

import os
import ssl
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from math import inf
from typing import IO
from urllib.parse import urlencode

import aiohttp
import httpx

from .limiter import MAX_CONCURRENCY
from .network import certificates, proxy_of
from .settings import Settings

OCTETS = {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
"""What files must be asked for with."""
LOST = (aiohttp.ClientError, httpx.DecodingError, TimeoutError, OSError)
"""What a request may end with instead of an answer."""
_NO_CONNECTION = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
_CHUNK = 65_536


class LargeAnswer(Exception):
    """A good answer whose body was not taken, as it is larger than was asked for."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        super().__init__("too large an answer")
        self.response = httpx.Response(answer.status, headers=_headers(answer))


class Wire:
    """Knows the address and the token, and takes the token nowhere else.

    Without a client of httpx between, which takes as much CPU as the request itself.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = settings.url
        self._headers = {
            "Authorization": f"Bearer {settings.access_token}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "intercom-elt",
        }
        self._timeout = aiohttp.ClientTimeout(sock_connect=10.0, sock_read=settings.timeout_s)
        self._opened: aiohttp.ClientSession | None = None

    async def exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str],
        file: IO[bytes] | None,
        most: float,
    ) -> httpx.Response:
        """Send a request once; the body of a good answer goes to the file, if there is one.

        Errors: one of `LOST`; `LargeAnswer` for a good answer with more bytes than `most`.
        """
        url = f"{self._url}{path}?{urlencode(params)}" if params else f"{self._url}{path}"
        asking = self._session().request(
            method, url, data=content, headers=headers, allow_redirects=False
        )
        async with asking as answer:
            is_good = answer.status == httpx.codes.OK
            if file is not None and is_good:
                body = b""
                await _save(answer, file)
            else:
                body = await _unpacked(answer, most if is_good else inf)
        return httpx.Response(answer.status, headers=_headers(answer), content=body)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        """Opened in the event loop that it belongs to."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=MAX_CONCURRENCY, keepalive_timeout=30.0, ssl=certificates(_usual)
                ),
                proxy=proxy_of(self._url),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,  # a file stays as it is
            )
            # aiohttp would send a GET again by itself after a reset: the ledger and the limiter
            # must know of every request, and a scroll would skip a page. Nothing else says so.
            self._opened._retry_connection = False
        return self._opened


@cache
def _usual() -> ssl.SSLContext:
    """Read the certificates once: it takes 30 ms, longer than all else that begins a session."""
    return httpx.create_ssl_context(trust_env=False)


async def _unpacked(answer: aiohttp.ClientResponse, most: float) -> bytes:
    """The body, unpacked as it comes where it is large; of one too large the rest stays unread."""
    length = answer.content_length
    if length is not None and length > most:
        raise LargeAnswer(answer)
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress if _is_packed(answer) else bytes
    body = bytearray()
    try:
        if length is not None and length < _CHUNK:
            body += unpack(await answer.read())
        else:
            async for chunk in answer.content.iter_any():
                body += unpack(chunk)
                if len(body) > most:
                    break
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from None
    if len(body) > most:
        raise LargeAnswer(answer)
    return bytes(body)


def _is_packed(answer: aiohttp.ClientResponse) -> bool:
    return answer.headers.get("content-encoding") == "gzip"


def _headers(answer: aiohttp.ClientResponse) -> Sequence[tuple[bytes, bytes]]:
    """As they came, but for what has been undone."""
    if not _is_packed(answer):
        return answer.raw_headers
    return [one for one in answer.raw_headers if one[0].lower() != b"content-encoding"]


async def _save(answer: aiohttp.ClientResponse, file: IO[bytes]) -> None:
    """Write the body as it comes, in the place of what an earlier try left."""
    file.seek(0)
    file.truncate()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        file.write(chunk)


def is_connected(error: BaseException) -> bool:
    """Whether the server was reached before it went wrong."""
    return not isinstance(error, _NO_CONNECTION)


def reason(error: BaseException) -> str:
    """What went wrong on the wire, without addresses or anything that an answer held."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return PROXY_WANTS_LOGIN if error.status == 407 else f"the proxy answered {error.status}"
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        number = error.os_error.errno or 0
        return f"the proxy: {os.strerror(number) if number > 0 else 'its name was not found'}"
    if isinstance(error, TimeoutError):
        return "no answer in time" if is_connected(error) else "no connection in time"
    # TLS errors are subclasses; their numbers are none of the system's.
    if type(error) in _OF_THE_SYSTEM and (number := getattr(error, "errno", None) or 0) > 0:
        return os.strerror(number)
    return _WORDS.get(type(error), type(error).__name__)


PROXY_WANTS_LOGIN = (
    "the proxy wants to know who asks (407): put user and password into HTTPS_PROXY,"
    " as in http://user:password@host:3128"
)
_OF_THE_SYSTEM = (aiohttp.ClientConnectorError, aiohttp.ClientOSError, ConnectionResetError)
_WORDS: dict[type[BaseException], str] = {
    aiohttp.ServerDisconnectedError: "the connection was closed without an answer",
    aiohttp.ClientPayloadError: "the answer was cut off",
    aiohttp.ClientConnectorDNSError: "the host's name was not found",
    aiohttp.ClientConnectorCertificateError: "the host's certificate is not trusted;"
    " SSL_CERT_FILE may name a file with those that are",
    aiohttp.ClientConnectorSSLError: "no agreement on how to encrypt",
    aiohttp.ClientResponseError: "an answer that is no HTTP",
    httpx.DecodingError: "an answer that is badly compressed",
}
