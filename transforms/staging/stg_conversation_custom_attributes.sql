-- stg_conversation_custom_attributes: one row per conversation and custom attribute it ever had.
--
-- kind     view
-- key      workspace_id, conversation_id, attribute_name
-- reads    intercom.conversation_custom_attributes, intercom.conversations, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null while the conversation carries the attribute; deleted_at also tells
--          that the conversation is gone
-- excludes nothing

with

attributes as (

    select * from intercom.conversation_custom_attributes

),

conversations as (

    select * from intercom.conversations

),

own as (

    select
        -- keys
        attributes.workspace_id,
        attributes.conversation_id,
        attributes.name as attribute_name,

        -- attributes
        attributes.value,

        -- timestamps
        attributes.synced_at,
        case when attributes.synced_at < conversations.synced_at then conversations.synced_at end
            as removed_at
    from attributes
    left join conversations
        on
            attributes.workspace_id = conversations.workspace_id
            and attributes.conversation_id = conversations.id

),

stg_conversation_custom_attributes as (

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

select * from stg_conversation_custom_attributes
