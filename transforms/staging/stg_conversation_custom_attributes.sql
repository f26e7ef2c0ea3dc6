-- stg_conversation_custom_attributes: one row per conversation and custom attribute it ever had.
--
-- kind     view
-- key      workspace_id, conversation_id, attribute_name
-- reads    intercom.conversation_custom_attributes, intercom.conversations
-- units    *_at are UTC
-- nulls    deleted_at is null while the conversation carries the attribute
-- excludes nothing

with

attributes as (

    select * from intercom.conversation_custom_attributes

),

conversations as (

    select * from intercom.conversations

),

stg_conversation_custom_attributes as (

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
            as deleted_at
    from attributes
    left join conversations
        on
            attributes.workspace_id = conversations.workspace_id
            and attributes.conversation_id = conversations.id

)

select * from stg_conversation_custom_attributes
