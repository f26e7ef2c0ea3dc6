-- stg_conversation_handling_events: one row per pause or resumption of handling.
--
-- kind     view
-- key      workspace_id, handling_event_id
-- reads    intercom.conversation_handling_events, stg_gone_parents
-- units    happened_at is UTC
-- nulls    reason is null where Intercom gave none; deleted_at is null unless the conversation is
--          gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

own as (

    select
        workspace_id,
        id as handling_event_id,
        conversation_id,
        teammate_id as admin_id,
        teammate_type,
        type as event_type,
        reason,
        timestamp as happened_at,
        synced_at
    from intercom.conversation_handling_events

),

stg_conversation_handling_events as (

    select
        own.*,
        gone_conversations.gone_at as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id

)

select * from stg_conversation_handling_events
