-- stg_newsfeed_items: one row per feed and announcement that is or was live in it.
--
-- kind     view
-- key      workspace_id, newsfeed_id, news_item_id
-- reads    intercom.newsfeed_items, stg_complete_reads, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null while Intercom lists the announcement in the feed; then the newest
--          read without it; deleted_at also tells that the feed or the announcement is gone
-- excludes nothing

with

newsfeed_items as (

    select * from intercom.newsfeed_items

),

own as (

    select
        -- keys
        newsfeed_items.workspace_id,
        newsfeed_items.newsfeed_id,
        newsfeed_items.news_item_id,

        -- timestamps
        newsfeed_items.synced_at,
        stg_complete_reads.read_at as removed_at
    from newsfeed_items
    left join stg_complete_reads
        on
            newsfeed_items.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'newsfeed_items'
            and newsfeed_items.synced_at < stg_complete_reads.read_at

),

stg_newsfeed_items as (

    select
        own.*,
        least(own.removed_at, gone_newsfeeds.gone_at, gone_news_items.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_newsfeeds
        on
            own.workspace_id = gone_newsfeeds.workspace_id
            and gone_newsfeeds.resource_name = 'newsfeeds'
            and own.newsfeed_id = gone_newsfeeds.object_id
    left join stg_gone_parents as gone_news_items
        on
            own.workspace_id = gone_news_items.workspace_id
            and gone_news_items.resource_name = 'news_items'
            and own.news_item_id = gone_news_items.object_id

)

select * from stg_newsfeed_items
