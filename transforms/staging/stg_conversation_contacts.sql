-- stg_conversation_contacts: one row per conversation and contact taking part.
--
-- kind     view
-- key      workspace_id, conversation_id, contact_id
-- reads    intercom.conversations, stg_gone_parents
-- units    none
-- nulls    deleted_at is null unless the conversation or the contact is gone
-- excludes entries without an id; a pair that Intercom lists twice is one row

with

parents as (

    select * from intercom.conversations

),

entries as (

    select
        parents.workspace_id,
        parents.id as conversation_id,
        cast(parents.contacts as json) -> cast(item.place as int) ->> 'id' as contact_id
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.contacts as text) like '[%'
                then cast(json_array_length(cast(parents.contacts as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        conversation_id,
        contact_id
    from entries
    where contact_id is not null
    group by workspace_id, conversation_id, contact_id

),

stg_conversation_contacts as (

    select
        own.*,
        least(gone_conversations.gone_at, gone_contacts.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id
    left join stg_gone_parents as gone_contacts
        on
            own.workspace_id = gone_contacts.workspace_id
            and gone_contacts.resource_name = 'contacts'
            and own.contact_id = gone_contacts.object_id

)

select * from stg_conversation_contacts
