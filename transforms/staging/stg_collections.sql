-- stg_collections: one row per collection of articles, gone ones included.
--
-- kind     view
-- key      workspace_id, collection_id
-- reads    intercom.collections, stg_complete_reads, stg_gone_parents
-- units    place counts from 0 among the siblings; *_at are UTC
-- nulls    parent_collection_id is null at the top; removed_at is null while Intercom lists the
--          collection; then the newest read without it; deleted_at also tells that the help center
--          is gone
-- excludes nothing

with

collections as (

    select * from intercom.collections

),

own as (

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
        stg_complete_reads.read_at as removed_at
    from collections
    left join stg_complete_reads
        on
            collections.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'collections'
            and collections.synced_at < stg_complete_reads.read_at

),

stg_collections as (

    select
        own.*,
        least(own.removed_at, gone_help_centers.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_help_centers
        on
            own.workspace_id = gone_help_centers.workspace_id
            and gone_help_centers.resource_name = 'help_centers'
            and own.help_center_id = gone_help_centers.object_id

)

select * from stg_collections
