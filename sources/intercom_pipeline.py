"""Load an Intercom workspace into DuckDB; `dlt init` copies this beside the source."""

import dlt
from intercom import intercom


def load() -> None:
    """Run once for everything, then again for what is new; see `.dlt/secrets.toml`."""
    pipeline = dlt.pipeline("intercom", destination="duckdb", dataset_name="intercom_raw")
    print(pipeline.run(intercom()))


if __name__ == "__main__":
    load()
