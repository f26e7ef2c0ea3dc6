-- stg_conversation_handling_events: one row per pause or resumption of handling.
--
-- kind     view
-- key      workspace_id, handling_event_id
-- reads    intercom.conversation_handling_events
-- units    happened_at is UTC
-- nulls    reason is null where Intercom gave none
-- excludes nothing; the table is empty unless the loader was asked for it

with

stg_conversation_handling_events as (

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

)

select * from stg_conversation_handling_events
