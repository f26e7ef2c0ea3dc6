"""Failures on a script: which request fails, how often, and what goes over the wire then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from sandbox.wire import Headers

FaultKind = Literal[
    "status",
    "html",
    "empty",
    "text",
    "wrong_content_type",
    "reset",
    "lost",
    "reset_mid_body",
    "short_body",
    "truncated_json",
    "slow",
    "hang",
    "rate_limited",
    "scroll_restart",
    "lost_row",
    "overclaimed",
]
_JSON = (b"content-type", b"application/json; charset=utf-8")
_HTML = (b"content-type", b"text/html")


@dataclass
class Fault:
    """A failure of the next `times` requests that match, after `after` of them went well.

    status           `status` with a JSON error envelope, worded by `code` and `message`
    html             `status` with an nginx page
    empty            200 without a body
    text             200 with a body that is not JSON
    wrong_content_type   the right body, called text/html
    reset            connection reset before any byte of the answer
    lost             connection reset after all was done, before any byte of the answer
    reset_mid_body   connection reset in the middle of the body
    short_body       Content-Length larger than what is sent before the connection ends
    truncated_json   200 whose JSON stops in the middle
    slow             the right answer after `seconds`
    hang             no answer at all until the client or the server gives up
    lost_row         the right answer without the last row of its list, or part of its thread
    overclaimed      the right answer with a `total_count` of three more than there are
    rate_limited     429, with or without the rate limit `headers`
    scroll_restart   500 that asks for the company scroll to be restarted

    `match` is `METHOD /path-regex`; the method may be `*` and the regex must fit the whole path.
    """

    kind: FaultKind
    match: str = "* /.*"
    times: int = 1
    after: int = 0
    status: int = 500
    code: str | None = None
    message: str | None = None
    seconds: float = 1.0
    headers: bool = True

    def matches(self, method: str, path: str) -> bool:
        """Whether the request is meant."""
        wanted, _, pattern = self.match.partition(" ")
        return wanted in ("*", method) and re.fullmatch(pattern, path) is not None


class FaultScript:
    """The faults still to come, in the order in which they were given."""

    def __init__(self) -> None:
        """Begin without faults."""
        self.faults: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, used up by one."""
        for fault in self.faults:
            if not fault.matches(method, path):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
            return fault
        return None


def canned(fault: Fault, request_id: str | None) -> tuple[int, Headers, bytes] | None:
    """Status, headers and body of faults that need no real answer."""
    if fault.kind == "status":
        code, message = _CODES.get(fault.status, ("server_error", "Server Error"))
        body = error_body(fault.code or code, fault.message or message, request_id)
        return fault.status, [_JSON], body
    if fault.kind == "html":
        return fault.status, [_HTML], _nginx_page(fault.status)
    if fault.kind == "empty":
        return 200, [_JSON], b""
    if fault.kind == "text":
        return 200, [_JSON], b"upstream connect error or disconnect/reset before headers"
    if fault.kind == "scroll_restart":
        message = (
            "Request failed due to an internal network error. Please restart the scroll operation."
        )
        return 500, [_JSON], error_body("server_error", message, request_id)
    return None


def bent(fault: Fault, body: bytes) -> bytes:
    """The body of a good answer as a fault leaves it."""
    if fault.kind == "truncated_json":
        return body[: len(body) // 2]
    if fault.kind not in ("lost_row", "overclaimed"):
        return body
    found = orjson.loads(body)
    place = found.get("conversation_parts") or found.get("ticket_parts") or found
    rows = next((value for value in place.values() if isinstance(value, list)), [])
    if fault.kind == "lost_row":
        del rows[-1:]
    else:
        place["total_count"] = (place.get("total_count") or 0) + 3
    return orjson.dumps(found)


def error_body(
    code: str | None,
    message: str,
    request_id: str | None,
    data: Mapping[str, Any] | None = None,
) -> bytes:
    """An error envelope; `request_id` is left out when there is none."""
    envelope: dict[str, Any] = {"type": "error.list" if code else "error"}
    if request_id is not None:
        envelope["request_id"] = request_id
    if code is None:
        return orjson.dumps(envelope | {"message": message})
    error: dict[str, Any] = {"code": code, "message": message}
    envelope["errors"] = [error | ({"data": data} if data else {})]
    return orjson.dumps(envelope)


def _nginx_page(status: int) -> bytes:
    title = f"{status} {_REASONS.get(status, 'Error')}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1>"
        "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    ).encode()


_REASONS = {
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
_CODES = {
    400: ("bad_request", "Bad Request"),
    401: ("unauthorized", "Access Token Invalid"),
    403: ("forbidden", "You do not have the required scope to access this resource"),
    404: ("not_found", "Resource Not Found"),
    408: ("request_timeout", "Request Timeout"),
    409: ("conflict", "Conflict"),
    422: ("parameter_invalid", "Unprocessable Entity"),
    429: ("rate_limit_exceeded", "Exceeded rate limit"),
    503: ("service_unavailable", "Sorry, the API service is temporarily unavailable"),
}
