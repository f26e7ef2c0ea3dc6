"""Load an Intercom workspace into `warehouse.duckdb`; `dlt init` copies this beside the source."""

import dlt
from intercom import intercom


def load() -> None:
    """Everything on the first run, what is new on the next; the token is in `.dlt/secrets.toml`."""
    # DuckDB mistakes a file named like the dataset, as dlt would name it, for the dataset.
    warehouse = dlt.destinations.duckdb("warehouse.duckdb")
    pipeline = dlt.pipeline("intercom", destination=warehouse, dataset_name="intercom")
    print(pipeline.run(intercom()))


if __name__ == "__main__":
    load()
