"""The two processes of a measurement: a simulated workspace, and a sync into a warehouse."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.warehouse import Kind


@dataclass(frozen=True)
class Workspace:
    """A simulated workspace in a process of its own."""

    url: str

    def requests(self) -> list[dict[str, Any]]:
        """What was asked since `forget`."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "requests"))
        return found

    def forget(self) -> None:
        """Forget what was asked."""
        self._ask("DELETE", "requests")

    def reply(self, count: int, seed: int = 0) -> None:
        """Add so many replies to random conversations, now."""
        self._ask("POST", "change", {"n": count, "seed": seed, "only": ["reply"]})

    def set_knob(self, name: str, value: Any) -> None:
        """Change a behaviour of the workspace."""
        self._ask("POST", "knobs", {name: value})

    def truth(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every object of a kind, as its own path would show it."""
        return map(json.loads, self._ask("GET", f"truth/{kind}").splitlines())

    def _ask(self, method: str, path: str, body: Any = None) -> bytes:
        content = None if body is None else json.dumps(body).encode()
        address = f"{self.url}/_sandbox/{path}"
        with urllib.request.urlopen(urllib.request.Request(address, content, method=method)) as got:
            answer: bytes = got.read()
        return answer


@contextmanager
def workspace(*arguments: str | int, module: str = "sandbox") -> Iterator[Workspace]:
    """Serve a workspace as long as the block lasts."""
    command = [sys.executable, "-m", module, "--port", "0", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Workspace(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Target:
    """An empty warehouse, and a folder for what dlt remembers of it."""

    kind: Kind
    address: str
    folder: Path


@contextmanager
def target(kind: Kind = "duckdb") -> Iterator[Target]:
    """A new warehouse that is gone after the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = str(folder / "warehouse.duckdb")
        if kind == "postgres":
            from tests.postgres import running_server  # from a wheel only development needs

            address = stack.enter_context(running_server())
        yield Target(kind, address, folder)


def sync(source: Workspace, into: Target, *resources: str, copies: int = 1) -> dict[str, Any]:
    """Sync once, with all usual resources if none is named; what it took.

    With `copies` every conversation is copied within the warehouse afterwards, unmeasured.
    """
    command = [sys.executable, "-m", "benchmarks.worker", "--copies", str(copies)]
    log = into.folder / "log"
    with log.open("w") as errors:
        run = subprocess.run(
            [*command, source.url, into.kind, into.address, *resources],
            env={**os.environ, "DLT_DATA_DIR": str(into.folder)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    if run.returncode:
        raise SystemExit(f"a sync failed, there is nothing to measure:\n{log.read_text()[-3000:]}")
    result: dict[str, Any] = json.loads(run.stdout)
    return result
