"""The sandbox as a process of its own: `python -m sandbox --conversations 2000 --port 8000`."""

import argparse
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.latency import Latency
from sandbox.server import DEFAULT_TOKEN, Sandbox

_REQUESTS_KEPT = 10_000
LARGEST = 1_000_000
"""More of anything does not fit into memory."""
_YEARS = (2012, 2100)


def main(argv: list[str] | None = None) -> int:
    """Serve a simulated workspace until interrupted; prints the base URL when ready.

    A workspace that fails without a scripted fault ends, with 1: what it answers is worth nothing.
    """
    asked = _parser().parse_args(argv)
    latency = Latency(asked.latency_ms, asked.latency_p99_ms) if asked.latency_ms else None
    now = (lambda: float(asked.now)) if asked.now else time.time
    sandbox = Sandbox(
        asked.conversations,
        asked.seed,
        now=now,
        rate_limit_per_minute=asked.rate_limit,
        token=asked.token,
        workspace_id=asked.workspace_id,
        contacts=asked.contacts,
        companies=asked.companies,
        time_zone=asked.time_zone,
        port=asked.port,
        latency=latency,
        keep_requests=asked.keep_requests,
    )
    try:
        sandbox.start()
    except OSError as error:
        print(f"Port {asked.port} cannot be used: {error.strerror}.", file=sys.stderr)
        return 2
    print(sandbox.base_url, flush=True)
    if asked.until_eof:
        threading.Thread(target=_await_eof, args=(sandbox.has_ended,), daemon=True).start()
    with suppress(KeyboardInterrupt):
        sandbox.has_ended.wait()
    sandbox.stop()
    return 1 if sandbox.bugs else 0


def _await_eof(has_ended: threading.Event) -> None:
    """Whoever holds the other end of standard input is gone, however that came about."""
    sys.stdin.read()
    has_ended.set()


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong in one sentence, without thirty options before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; --help lists what can be given\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="sandbox", description="Serve a simulated Intercom workspace on 127.0.0.1."
    )
    add = parser.add_argument
    add("--conversations", type=_size, default=2_000, help="size of the workspace (default 2000)")
    add("--contacts", type=_size, help="contacts (default: three for five conversations)")
    add("--companies", type=_size, help="companies (default: one for twenty conversations)")
    add("--port", type=_port, default=8_000, help="port, 0 for any free one (default 8000)")
    add("--seed", type=int, default=7, help="same seed, same data (default 7)")
    add("--now", type=_moment, help="date of the newest data, Unix seconds or ISO (default: now)")
    add(
        "--rate-limit",
        type=_limit,
        default=10_000,
        metavar="PER_MINUTE",
        help="requests a minute, or none (default 10000)",
    )
    add("--latency-ms", type=_milliseconds, default=0.0, help="median response time (default 0)")
    add(
        "--latency-p99-ms",
        type=_milliseconds,
        help="99th percentile (default: twice the median)",
    )
    add(
        "--keep-requests",
        type=_size,
        default=_REQUESTS_KEPT,
        help=f"newest requests to remember (default {_REQUESTS_KEPT})",
    )
    add("--token", default=DEFAULT_TOKEN, help=f"access token (default {DEFAULT_TOKEN})")
    add("--workspace-id", default="acme1234", help="id of the workspace (default acme1234)")
    add("--time-zone", type=_zone, default="America/New_York", help="zone of the workspace")
    add("--until-eof", action="store_true", help="end when standard input is closed")
    return parser


def _whole(text: str, least: int, most: int) -> int:
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least:,} to {most:,}")


def _size(text: str) -> int:
    return _whole(text, 0, LARGEST)


def _port(text: str) -> int:
    return _whole(text, 0, 65_535)


def _limit(text: str) -> int | None:
    return None if text == "none" else _whole(text, 1, 1_000_000)


def _milliseconds(text: str) -> float:
    with suppress(ValueError):
        if 0 <= float(text) <= 600_000:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of milliseconds, at most 600,000")


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{text!r} is no time zone; one is Europe/Berlin"
        raise argparse.ArgumentTypeError(message) from None
    return text


def _moment(text: str) -> int:
    try:
        if text.isdecimal():
            return _between(datetime.fromtimestamp(int(text), UTC))
        moment = datetime.fromisoformat(text)
        return _between(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date between {_YEARS[0]} and {_YEARS[1]}; write it as 2026-05-31"
            " or as Unix seconds"
        ) from None


def _between(moment: datetime) -> int:
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise ValueError(moment)
    return int(moment.timestamp())


if __name__ == "__main__":
    sys.exit(main())
