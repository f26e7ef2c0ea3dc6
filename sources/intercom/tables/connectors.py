"""Connectors to other systems, and what became of each use."""

from ..columns import Count, Flag, Id, Key, Text, Time, col, key
from ..rows import Row


class DataConnector(Row, table="data_connectors", implied={"type": "data_connector"}):
    """One row per connector; `GET /data_connectors`, from 2.16."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    description: Text = col("description", "Description.")
    state: Text = col("state", "draft or live.")
    http_method: Text = col("http_method", "Method that it calls with.")
    direct_fin_usage: Flag = col("direct_fin_usage", "Fin may use it by itself.")
    created_by_admin_id: Id = col("created_by_admin_id", "Teammate that made it.")
    updated_by_admin_id: Id = col("updated_by_admin_id", "Teammate of the last change.")
    execution_results_url: Text = col("execution_results_url", "Where its uses are listed.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class DataConnectorExecutionResult(
    Row, table="data_connector_execution_results", implied={"type": "data_connector.execution"}
):
    """One row per use of a connector, without what was sent and received; from 2.16.

    `GET /data_connectors/{id}/execution_results`.
    """

    id: Key = key("id", "Intercom's id.")
    data_connector_id: Key = key("data_connector_id", "The connector.")
    success: Flag = col("success", "It worked.")
    http_status: Count = col("http_status", "Status that the other system answered.")
    http_method: Text = col("http_method", "Method.")
    request_url: Text = col("request_url", "Address called, without its query.")
    error_type: Text = col("error_type", "Kind of failure.")
    error_message: Text = col("error_message", "The failure in words.")
    execution_time_ms: Count = col("execution_time_ms", "Milliseconds that it took.")
    source_type: Text = col("source_type", "What used it: workflow, fin, inbox, ...")
    source_id: Id = col("source_id", "Its id.")
    conversation_id: Id = col("conversation_id", "Conversation in which it was used.")
    created_at: Time = col("created_at", "When it was used.")
