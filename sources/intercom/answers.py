"""What an answer of Intercom's, or none, means: reasons and error codes."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from .errors import NotFound, NotPermitted, QueueFull, RequestRejected, TokenRefused

VERSION_INVALID = "intercom_version_invalid"


@dataclass(frozen=True)
class Reply:
    """One good answer: parsable JSON, and when it was asked for."""

    request: str
    asked_at: datetime
    json: Any = field(repr=False)


class Failure(Exception):
    """A try that may be repeated."""

    def __init__(
        self, text: str, *, connected: bool = True, gone: bool = False, is_foreign: bool = False
    ) -> None:
        super().__init__(text)
        self.connected, self.gone = connected, gone
        self.is_foreign = is_foreign  # somebody between here and Intercom answered


class Throttled(Exception):
    """A 429: not a failure, a wait."""


def backoff(failures: int) -> float:
    """Full seconds double up to 16, with jitter so that many clients do not return together."""
    return float(min(16.0, 0.5 * 2**failures) * random.uniform(0.5, 1.0))


def problem(body: bytes) -> tuple[str, str]:
    """Code and message of Intercom's error envelope; empty for an HTML page."""
    try:
        first = orjson.loads(body)["errors"][0]
        return str(first.get("code") or ""), str(first.get("message") or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        return "", ""


def is_ours(body: bytes) -> bool:
    """Whether Intercom wrote this error, and not somebody on the way."""
    try:
        found = orjson.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and (
        "errors" in found or str(found.get("type")).startswith("error")
    )


def is_full(body: bytes) -> bool:
    """Whether a 429 tells of pending jobs, of which only some may be, and not of requests."""
    return "pending" in problem(body)[1]


def rejection(
    request: str, status: int, code: str, message: str, link: str | None = None
) -> RequestRejected:
    """The error of a 4xx or a redirect."""
    if 300 <= status < 400:
        return RequestRejected(request, status, "redirect", "the token is sent nowhere else")
    if status == 401:
        return TokenRefused(request, status, code, message)
    if status == 403 or code == VERSION_INVALID:
        return NotPermitted(request, status, code, message)
    if status in (404, 410):
        gone = NotFound(request, status, code, message)
        gone.location = link
        return gone
    if status == 429:
        return QueueFull(request, status, code, message)
    return RequestRejected(request, status, code, message)
