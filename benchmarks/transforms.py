"""What the reports cost: a full build, 1 % changed, nothing changed; both engines, two sizes.

`python -m benchmarks.transforms --conversations 20000 --slowest 12` looks at single models. Start
it on a machine that does nothing else.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.figures import Figure, Section
from benchmarks.page import screen
from benchmarks.sizes import Sizes
from benchmarks.workload import change, multiply
from pipelines import config
from pipelines.rawtables import declared
from pipelines.warehouse import Kind, Warehouse

TITLE = "The reports"
SEED = 2_000
WANTED_AT = 200_000
WANTED: dict[Kind, tuple[int, ...]] = {"duckdb": (60, 8, 8, 2), "postgres": (180, 25, 25, 2)}
"""Seconds at that size for each of `RUNS`."""
RUNS = ("full build", "1 % changed", "the newest 1 % changed", "nothing changed")
_PEAK_MB = 1_000
_RATIO = 2.2
_NOTES = (
    "A small workspace is synced and copied within the warehouse; then all models run in a process"
    " of their own. The 1 % is spread over all days, which changes nearly every period, or the"
    " newest, as an hour leaves it. Wall; Postgres works outside of the process.",
)


def measure(sizes: Sizes) -> Section:
    """Build the reports at half the size and at the whole, on both engines."""
    return _section(list(WANTED), sizes.reports)


def main() -> int:
    """The same with a look at single models."""
    parser = argparse.ArgumentParser(prog="benchmarks.transforms", description=__doc__)
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--engine", choices=list(WANTED), action="append")
    parser.add_argument("--worker", nargs=2, metavar=("ENGINE", "ADDRESS"), help="for itself")
    parser.add_argument("--slowest", type=int, default=0, help="show that many models of each run")
    asked = parser.parse_args()
    if asked.worker:
        engine, address = asked.worker
        print(json.dumps(_measure(engine, address, asked.conversations // SEED, asked.slowest)))
        return 0
    section = _section(asked.engine or list(WANTED), asked.conversations, asked.slowest)
    for table in screen({section.name: TITLE}, section):
        Console().print(table)
    return 0


def _section(engines: Sequence[Kind], conversations: int, slowest: int = 0) -> Section:
    figures: list[Figure] = []
    started = time.monotonic()
    for engine in engines:
        half = _run(engine, max(SEED, conversations // 2), slowest)
        whole = _run(engine, max(2 * SEED, conversations), slowest)
        figures += _figures(engine, conversations, half, whole)
    seconds = time.monotonic() - started
    return Section("reports", figures, notes=list(_NOTES), seconds=seconds)


def _figures(
    engine: Kind, conversations: int, half: list[float], whole: list[float]
) -> Iterator[Figure]:
    name = f"{engine}, {conversations:,} conversations"
    is_full_size = conversations == WANTED_AT
    *seconds, peak = whole
    for run, found, wanted in zip(RUNS, seconds, WANTED[engine], strict=True):
        yield Figure(f"{name}: {run}", found, "s", 1, most=wanted if is_full_size else None)
    yield Figure(f"{name}: peak memory", peak, "MB", most=_PEAK_MB)
    yield Figure(f"{name}: full build over that of half", whole[0] / half[0], "", 2, most=_RATIO)


def _run(engine: Kind, conversations: int, slowest: int) -> list[float]:
    """Seconds of each of `RUNS`, and the peak in MB."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        address = f"{folder}/warehouse.duckdb"
        if engine == "postgres":
            server = import_module("tests.postgres").running_server()  # from a wheel of the tests
            address = stack.enter_context(server)
        size = ["--conversations", str(conversations), "--slowest", str(slowest)]
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.transforms", *size, "--worker", engine, address],
            env={**os.environ, "DLT_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: list[float] = json.loads(run.stdout.splitlines()[-1])
    return found


def _measure(engine: Kind, address: str, copies: int, slowest: int) -> list[float]:
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
    return [full, changed, newest, nothing, peak]


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
