"""What the reports cost: a full build, 1 % changed, nothing changed; both engines, two sizes.

Of two kinds is the 1 %: spread over all days, the worst case, and the newest, as an hour leaves it.

`python -m benchmarks.transforms --conversations 200000` syncs a small sandbox, copies it within the
database until there are that many, and runs the models in processes of their own. Start it on a
machine that does nothing else: CPU time is the figure to compare, and Postgres works outside of it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.workload import change, multiply
from pipelines import config
from pipelines.rawtables import declared
from pipelines.warehouse import Kind, Warehouse

SEED = 2_000
FIGURES = ("full", "changed", "newest", "nothing")
WANTED = {"duckdb": (60, 8, 8, 2), "postgres": (180, 25, 25, 2)}
"""Seconds for 200,000 conversations: full, 1 % changed, the newest 1 %, nothing changed."""


def main() -> int:
    """Measure each engine at half the size and at the whole."""
    parser = argparse.ArgumentParser(prog="benchmarks.transforms", description=__doc__)
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--engine", choices=["duckdb", "postgres"], action="append")
    parser.add_argument("--worker", nargs=2, metavar=("ENGINE", "ADDRESS"), help="for itself")
    parser.add_argument("--slowest", type=int, default=0, help="show that many models of each run")
    asked = parser.parse_args()
    if asked.worker:
        engine, address = asked.worker
        print(json.dumps(_measure(engine, address, asked.conversations // SEED, asked.slowest)))
        return 0
    table = Table(
        "engine",
        "conversations",
        "full s",
        "1 % s",
        "newest 1 % s",
        "nothing s",
        "peak MB",
        "ratio",
    )
    for engine in asked.engine or ["duckdb", "postgres"]:
        half, whole = (_run(engine, size, asked) for size in _sizes(asked.conversations))
        for found in (half, whole):
            ratio = f"{found['full'] / half['full']:.2f}" if found is whole else ""
            figures = [f"{found[name]:.1f}" for name in FIGURES]
            table.add_row(
                engine, f"{found['conversations']:,}", *figures, f"{found['peak']:.0f}", ratio
            )
        table.add_row(engine, "wanted at 200,000", *map(str, WANTED[engine]), "1000", "2.2")
    Console().print(table)
    return 0


def _sizes(conversations: int) -> tuple[int, int]:
    return max(SEED, conversations // 2), max(2 * SEED, conversations)


def _run(engine: Kind, conversations: int, asked: argparse.Namespace) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        address = f"{folder}/warehouse.duckdb"
        if engine == "postgres":
            server = import_module("tests.postgres").running_server()  # from a wheel of the tests
            address = stack.enter_context(server)
        size = ["--conversations", str(conversations), "--slowest", str(asked.slowest)]
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.transforms", *size, "--worker", engine, address],
            env={**os.environ, "DLT_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return {**found, "conversations": conversations}


def _measure(engine: Kind, address: str, copies: int, slowest: int) -> dict[str, float]:
    config.prepare()
    warehouse = Warehouse(engine, address, Path(os.environ["DLT_DATA_DIR"]))
    _load(warehouse)
    with warehouse.pipeline().sql_client() as client:
        multiply(client, copies)
        full = _transform(client, engine, slowest)
        change(client)
        changed = _transform(client, engine, slowest)
        change(client, newest=True)
        newest = _transform(client, engine, slowest)
        nothing = _transform(client, engine, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return dict(zip(FIGURES, (full, changed, newest, nothing), strict=True), peak=peak)


def _transform(client: Any, engine: Kind, slowest: int) -> float:
    import transforms

    started = time.monotonic()
    runs = transforms.run(client, dialect=engine, declared=declared())
    seconds = time.monotonic() - started
    for run in sorted(runs, key=lambda run: -run.seconds)[:slowest]:
        print(f"{run.seconds:8.2f} s {run.mode:12} {run.name}", file=sys.stderr)
    return seconds


def _load(warehouse: Warehouse) -> None:
    """The small workspace, in a process of its own: its memory is not that of the models."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--conversations", str(SEED)]
    sandbox = subprocess.Popen([*command, "--rate-limit", "none"], stdout=subprocess.PIPE)
    assert sandbox.stdout is not None
    kind = warehouse.kind
    try:
        subprocess.run(
            [sys.executable, "-m", "pipelines.intercom_pipeline", "sync", "--no-transform"],
            env={
                **os.environ,
                "SOURCES__INTERCOM__ACCESS_TOKEN": "sandbox-token",
                "SOURCES__INTERCOM__BASE_URL": sandbox.stdout.readline().decode().strip(),
                f"DESTINATION__{kind.upper()}__CREDENTIALS": warehouse.address,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    finally:
        sandbox.terminate()
        sandbox.wait()


if __name__ == "__main__":
    sys.exit(main())
