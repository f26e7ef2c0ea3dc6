-- stg_news_items: one row per announcement, gone ones included.
--
-- kind     view
-- key      workspace_id, news_item_id
-- reads    intercom.news_items, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the announcement; then the newest read without
--          it
-- excludes nothing

with

news_items as (

    select * from intercom.news_items

),

stg_news_items as (

    select
        -- keys
        news_items.workspace_id,
        news_items.id as news_item_id,
        news_items.sender_id as sender_admin_id,

        -- attributes
        news_items.title,
        news_items.body,
        news_items.state,
        news_items.labels,
        news_items.newsfeed_assignments,
        news_items.cover_image_url,
        news_items.reactions,
        news_items.deliver_silently as is_silent,

        -- timestamps
        news_items.created_at,
        news_items.updated_at,
        news_items.synced_at,
        stg_complete_reads.read_at as deleted_at
    from news_items
    left join stg_complete_reads
        on
            news_items.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'news_items'
            and news_items.synced_at < stg_complete_reads.read_at

)

select * from stg_news_items
