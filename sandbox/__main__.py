"""The sandbox as a process of its own: `python -m sandbox --conversations 2000 --port 8000`."""

import argparse
import sys
import threading
import time
from datetime import UTC, datetime

from sandbox.latency import Latency
from sandbox.server import DEFAULT_TOKEN, Sandbox

_REQUESTS_KEPT = 10_000


def main(argv: list[str] | None = None) -> int:
    """Serve a simulated workspace until interrupted; prints the base URL when ready."""
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
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sandbox.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sandbox", description="Serve a simulated Intercom workspace on 127.0.0.1."
    )
    add = parser.add_argument
    add("--conversations", type=int, default=2_000, help="size of the workspace (default 2000)")
    add("--contacts", type=int, help="contacts (default: three for five conversations)")
    add("--companies", type=int, help="companies (default: one for twenty conversations)")
    add("--port", type=int, default=8_000, help="port, 0 for any free one (default 8000)")
    add("--seed", type=int, default=7, help="same seed, same data (default 7)")
    add("--now", type=_moment, help="date of the newest data, Unix seconds or ISO (default: now)")
    add(
        "--rate-limit",
        type=_limit,
        default=10_000,
        metavar="PER_MINUTE",
        help="requests a minute, or none (default 10000)",
    )
    add("--latency-ms", type=float, default=0.0, help="median response time (default 0)")
    add("--latency-p99-ms", type=float, help="99th percentile (default: twice the median)")
    add(
        "--keep-requests",
        type=int,
        default=_REQUESTS_KEPT,
        help=f"newest requests to remember (default {_REQUESTS_KEPT})",
    )
    add("--token", default=DEFAULT_TOKEN, help=f"access token (default {DEFAULT_TOKEN})")
    add("--workspace-id", default="acme1234", help="id of the workspace (default acme1234)")
    add("--time-zone", default="America/New_York", help="zone of the workspace")
    return parser


def _limit(text: str) -> int | None:
    return None if text == "none" else int(text)


def _moment(text: str) -> int:
    if text.isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


if __name__ == "__main__":
    sys.exit(main())
