"""A workspace of giant threads: `python -m benchmarks.giants --threads 100 --body-kb 100`.

A thread is made when it is asked for and forgotten with the next one: a hundred of the largest are
five gigabytes.
"""

import argparse
import sys
import threading
import time
from random import Random
from typing import Any

from sandbox import Sandbox
from sandbox.requestlog import Request
from sandbox.workspace import Workspace

_WORDS = 4_000_000
"""Letters to cut bodies from, more than fit into any dictionary of a column."""


class Giants:
    """Fills the thread that a request asks for, and empties the one before."""

    def __init__(self, parts: int, body_bytes: int) -> None:
        self._parts = parts
        self._bytes = body_bytes
        self._text = "".join(Random(7).choices("etaoin shrdlu", k=_WORDS))
        self._sample: dict[str, Any] | None = None
        self._last = ""

    def __call__(self, request: Request, workspace: Workspace) -> None:
        """Make the thread, just before the answer."""
        kind, _, name = request.path.strip("/").partition("/")
        if request.method != "GET" or kind != "conversations" or not name.isdigit():
            return
        if self._sample is None:
            self._sample = _some_part(workspace)
        if self._last:
            _put(workspace, self._last, [])
        _put(workspace, name, [self._part(int(name), number) for number in range(self._parts)])
        self._last = name

    def _part(self, thread: int, number: int) -> dict[str, Any]:
        assert self._sample is not None
        begin = (thread * 7_919 + number * 104_729) % (_WORDS - self._bytes)
        name = f"{thread}{number:03}"
        return {**self._sample, "id": name, "body": self._text[begin : begin + self._bytes]}


def main() -> int:
    """Serve until terminated; prints the address when ready."""
    parser = argparse.ArgumentParser(prog="benchmarks.giants", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--threads", type=int, default=100)
    parser.add_argument("--parts", type=int, default=500)
    parser.add_argument("--body-kb", type=int, default=100)
    asked = parser.parse_args()
    now = time.time()
    with Sandbox(asked.threads, port=asked.port, now=lambda: now, keep_requests=10) as api:
        api.on_request(Giants(asked.parts, asked.body_kb * 1_000))
        print(api.base_url, flush=True)
        threading.Event().wait()
    return 0


def _some_part(workspace: Workspace) -> dict[str, Any]:
    threads = (one["conversation_parts"] for one in workspace.all("conversations"))
    parts: list[dict[str, Any]] = next(filter(None, (t["conversation_parts"] for t in threads)))
    return parts[0]


def _put(workspace: Workspace, name: str, parts: list[dict[str, Any]]) -> None:
    listing = {"conversation_parts": parts, "total_count": len(parts)}
    workspace.put("conversations", name, {"conversation_parts": listing}, touch=False)


if __name__ == "__main__":
    sys.exit(main())
