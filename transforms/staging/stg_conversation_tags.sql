-- stg_conversation_tags: one row per conversation and tag it carries now.
--
-- kind     view
-- key      workspace_id, conversation_id, tag_id
-- reads    intercom.conversations, stg_gone_parents
-- units    applied_at is UTC
-- nulls    applied_at and applied_by_id are null where Intercom does not say; deleted_at is null
--          unless the conversation or the tag is gone
-- excludes entries without an id; a tag that Intercom lists twice is one row, the earlier one

with

parents as (

    select * from intercom.conversations

),

entries as (

    select
        parents.workspace_id,
        parents.id as conversation_id,
        cast(parents.tags as json) -> cast(item.place as int) as entry
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.tags as text) like '[%'
                then cast(json_array_length(cast(parents.tags as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        conversation_id,
        entry ->> 'id' as tag_id,
        min(entry ->> 'name') as tag_name,
        min(entry -> 'applied_by' ->> 'id') as applied_by_id,
        min(
            case
                when entry ->> 'applied_at' ~ '^[0-9]{1,11}$'
                    then to_timestamp(cast(entry ->> 'applied_at' as double precision))
            end
        ) as applied_at
    from entries
    where entry ->> 'id' is not null
    group by workspace_id, conversation_id, entry ->> 'id'

),

stg_conversation_tags as (

    select
        own.*,
        least(gone_conversations.gone_at, gone_tags.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id
    left join stg_gone_parents as gone_tags
        on
            own.workspace_id = gone_tags.workspace_id
            and gone_tags.resource_name = 'tags'
            and own.tag_id = gone_tags.object_id

)

select * from stg_conversation_tags
