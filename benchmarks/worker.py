"""One sync in a process of its own; prints what it took as JSON."""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from pipelines import config


def main() -> int:
    """Load the named resources of a sandbox into a new DuckDB file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("resources", nargs="+")
    asked = parser.parse_args()
    config.prepare()

    from pipelines.sync import load
    from pipelines.warehouse import Warehouse
    from sources.intercom import Session, Slice, choose
    from sources.intercom.settings import check

    warehouse = Warehouse("duckdb", str(asked.folder / "warehouse.duckdb"))
    settings = check(access_token="sandbox-token", base_url=asked.base_url)
    session = Session(settings, choose(asked.resources), slices=Slice())
    started_wall, started_cpu = time.monotonic(), time.process_time()
    try:
        load(warehouse.pipeline(), session, warehouse)
    finally:
        session.close()
    tallies = session.tallies.values()
    result = {
        "wall_s": time.monotonic() - started_wall,
        "cpu_s": time.process_time() - started_cpu,
        "start_cpu_s": started_cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "received": {tally.resource: tally.received for tally in tallies},
        "requests": sum(tally.requests for tally in tallies),
        "throttled": sum(tally.throttled for tally in tallies),
        "failed": [f"{tally.resource}: {tally.reason}" for tally in tallies if tally.reason],
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
