-- stg_data_connector_execution_results: one row per use of a connector.
--
-- kind     view
-- key      workspace_id, execution_result_id
-- reads    intercom.data_connector_execution_results
-- units    execution_milliseconds is elapsed time; happened_at is UTC
-- nulls    conversation_id is null outside conversations; error_* are null after a success
-- excludes nothing; the table is empty unless the loader was asked for it
--
-- A history: a row stays when what it happened to is gone.

with

stg_data_connector_execution_results as (

    select
        -- keys
        workspace_id,
        id as execution_result_id,
        data_connector_id,
        conversation_id,
        source_id,

        -- attributes
        source_type,
        success as is_success,
        error_type,
        error_message,
        http_method,
        request_url,

        -- measures
        http_status,
        execution_time_ms as execution_milliseconds,

        -- timestamps
        created_at as happened_at,
        synced_at
    from intercom.data_connector_execution_results

)

select * from stg_data_connector_execution_results
