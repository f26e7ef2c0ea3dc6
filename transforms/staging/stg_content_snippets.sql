-- stg_content_snippets: one row per snippet that Fin and Copilot answer from, gone ones included.
--
-- kind     view
-- key      workspace_id, snippet_id
-- reads    intercom.content_snippets, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the snippet; then the newest read without it
-- excludes nothing

with

content_snippets as (

    select * from intercom.content_snippets

),

stg_content_snippets as (

    select
        -- keys
        content_snippets.workspace_id,
        content_snippets.id as snippet_id,

        -- attributes
        content_snippets.title,
        content_snippets.body_markdown,
        content_snippets.locale,
        content_snippets.ai_chatbot_availability as is_for_fin,
        content_snippets.ai_copilot_availability as is_for_copilot,
        content_snippets.ai_sales_agent_availability as is_for_sales_agent,
        content_snippets.audience_ids,

        -- timestamps
        content_snippets.created_at,
        content_snippets.updated_at,
        content_snippets.synced_at,
        stg_complete_reads.read_at as deleted_at
    from content_snippets
    left join stg_complete_reads
        on
            content_snippets.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'content_snippets'
            and content_snippets.synced_at < stg_complete_reads.read_at

)

select * from stg_content_snippets
