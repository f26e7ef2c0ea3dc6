"""HTTP for Intercom: auth, version, limits, retries, errors. Knows nothing of tables or dlt."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from math import inf
from typing import IO, Any, Self

import httpx
import orjson

from . import paging
from .answers import (
    VERSION_INVALID,
    Failure,
    Reply,
    Throttled,
    backoff,
    is_full,
    is_ours,
    problem,
    rejection,
)
from .clock import Clock
from .errors import (
    IntercomError,
    NotFound,
    NotPermitted,
    RequestRejected,
    Unavailable,
    UnexpectedShape,
    Unreachable,
)
from .ledger import Tally
from .limiter import Limiter
from .rows import decode
from .settings import Settings
from .wire import (
    LOST,
    OCTETS,
    PROXY_WANTS_LOGIN,
    LargeAnswer,
    Wire,
    is_connected,
    reason,
)

ATTEMPTS = 8  # with the pauses below: about a minute of trouble is lived through
THROTTLES = 60  # 429s are no failure; ten minutes of them are
_RIGHT_S = 30.0  # the server tells its time to ten seconds
_RETRIED = {408, 425, 500, 502, 503, 504}
_FEW = 4  # a firewall that stops us mostly goes on doing so
_BETWEEN = (
    "a 403 that is not Intercom's own: a firewall, a proxy or a list of permitted addresses is on"
    " the way; ask whoever looks after that to let requests to Intercom's API pass"
)
_PAGE_SIZES = (150, 50, 20, 5)
_SIZE = re.compile(r"per[_ ]?page|page[_ ]?size", re.IGNORECASE)


class IntercomClient:
    """Sends requests at the pace that the limiter allows and returns only good answers."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.version = settings.api_version
        self.limiter = Limiter(clock, settings.rate_limit_share)
        self.total = Tally()
        self.ahead = 0.0
        """Seconds by which our clock is ahead of the server's, where that is worth correcting."""
        self._wire = Wire(settings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._wire.close()

    def settle_clock(self) -> None:
        """Take the server's clock for the right one when ours is off by more than a little.

        A cursor from the future would skip what changes until then.
        """
        ahead = self.limiter.seconds_ahead
        self.ahead = ahead if abs(ahead) > _RIGHT_S else 0.0

    def now(self) -> float:
        """Unix seconds, by the server's clock."""
        return self.clock.now() - self.ahead

    async def me(self, tally: Tally) -> Reply:
        """Who the token acts for, and in which workspace; settles the version header.

        Endpoint: `GET /me`.
        Errors:   `TokenRefused`, `NotPermitted` (version), `Unreachable`.
        """
        try:
            return await self.get("/me", tally, attempts=4)
        except NotPermitted as error:
            if error.code != VERSION_INVALID or self.version != "Preview":
                raise
            self.version = "Unstable"  # the name that Preview had until April 2026
            return await self.get("/me", tally, attempts=4)

    async def get(
        self,
        path: str,
        tally: Tally,
        params: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Reply:
        """One GET. Options and errors: see `send`."""
        return await self.send("GET", path, tally, params=params, **options)

    async def download(
        self, path: str, tally: Tally, params: Mapping[str, str], file: IO[bytes]
    ) -> None:
        """Write a file as it is on the wire, none of its tries but the last. Errors: see `send`."""
        await self.send("GET", path, tally, params=params, file=file)

    async def pages(
        self,
        method: str,
        path: str,
        rows: str,
        tally: Tally,
        params: Mapping[str, str],
        *,
        attempts: int = ATTEMPTS,
    ) -> AsyncGenerator[tuple[Reply, list[Any]], None]:
        """Yield every page of a list: cursor in the query, page numbers or next as a URL.

        Shape:  `{rows: [...], "pages": {...} | null}`; see `paging.following`.
        Errors: `UnexpectedShape` on a missing key or when the same next page is named twice.
        """
        query = dict(params)
        seen: set[tuple[tuple[str, str], ...]] = set()
        while True:
            try:
                reply = await self.send(method, path, tally, params=query, attempts=attempts)
            except RequestRejected as error:
                if not (smaller := _smaller(query, error)):
                    raise
                query = smaller
                continue
            yield reply, paging.rows(reply.json, rows, reply.request)
            page = None if "starting_after" in query else int(query.get("page", "1"))
            step = paging.following(reply.json, page, self.settings.host)
            if step is None:
                return
            query = {**query, **step}
            mark = tuple(sorted(query.items()))
            if mark in seen:
                raise UnexpectedShape(f"{reply.request} names the same next page again and again")
            seen.add(mark)

    async def search(
        self,
        path: str,
        rows: str,
        tally: Tally,
        query: Mapping[str, Any],
        *,
        per_page: int = 150,
        sort: str = "updated_at",
    ) -> AsyncGenerator[tuple[Reply, list[Any]], None]:
        """Yield the pages of a search, oldest change first; pages shrink when the server chokes.

        Endpoint: `POST {path}`.
        Shape:    `{rows: [...], "total_count": int, "pages": {"next": {"starting_after"}}}`.
        Errors:   see `send`; `UnexpectedShape` when a page token comes back.
        """
        sizes = [size for size in _PAGE_SIZES if size < per_page]
        pagination: dict[str, Any] = {"per_page": per_page}
        body = {
            "query": query,
            "sort": {"field": sort, "order": "ascending"},  # only the long word works everywhere
            "pagination": pagination,
        }
        seen: set[str] = set()
        while True:
            try:
                attempts = 3 if sizes else ATTEMPTS
                reply = await self.send("POST", path, tally, json=body, attempts=attempts)
            except (Unavailable, RequestRejected) as error:
                if not sizes or not _is_too_large(error):
                    raise
                pagination["per_page"] = sizes.pop(0)
                continue
            yield reply, paging.rows(reply.json, rows, reply.request)
            step = paging.following(reply.json, host=self.settings.host)
            del reply  # the next page may be long in coming
            token = (step or {}).get("starting_after")
            if token is None:
                return
            if token in seen:
                raise UnexpectedShape(f"POST {path} hands out the same page token twice")
            seen.add(token)
            pagination["starting_after"] = token

    async def send(
        self,
        method: str,
        path: str,
        tally: Tally,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        attempts: int = ATTEMPTS,
        file: IO[bytes] | None = None,
        most: float = inf,
    ) -> Reply:
        """Send one request until it is answered well; searches are idempotent POSTs.

        With a `file` that takes the body. Errors: `TokenRefused` 401, `NotPermitted` 403 or
        version, `NotFound` 404/410, `QueueFull` a 429 that only a job's end heals,
        `RequestRejected` any other 4xx or redirect, `Unavailable` retries spent, `Unreachable` no
        connection, `LargeAnswer` for more bytes than `most`.
        """
        request = f"{method} {path}"
        content = orjson.dumps(json) if json is not None else None
        failures = throttles = missing = 0
        while True:
            try:
                return await self._try(method, path, request, params, content, tally, file, most)
            except Throttled:  # the limiter knows how long
                throttles += 1
                if throttles > THROTTLES:
                    raise Unavailable(f"{request} is throttled for good") from None
            except Failure as failure:
                failures += 1
                missing += failure.gone
                tally.last_failure = f"{request}: {failure}"
                if missing > 1:  # a proxy's page once, twice the object is gone
                    raise NotFound(request, 404, "", str(failure)) from None
                if failures >= (min(attempts, _FEW) if failure.is_foreign else attempts):
                    raise self._spent(request, failure, failures) from None
                await self.clock.sleep(backoff(failures))
            tally.retries += 1
            self.total.retries += 1

    async def _try(
        self,
        method: str,
        path: str,
        request: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        tally: Tally,
        file: IO[bytes] | None,
        most: float,
    ) -> Reply:
        passed_at = await self.limiter.acquire()
        tally.requests += 1
        self.total.requests += 1
        asked_at = datetime.fromtimestamp(passed_at - self.ahead, UTC)
        headers = {"Intercom-Version": self.version, **(OCTETS if file else {})}
        if content is not None:
            headers["Content-Type"] = "application/json"
        response: httpx.Response | None = None
        try:
            # A body may drip for ever; that of a file may take its time.
            async with asyncio.timeout(None if file else self.settings.timeout_s * 2):
                response = await self._wire.exchange(
                    method, path, params, content, headers, file, most
                )
        except LargeAnswer as large:
            response = large.response
            raise
        except LOST as error:
            raise Failure(reason(error), connected=is_connected(error)) from None
        finally:
            status = response.status_code if response else None
            self.limiter.release(
                passed_at,
                response.headers if response else None,
                trouble=status is None or status in _RETRIED,
                throttled=status == 429 and not is_full(response.content if response else b""),
            )
        if file and status == 200:
            return Reply(request, asked_at, None)
        return Reply(request, asked_at, self._judge(response, request, tally))

    def _judge(self, response: httpx.Response, request: str, tally: Tally) -> Any:
        """The parsed body of a good answer; anything else is raised."""
        status = response.status_code
        if status == 200:
            try:
                return decode(response.content, tally.findings)
            except ValueError:
                what = "an empty body" if not response.content.strip() else "no JSON"
                raise Failure(f"200 with {what}") from None
        if status == 429 and not is_full(response.content):
            tally.throttled += 1
            self.total.throttled += 1
            raise Throttled
        if status == 407:  # only where nothing is encrypted; else it never gets as far
            raise Failure(PROXY_WANTS_LOGIN, connected=False)
        code, message = (self._scrub(text) for text in problem(response.content))
        if status == 403 and not is_ours(response.content):
            raise Failure(_BETWEEN, is_foreign=True)
        if status in _RETRIED or status > 500:
            raise Failure(f"{status} {code}".strip())
        if status == 404 and not code:
            raise Failure("a 404 that is not Intercom's own", gone=True)
        link = response.headers.get("link")
        raise rejection(request, status, code, message, link)

    def _spent(self, request: str, failure: Failure, times: int) -> Unavailable:
        if failure.is_foreign:
            return Unavailable(f"{request} was stopped {times} times by {failure}")
        if failure.connected:
            return Unavailable(f"{request} failed {times} times, last with {failure}")
        return Unreachable(f"no connection to {self.settings.url} ({failure})")

    def _scrub(self, text: str) -> str:
        return text.replace(self.settings.access_token, "***")[:200]


def _smaller(query: Mapping[str, str], error: RequestRejected) -> dict[str, str]:
    """The same page, shorter, where its size is refused; not in the middle of numbered pages."""
    size = int(query.get("per_page", 0))
    sizes = [one for one in _PAGE_SIZES if one < size]
    if not sizes or query.get("page", "1") != "1" or not _is_too_large(error):
        return {}
    return {**query, "per_page": str(sizes[0])}


def _is_too_large(error: IntercomError) -> bool:
    """Whether smaller pages may help: the server chokes, or refuses the size."""
    if isinstance(error, RequestRejected):
        return _SIZE.search(error.message) is not None
    return not isinstance(error, Unreachable)
