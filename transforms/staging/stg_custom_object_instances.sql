-- stg_custom_object_instances: one row per custom object, gone ones included.
--
-- kind     view
-- key      workspace_id, object_type, object_id
-- reads    intercom.custom_object_instances, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the object; then the newest read without it
-- excludes nothing; the objects of a type that the loader is no longer told to read look gone

with

custom_object_instances as (

    select * from intercom.custom_object_instances

),

stg_custom_object_instances as (

    select
        -- keys
        custom_object_instances.workspace_id,
        custom_object_instances.type as object_type,
        custom_object_instances.id as object_id,
        custom_object_instances.external_id,

        -- attributes
        custom_object_instances.custom_attributes,

        -- timestamps
        custom_object_instances.external_created_at,
        custom_object_instances.external_updated_at,
        custom_object_instances.created_at,
        custom_object_instances.updated_at,
        custom_object_instances.synced_at,
        stg_complete_reads.read_at as deleted_at
    from custom_object_instances
    left join stg_complete_reads
        on
            custom_object_instances.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'custom_object_instances'
            and custom_object_instances.synced_at < stg_complete_reads.read_at

)

select * from stg_custom_object_instances
