-- stg_side_conversations: one row per talk beside a conversation, gone ones included.
--
-- kind     view
-- key      workspace_id, side_conversation_id
-- reads    intercom.side_conversations, stg_conversations, stg_sync_runs
-- units    *_at are UTC
-- nulls    deleted_at is null unless the conversation is gone, or was last read without the talk by
--          a run that read this list, too
-- excludes nothing; the table is empty unless the loader was asked for it

with

side_conversations as (

    select * from intercom.side_conversations

),

stg_side_conversations as (

    select
        -- keys
        side_conversations.workspace_id,
        side_conversations.id as side_conversation_id,
        side_conversations.conversation_id,

        -- timestamps
        side_conversations.synced_at,
        coalesce(
            case when runs.run_id is not null then stg_conversations.synced_at end,
            stg_conversations.deleted_at
        ) as deleted_at
    from side_conversations
    left join stg_conversations
        on
            side_conversations.workspace_id = stg_conversations.workspace_id
            and side_conversations.conversation_id = stg_conversations.conversation_id
    left join stg_sync_runs as runs
        on
            side_conversations.workspace_id = runs.workspace_id
            and runs.resource_name = 'side_conversations'
            and runs.status = 'complete'
            and side_conversations.synced_at < stg_conversations.synced_at
            and stg_conversations.synced_at between runs.started_at and runs.finished_at

)

select * from stg_side_conversations
