-- stg_collections: one row per collection of articles, gone ones included.
--
-- kind     view
-- key      workspace_id, collection_id
-- reads    intercom.collections, stg_complete_reads
-- units    place counts from 0 among the siblings; *_at are UTC
-- nulls    parent_collection_id is null at the top; deleted_at is null while Intercom lists the
--          collection; then the newest read without it
-- excludes nothing

with

collections as (

    select * from intercom.collections

),

stg_collections as (

    select
        -- keys
        collections.workspace_id,
        collections.id as collection_id,
        collections.parent_id as parent_collection_id,
        collections.help_center_id,

        -- attributes
        collections.name,
        collections.description,
        collections.url,
        collections.icon,
        collections.default_locale,
        collections.translated_content,

        -- measures
        collections.order as place,

        -- timestamps
        collections.created_at,
        collections.updated_at,
        collections.synced_at,
        stg_complete_reads.read_at as deleted_at
    from collections
    left join stg_complete_reads
        on
            collections.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'collections'
            and collections.synced_at < stg_complete_reads.read_at

)

select * from stg_collections
