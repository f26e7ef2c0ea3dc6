"""Load an Intercom workspace into a warehouse; `dlt init` copies this beside the source."""

import dlt
from intercom import intercom


def load() -> None:
    """Everything on the first run, what is new on the next; the token is in `.dlt/secrets.toml`."""
    # Not "intercom": DuckDB confuses a file of that name, dlt's default, with the dataset.
    pipeline = dlt.pipeline("intercom_pipeline", destination="duckdb", dataset_name="intercom")
    print(pipeline.run(intercom()))


if __name__ == "__main__":
    load()
