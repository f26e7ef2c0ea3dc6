-- stg_newsfeed_items: one row per feed and announcement that is or was live in it.
--
-- kind     view
-- key      workspace_id, newsfeed_id, news_item_id
-- reads    intercom.newsfeed_items, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the announcement in the feed; then the newest
--          read without it
-- excludes nothing

with

newsfeed_items as (

    select * from intercom.newsfeed_items

),

stg_newsfeed_items as (

    select
        -- keys
        newsfeed_items.workspace_id,
        newsfeed_items.newsfeed_id,
        newsfeed_items.news_item_id,

        -- timestamps
        newsfeed_items.synced_at,
        stg_complete_reads.read_at as deleted_at
    from newsfeed_items
    left join stg_complete_reads
        on
            newsfeed_items.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'newsfeed_items'
            and newsfeed_items.synced_at < stg_complete_reads.read_at

)

select * from stg_newsfeed_items
