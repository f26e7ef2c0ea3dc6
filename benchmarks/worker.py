"""One sync in a process of its own; prints what it took as JSON."""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from pipelines import config


def main() -> int:
    """Sync from a sandbox into a warehouse, as `intercom-elt sync --no-transform` does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("kind")
    parser.add_argument("address")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("resources", nargs="*")
    asked = parser.parse_args()
    config.prepare()

    from pipelines.cli.progress import Lines
    from pipelines.sync import Options, read
    from pipelines.warehouse import Warehouse
    from sources.intercom import choose
    from sources.intercom.settings import check

    warehouse = Warehouse(asked.kind, asked.address, Path(os.environ["DLT_DATA_DIR"]))
    settings = check(access_token="sandbox-token", base_url=asked.url)
    options = Options(tuple(asked.resources))
    started_wall, started_cpu = time.monotonic(), time.process_time()
    pipeline = warehouse.pipeline()
    outcome = read(settings, warehouse, pipeline, choose(asked.resources), options, Lines)
    result = {
        "wall_s": time.monotonic() - started_wall,
        "cpu_s": time.process_time() - started_cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "loaded": outcome.loaded,
        "tallies": {name: _counts(tally) for name, tally in outcome.session.tallies.items()},
    }
    if outcome.failure:
        raise outcome.failure
    if asked.copies > 1:
        _copy(pipeline, asked.copies)
    print(json.dumps(result))
    return 0


def _counts(tally: Any) -> dict[str, Any]:
    names = ("status", "reason", "requests", "throttled", "received", "unchanged", "loaded")
    return {name: getattr(tally, name) for name in names}


def _copy(pipeline: Any, copies: int) -> None:
    from benchmarks.workload import multiply

    with pipeline.sql_client() as client:
        multiply(client, copies)
        client.execute_sql("analyze")  # what a server does by itself, but not at once


if __name__ == "__main__":
    sys.exit(main())
