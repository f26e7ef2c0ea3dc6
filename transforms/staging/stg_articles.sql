-- stg_articles: one row per public article, gone ones included.
--
-- kind     view
-- key      workspace_id, article_id
-- reads    intercom.articles, stg_complete_reads
-- units    *_count are numbers since the article was made; *_percent run from 0 to 100; *_at are
--          UTC
-- nulls    deleted_at is null while Intercom lists the article; then the newest read without it
-- excludes nothing

with

articles as (

    select * from intercom.articles

),

stg_articles as (

    select
        -- keys
        articles.workspace_id,
        articles.id as article_id,
        articles.author_id as author_admin_id,
        articles.created_by_id as created_by_admin_id,
        articles.updated_by_id as updated_by_admin_id,
        articles.folder_id,

        -- attributes
        articles.title,
        articles.description,
        articles.body,
        articles.body_markdown,
        articles.state,
        articles.url,
        articles.default_locale,
        articles.help_center_audience,
        articles.ai_chatbot_availability as is_for_fin,
        articles.ai_copilot_availability as is_for_copilot,
        articles.ai_sales_agent_availability as is_for_sales_agent,
        articles.exclude_from_article_suggestions as is_left_out_of_suggestions,
        articles.has_unpublished_changes,
        articles.parent_ids as collection_ids,
        articles.tags,
        articles.translated_content,

        -- measures
        articles.statistics_views as view_count,
        articles.statistics_conversions as conversation_count,
        articles.statistics_reactions as reaction_count,
        articles.statistics_happy_reaction_percentage as happy_reaction_percent,
        articles.statistics_neutral_reaction_percentage as neutral_reaction_percent,
        articles.statistics_sad_reaction_percentage as sad_reaction_percent,
        articles.statistics_fin_involvements as fin_involvement_count,
        articles.statistics_fin_resolutions as fin_resolution_count,
        articles.statistics_fin_resolution_rate as fin_resolution_percent,

        -- timestamps
        articles.created_at,
        articles.updated_at,
        articles.draft_updated_at,
        articles.scheduled_publish_at,
        articles.scheduled_unpublish_at,
        articles.synced_at,
        stg_complete_reads.read_at as deleted_at
    from articles
    left join stg_complete_reads
        on
            articles.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'articles'
            and articles.synced_at < stg_complete_reads.read_at

)

select * from stg_articles
