-- stg_newsfeeds: one row per feed of announcements, gone ones included.
--
-- kind     view
-- key      workspace_id, newsfeed_id
-- reads    intercom.newsfeeds, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the feed; then the newest read without it
-- excludes nothing

with

newsfeeds as (

    select * from intercom.newsfeeds

),

stg_newsfeeds as (

    select
        -- keys
        newsfeeds.workspace_id,
        newsfeeds.id as newsfeed_id,

        -- attributes
        newsfeeds.name,

        -- timestamps
        newsfeeds.created_at,
        newsfeeds.updated_at,
        newsfeeds.synced_at,
        stg_complete_reads.read_at as deleted_at
    from newsfeeds
    left join stg_complete_reads
        on
            newsfeeds.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'newsfeeds'
            and newsfeeds.synced_at < stg_complete_reads.read_at

)

select * from stg_newsfeeds
