-- stg_side_conversations: one row per talk beside a conversation, gone ones included.
--
-- kind     view
-- key      workspace_id, side_conversation_id
-- reads    intercom.side_conversations, stg_conversations, stg_sync_runs, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null unless the conversation is gone, or was last read without the talk by
--          a run that read this list, too; deleted_at also tells that the conversation is gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

side_conversations as (

    select * from intercom.side_conversations

),

own as (

    select
        -- keys
        side_conversations.workspace_id,
        side_conversations.id as side_conversation_id,
        side_conversations.conversation_id,

        -- timestamps
        side_conversations.synced_at,
        case when runs.run_id is not null then stg_conversations.synced_at end as removed_at
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

),

stg_side_conversations as (

    select
        own.*,
        least(own.removed_at, gone_conversations.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id

)

select * from stg_side_conversations
