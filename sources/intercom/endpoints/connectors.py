"""Connectors to other systems."""

from ..tables import connectors as tables
from .record import Endpoint

ENDPOINTS = (
    Endpoint(
        name="data_connectors",
        table=tables.DataConnector,
        read="list",
        path="/data_connectors",
        per_page=50,
        complete=True,
        since="2.16",
    ),
    Endpoint(
        name="data_connector_execution_results",
        table=tables.DataConnectorExecutionResult,
        read="companion",
        parent="data_connectors",
        parent_key="data_connector_id",
        path="/data_connectors/{id}/execution_results",
        params={"start_ts": "{since}", "end_ts": "{until}"},  # else the last hour only
        per_page=30,
        since="2.16",
        opt_in=True,
    ),
)
