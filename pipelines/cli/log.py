"""Log lines on stderr, for schedulers: a moment, a level, and `name=value` pairs or JSON.

A program that reads them finds the same names in both forms. People at a terminal see the live
view instead, and never these lines unless they ask for them.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

FORMATS = ("text", "json")
_LOGGER = logging.getLogger("intercom_elt")


def configure(*, form: str = "text", quiet: bool = False) -> None:
    """Begin to write to stderr; with `quiet` only what somebody has to look at."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    _LOGGER.handlers = [handler]
    _LOGGER.propagate = False
    _LOGGER.setLevel(logging.WARNING if quiet else logging.INFO)


def info(event: str, **facts: Any) -> None:
    """Something went on as it should."""
    _LOGGER.info(event, extra={"facts": facts})


def warning(event: str, **facts: Any) -> None:
    """Something that may heal by itself, or that somebody should know."""
    _LOGGER.warning(event, extra={"facts": facts})


def error(event: str, **facts: Any) -> None:
    """Something failed."""
    _LOGGER.error(event, extra={"facts": facts})


class _Text(logging.Formatter):
    """`2026-11-22T16:08:01Z INFO    read resource=tags status=complete`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        pairs = [f"{name}={_plain(value)}" for name, value in _facts(record).items()]
        return " ".join([_moment(record), f"{record.levelname:<7}", record.getMessage(), *pairs])


class _Json(logging.Formatter):
    """One JSON object a line: `time`, `level`, `event`, and the facts under their names."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        head = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        return json.dumps(head | _facts(record), default=str)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = getattr(record, "facts", {})
    return facts


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: Any) -> str:
    """A value without spaces, or in quotes."""
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return json.dumps(text, ensure_ascii=False) if not text or set(' "=') & set(text) else text
