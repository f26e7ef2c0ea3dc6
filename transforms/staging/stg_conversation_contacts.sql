-- stg_conversation_contacts: one row per conversation and contact taking part.
--
-- kind     view
-- key      workspace_id, conversation_id, contact_id
-- reads    intercom.conversations
-- units    none
-- nulls    none
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

stg_conversation_contacts as (

    select
        workspace_id,
        conversation_id,
        contact_id
    from entries
    where contact_id is not null
    group by workspace_id, conversation_id, contact_id

)

select * from stg_conversation_contacts
