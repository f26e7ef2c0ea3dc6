"""`make bench`: capacity, use of the rate limit, memory; a table with a verdict for each."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

WINDOW_S = 10


def main() -> int:
    """Run the scenarios one after the other and print what each one took."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--small", type=int, default=5_000, help="conversations (default 5000)")
    parser.add_argument("--large", type=int, default=50_000, help="for memory (default 50000)")
    asked = parser.parse_args()
    console = Console()
    console.print(f"{os.cpu_count()} cores; the workspace runs in another process on the same ones")
    table = Table("figure", "measured", "wanted", "")
    small = _capacity(table, asked.small)
    _rate(table, asked.small)
    large = _capacity(table, asked.large)
    growth = large["peak_mb"] / small["peak_mb"]
    wanted = f"peak memory, {asked.large:,} conversations / {asked.small:,}"
    _row(table, wanted, f"{growth:.2f}", "<= 1.10", growth <= 1.10)
    console.print(table)
    return 0


def _capacity(table: Table, conversations: int) -> dict[str, Any]:
    """No limit, no latency: what the machine can do."""
    with _sandbox(conversations, "--rate-limit", "none") as url:
        result = _sync(url, conversations)
    per_second = conversations / result["wall_s"]
    cpu_ms = 1000 * result["cpu_s"] / conversations
    name = f"{conversations:,} conversations, no limit"
    _row(table, f"{name}: a second", f"{per_second:,.0f}", "", True)
    _row(table, f"{name}: CPU ms each", f"{cpu_ms:.2f}", "<= 2.00", cpu_ms <= 2.0)
    peak = result["peak_mb"]
    _row(table, f"{name}: peak memory MB", f"{peak:.0f}", "<= 350", peak <= 350)
    return result


def _rate(table: Table, conversations: int) -> None:
    """10,000 requests a minute, 150 ms latency: what share of the full windows is used."""
    knobs = ("--rate-limit", "10000", "--latency-ms", "150", "--latency-p99-ms", "600")
    with _sandbox(conversations, *knobs) as url:
        result = _sync(url, conversations)
        requests = json.loads(_get(f"{url}/_sandbox/requests"))
    share = _share([one for one in requests if one["status"] != 429], round(10_000 / 6))
    refused = result["throttled"] / max(1, result["requests"])
    busy = result["cpu_s"] / result["wall_s"]
    name = "10,000 a minute, 150 ms"
    _row(table, f"{name}: share of the allowed requests", f"{share:.3f}", ">= 0.95", share >= 0.95)
    _row(table, f"{name}: answered 429", f"{refused:.4f}", "< 0.0020", refused < 0.002)
    _row(table, f"{name}: share of one core", f"{busy:.2f}", "<= 0.40", busy <= 0.40)


def _share(requests: list[dict[str, Any]], limit: int) -> float:
    """Admitted requests over what the limit admits, in the windows that were used whole."""
    windows = Counter(int(one["at"] // WINDOW_S) for one in requests)
    whole = sorted(windows)[1:-1]
    return sum(windows[one] for one in whole) / (limit * len(whole)) if whole else 0.0


def _row(table: Table, name: str, measured: str, wanted: str, is_met: bool) -> None:
    mark = "" if not wanted else "[green]met[/green]" if is_met else "[red]missed[/red]"
    table.add_row(name, measured, wanted, mark)


def _sync(url: str, conversations: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.worker", "--base-url", url]
        run = subprocess.run(
            [*command, "--folder", folder, "conversations"],
            env={**os.environ, "DLT_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    result: dict[str, Any] = json.loads(run.stdout)
    if result["failed"] or result["received"]["conversations"] < conversations:
        raise SystemExit(f"the sync was not whole, its figures mean nothing: {result}")
    return result


@contextmanager
def _sandbox(conversations: int, *knobs: str) -> Iterator[str]:
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--conversations", str(conversations), *knobs], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # our own sandbox
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    sys.exit(main())
