-- stg_data_attributes: one row per attribute of contacts or companies, gone ones included.
--
-- kind     view
-- key      workspace_id, model, full_name
-- reads    intercom.data_attributes, stg_complete_reads
-- units    *_at are UTC
-- nulls    attribute_id is null for what every workspace has; deleted_at is null while Intercom
--          lists the attribute; then the newest read without it
-- excludes nothing

with

data_attributes as (

    select * from intercom.data_attributes

),

stg_data_attributes as (

    select
        -- keys
        data_attributes.workspace_id,
        data_attributes.model,
        data_attributes.full_name,
        data_attributes.id as attribute_id,
        data_attributes.admin_id as created_by_admin_id,

        -- attributes
        data_attributes.name,
        data_attributes.label,
        data_attributes.description,
        data_attributes.data_type,
        data_attributes.options,
        data_attributes.custom as is_custom,
        data_attributes.archived as is_archived,
        data_attributes.api_writable as is_api_writable,
        data_attributes.messenger_writable as is_messenger_writable,
        data_attributes.ui_writable as is_ui_writable,

        -- timestamps
        data_attributes.created_at,
        data_attributes.updated_at,
        data_attributes.synced_at,
        stg_complete_reads.read_at as deleted_at
    from data_attributes
    left join stg_complete_reads
        on
            data_attributes.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'data_attributes'
            and data_attributes.synced_at < stg_complete_reads.read_at

)

select * from stg_data_attributes
