-- stg_conversation_linked_objects: one row per conversation and ticket or conversation linked.
--
-- kind     view
-- key      workspace_id, conversation_id, linked_id
-- reads    intercom.conversations, stg_gone_parents
-- units    none
-- nulls    linked_type is null where Intercom does not say; deleted_at is null unless the
--          conversation is gone
-- excludes entries without an id; an object that Intercom lists twice is one row

with

parents as (

    select * from intercom.conversations

),

entries as (

    select
        parents.workspace_id,
        parents.id as conversation_id,
        cast(parents.linked_objects as json) -> cast(item.place as int) as entry
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.linked_objects as text) like '[%'
                then cast(json_array_length(cast(parents.linked_objects as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        conversation_id,
        entry ->> 'id' as linked_id,
        min(entry ->> 'type') as linked_type
    from entries
    where entry ->> 'id' is not null
    group by workspace_id, conversation_id, entry ->> 'id'

),

stg_conversation_linked_objects as (

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

select * from stg_conversation_linked_objects
