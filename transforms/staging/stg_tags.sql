-- stg_tags: one row per tag, those that are gone included.
--
-- kind     view
-- key      workspace_id, tag_id
-- reads    intercom.tags, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the tag; then the newest read without it
-- excludes nothing

with

tags as (

    select * from intercom.tags

),

stg_tags as (

    select
        -- keys
        tags.workspace_id,
        tags.id as tag_id,

        -- attributes
        tags.name,

        -- timestamps
        tags.synced_at,
        stg_complete_reads.read_at as deleted_at
    from tags
    left join stg_complete_reads
        on
            tags.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'tags'
            and tags.synced_at < stg_complete_reads.read_at

)

select * from stg_tags
