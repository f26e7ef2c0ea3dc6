-- stg_data_connectors: one row per connector to another system, gone ones included.
--
-- kind     view
-- key      workspace_id, data_connector_id
-- reads    intercom.data_connectors, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the connector; then the newest read without it
-- excludes nothing

with

data_connectors as (

    select * from intercom.data_connectors

),

stg_data_connectors as (

    select
        -- keys
        data_connectors.workspace_id,
        data_connectors.id as data_connector_id,
        data_connectors.created_by_admin_id,
        data_connectors.updated_by_admin_id,

        -- attributes
        data_connectors.name,
        data_connectors.description,
        data_connectors.state,
        data_connectors.http_method,
        data_connectors.direct_fin_usage as is_used_by_fin,

        -- timestamps
        data_connectors.created_at,
        data_connectors.updated_at,
        data_connectors.synced_at,
        stg_complete_reads.read_at as deleted_at
    from data_connectors
    left join stg_complete_reads
        on
            data_connectors.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'data_connectors'
            and data_connectors.synced_at < stg_complete_reads.read_at

)

select * from stg_data_connectors
