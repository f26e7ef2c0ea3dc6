"""The HTTP face: token, version, limits, faults and the record of requests around the handlers."""

import asyncio
import gzip
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson

from sandbox import wire
from sandbox.endpoints import ROUTES
from sandbox.errors import ApiError, bad_parameter
from sandbox.faults import Fault, FaultScript, bent, canned, error_body
from sandbox.ids import mix
from sandbox.jobs import Exports
from sandbox.knobs import Knobs
from sandbox.latency import Latency
from sandbox.limits import RateLimit
from sandbox.requestlog import Request, RequestLog
from sandbox.routes import Call, Router, authorise, check_accept
from sandbox.scroll import CompanyScroll
from sandbox.versions import parse_version
from sandbox.wire import Answer, Headers, Receive, Send
from sandbox.workspace import Workspace

Hook = Callable[[Request, Workspace], None]

_JSON = (b"content-type", b"application/json; charset=utf-8")


class Api:
    """The ASGI application of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        knobs: Knobs,
        token: str,
        limit: RateLimit,
        wall_clock: Callable[[], float] = time.time,
        keep_requests: int | None = None,
        latency: Latency | None = None,
    ) -> None:
        """Serve `workspace` to whoever knows `token`."""
        self.workspace = workspace
        self.knobs = knobs
        self.limit = limit
        self.faults = FaultScript()
        self.requests = RequestLog(keep_requests)
        self.scroll = CompanyScroll(wall_clock)
        self.exports = Exports()
        self.hooks: list[Hook] = []
        self.latency = latency
        self._router = Router(ROUTES)
        self._token = f"Bearer {token}".encode()
        self._wall_clock = wall_clock
        self._answered = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        method, path = scope["method"], scope["path"]
        body = await wire.read_body(receive) if method != "GET" else b""
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        request = Request(method, path, query, _loads(body), 0, self._wall_clock())
        for hook in self.hooks:
            hook(request, self.workspace)
        fault = self.faults.take(method, path)
        if self.latency is not None:
            await asyncio.sleep(self.latency.draw())
        if fault is not None and fault.kind == "reset":
            self._record(request, 0)
            wire.cut(send, reset=True)
            return
        if fault is not None and fault.kind == "hang":
            self._record(request, 0)
            await wire.wait_for_disconnect(receive)
            return
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        answer = self._answer(request, scope, body, fault)
        self._record(request, answer.status)
        if fault is not None and fault.kind == "lost":
            wire.cut(send, reset=True)
        elif fault is not None and fault.kind in ("reset_mid_body", "short_body"):
            await wire.send_part(send, answer, reset=fault.kind == "reset_mid_body")
        else:
            await wire.send_whole(send, answer)

    def _record(self, request: Request, status: int) -> None:
        answered_at = self._wall_clock()
        self.requests.add(replace(request, status=status, answered_at=answered_at))

    def _answer(
        self, request: Request, scope: dict[str, Any], body: bytes, fault: Fault | None
    ) -> Answer:
        if fault is not None:
            if fault.kind == "scroll_restart":
                self.scroll.close()
            if fault.kind == "rate_limited":
                return self._too_many(with_headers=fault.headers)
            ready = canned(fault, self._request_id())
            if ready is not None:
                return Answer(*ready)
        answer = self._genuine(request, scope, body)
        if fault is not None and fault.kind == "wrong_content_type":
            kept = [header for header in answer.headers if header[0] != b"content-type"]
            return answer._replace(headers=[(b"content-type", b"text/html"), *kept])
        if fault is not None and answer.status == 200:
            return answer._replace(body=bent(fault, answer.body))
        return answer

    def _genuine(self, request: Request, scope: dict[str, Any], body: bytes) -> Answer:
        headers = dict(scope["headers"])
        if headers.get(b"authorization") != self._token:
            return self._refuse(ApiError(401, "unauthorized", "Access Token Invalid"), [])
        if not self.limit.admit(self.knobs.workspace_rate_limit_per_minute):
            return self._too_many(with_headers=True)
        limits = self.limit.headers() if self.knobs.rate_limit_headers else []
        try:
            found = self._handle(request, headers, body)
        except ApiError as error:
            return self._refuse(error, limits)
        answer = found._replace(headers=[*found.headers, *limits])
        if self.knobs.compress and b"gzip" in headers.get(b"accept-encoding", b""):
            return _gzipped(answer)
        return answer

    def _handle(self, request: Request, headers: dict[bytes, bytes], body: bytes) -> Answer:
        if body and request.body is None:
            raise bad_parameter("The body is not valid JSON")
        asked = headers.get(b"intercom-version")
        version = parse_version(asked.decode("latin-1") if asked else None, self.knobs)
        route, args = self._router.find(
            request.method, request.path, self.knobs.wrong_method_status
        )
        check_accept(route, headers.get(b"accept", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        call = Call(
            self.workspace,
            self.knobs,
            self.scroll,
            self.exports,
            f"http://{host}",
            version,
            request.path,
            request.query,
            request.body,
            args,
        )
        authorise(route, call)
        with self.workspace.lock:
            found = route.handler(call)
            return found if isinstance(found, Answer) else Answer(200, [_JSON], orjson.dumps(found))

    def _refuse(self, error: ApiError, limits: Headers) -> Answer:
        body = error_body(error.code, error.message, self._request_id(), error.data)
        return Answer(error.status, [_JSON, *error.headers, *limits], body)

    def _too_many(self, *, with_headers: bool) -> Answer:
        message = f"Exceeded rate limit of {self.limit.per_window} in 10_seconds"
        headers: Headers = []
        if with_headers and self.knobs.rate_limit_headers:
            headers = self.limit.headers()
        if with_headers and self.knobs.retry_after:
            headers.append((b"retry-after", b"%d" % self.limit.seconds_to_reset()))
        return self._refuse(ApiError(429, "rate_limit_exceeded", message, tuple(headers)), [])

    def _request_id(self) -> str | None:
        self._answered += 1
        if self.knobs.request_id == "missing":
            return None
        if self.knobs.request_id == "short":
            return f"000{mix(self._answered):x}"[:20]
        number = mix(self._answered) << 64 | mix(self._answered, 1)
        return str(UUID(int=number, version=4))


def _gzipped(answer: Answer) -> Answer:
    headers = [(b"content-encoding", b"gzip"), *answer.headers]
    return Answer(answer.status, headers, gzip.compress(answer.body, 1))


def _loads(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return None
