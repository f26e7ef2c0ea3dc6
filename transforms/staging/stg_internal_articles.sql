-- stg_internal_articles: one row per article for teammates, gone ones included.
--
-- kind     view
-- key      workspace_id, article_id
-- reads    intercom.internal_articles, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the article; then the newest read without it
-- excludes nothing

with

internal_articles as (

    select * from intercom.internal_articles

),

stg_internal_articles as (

    select
        -- keys
        internal_articles.workspace_id,
        internal_articles.id as article_id,
        internal_articles.owner_id as owner_admin_id,
        internal_articles.author_id as author_admin_id,
        internal_articles.folder_id,

        -- attributes
        internal_articles.title,
        internal_articles.body,
        internal_articles.body_markdown,
        internal_articles.locale,
        internal_articles.ai_chatbot_availability as is_for_fin,
        internal_articles.ai_copilot_availability as is_for_copilot,
        internal_articles.ai_sales_agent_availability as is_for_sales_agent,
        internal_articles.audience_ids,
        internal_articles.tags,

        -- timestamps
        internal_articles.created_at,
        internal_articles.updated_at,
        internal_articles.synced_at,
        stg_complete_reads.read_at as deleted_at
    from internal_articles
    left join stg_complete_reads
        on
            internal_articles.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'internal_articles'
            and internal_articles.synced_at < stg_complete_reads.read_at

)

select * from stg_internal_articles
