-- stg_conversation_tags: one row per conversation and tag it carries now.
--
-- kind     view
-- key      workspace_id, conversation_id, tag_id
-- reads    intercom.conversations
-- units    applied_at is UTC
-- nulls    applied_at and applied_by_id are null where Intercom does not say
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

stg_conversation_tags as (

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

)

select * from stg_conversation_tags
