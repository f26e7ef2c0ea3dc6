"""Asks Intercom some cheap questions: is it there, whom does it know, what may be read?"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.intercom import ENDPOINTS, Endpoint
from sources.intercom.asking import refusal, target, values
from sources.intercom.client import IntercomClient
from sources.intercom.clock import Clock
from sources.intercom.errors import (
    IntercomError,
    NotFound,
    NotPermitted,
    RequestRejected,
    TokenRefused,
)
from sources.intercom.ledger import Tally
from sources.intercom.network import proxy_of, without_password
from sources.intercom.settings import HOSTS
from sources.intercom.windows import Window, query

from .arguments import PROG
from .errors import CHANGE_FIRST, FAILED, OK
from .failures import explain
from .screen import pause

if TYPE_CHECKING:
    from sources.intercom import Settings

_TRIES = 3
_A_DAY = 86_400
_WINDOW = "10 seconds"  # the window that Intercom counts in


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: as it should be, failed, or to be changed."""

    subject: str
    text: str
    code: int = OK
    refused: Endpoint | None = None
    """The resource that this token may not read."""
    is_note: bool = False
    """Allowed, but with an effect that should be known."""


class Intercom:
    """Examines one set of settings."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._tally = Tally()

    def findings(self) -> Iterator[Finding]:
        """Everything that can be said about Intercom, each as soon as it is known."""
        host = urlsplit(self._settings.url).hostname or ""
        try:
            if proxy := proxy_of(self._settings.url):  # it looks for the host, we need not
                yield Finding("proxy", f"{without_password(proxy)}, as the environment has it")
            else:
                socket.getaddrinfo(host, None)
        except IntercomError as error:
            yield Finding("proxy", explain(error).sentence, explain(error).code)
            return
        except OSError as error:
            text = (
                f"{host} is not known here ({error.strerror}); check region, base_url and network"
            )
            yield Finding("address", text, FAILED)
            return
        yield from _each(self._examine())

    def permissions(self) -> Iterator[Finding]:
        """Whether each resource may be read with this token, each as soon as it is known.

        Errors: those of `client.me`.
        """
        yield from _each(self._permissions())

    async def _examine(self) -> AsyncIterator[Finding]:
        async with IntercomClient(self._settings, Clock()) as client:
            client.limiter.announce = _announce
            try:
                app = ((await client.me(self._tally)).json or {}).get("app") or {}
            except TokenRefused as error:
                hint = await self._other_region()
                yield Finding("token", hint or explain(error).sentence, CHANGE_FIRST)
                return
            except NotPermitted as error:
                yield Finding("api version", f"{error}; set api_version to 2.16", CHANGE_FIRST)
                return
            except IntercomError as error:
                stop = explain(error)
                yield Finding("connection", stop.sentence, stop.code)
                return
            yield Finding("connection", f"{self._settings.url} answers")
            yield Finding("token", f"accepted for workspace {_workspace(app)}")
            yield Finding("api version", f"{client.version} is accepted")
            if limit := client.limiter.limit:
                yield Finding("rate limit", f"{limit:,} requests in {_WINDOW}")
            async for finding in self._resources(client):
                yield finding

    async def _permissions(self) -> AsyncIterator[Finding]:
        async with IntercomClient(self._settings, Clock()) as client:
            client.limiter.announce = _announce
            await client.me(self._tally)
            async for finding in self._resources(client):
                yield finding

    async def _resources(self, client: IntercomClient) -> AsyncIterator[Finding]:
        """A finding for each resource; one that is read with rows of another is not asked for."""
        for endpoint in ENDPOINTS:
            if not (endpoint.read == "companion" or endpoint.setting or endpoint.path == "/me"):
                yield await self._readable(client, endpoint)

    async def _readable(self, client: IntercomClient, endpoint: Endpoint) -> Finding:
        if why := refusal(endpoint, self._settings, client.version):
            return Finding(endpoint.name, why)
        try:
            reply = await self._ask(client, endpoint)
        except RequestRejected as error:
            needs = f"; it needs API version {endpoint.since} or newer" if endpoint.since else ""
            if error.status not in (401, 403):
                return Finding(endpoint.name, f"{error}{needs}", CHANGE_FIRST)
            return Finding(endpoint.name, f"{error}{_permission(endpoint)}", CHANGE_FIRST, endpoint)
        except IntercomError as error:
            return Finding(endpoint.name, str(error), explain(error).code)
        total = reply.get("total_count") if isinstance(reply, dict) else None
        return Finding(endpoint.name, f"readable, {total:,} rows" if total else "readable")

    async def _ask(self, client: IntercomClient, endpoint: Endpoint) -> Any:
        """One request for one row.

        Endpoint: the resource's own path; for companies without a search `POST /companies/list`.
        Errors:   those of `client.send`.
        """
        if endpoint.read == "receipts":  # to ask for a job is no question: for one that is none
            with suppress(NotFound):
                await self._send(client, "GET", f"{endpoint.path}/0")
            return None
        now = int(client.clock.now())
        if endpoint.read not in ("search", "threads", "companies"):
            value = values(endpoint, self._settings, client.version)[0]
            path, params = target(endpoint, value, now - _A_DAY, now)
            return await self._send(client, "GET", path, params={**params, "per_page": "1"})
        body = {
            "query": query(Window(0, now), by_day=endpoint.by_day),
            "pagination": {"per_page": 1},
        }
        try:
            return await self._send(client, "POST", endpoint.path, json=body)
        except (NotFound, NotPermitted):
            if endpoint.read != "companies":
                raise
            return await self._send(client, "POST", "/companies/list", params={"per_page": "1"})

    async def _send(self, client: IntercomClient, method: str, path: str, **what: Any) -> Any:
        return (await client.send(method, path, self._tally, attempts=_TRIES, **what)).json

    async def _other_region(self) -> str:
        """Which of Intercom's regions knows the token; only asked if it was meant for one."""
        if self._settings.url not in HOSTS.values():
            return ""
        for region, url in HOSTS.items():
            if url == self._settings.url:
                continue
            settings = self._settings.model_copy(update={"region": region, "base_url": None})
            try:
                async with IntercomClient(settings, Clock()) as client:
                    await client.me(self._tally)
            except IntercomError:
                continue
            return f"refused here, but accepted in another region: set region to {region}"
        return ""


def _each(findings: AsyncIterator[Finding]) -> Iterator[Finding]:
    """The same findings, for those who do not wait in a loop."""
    with asyncio.Runner() as runner:
        while (finding := runner.run(_next(findings))) is not None:
            yield finding


async def _next(findings: AsyncIterator[Finding]) -> Finding | None:
    return await anext(findings, None)


def _announce(until: float) -> None:
    print(f"{PROG}: {pause(until)}", file=sys.stderr)


def _permission(endpoint: Endpoint) -> str:
    if endpoint.scope:
        return f"; tick the permission '{endpoint.scope}' in the Developer Hub"
    return "; Intercom does not document which permission this takes"


def _workspace(app: dict[str, Any]) -> str:
    region = f", region {app['region']}" if app.get("region") else ""
    return f"{app.get('name') or 'without a name'} ({app.get('id_code')}{region})"
