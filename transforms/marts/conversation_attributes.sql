-- conversation_attributes: one row per conversation and custom attribute it carries now.
--
-- kind     table
-- key      workspace_id, conversation_id, attribute_name
-- reads    stg_conversation_custom_attributes, int_counted_conversations
-- units    numbers are in the unit that the workspace gave the attribute
-- nulls    value_number and value_flag are null unless the value is of that kind
-- excludes attributes without a value, attributes that were taken away, conversations that do not
--          count
-- incremental conversation_id
--
-- kind is text, number, flag, list or object; value_text holds every kind.

with

texts as (

    select
        workspace_id,
        conversation_id,
        attribute_name,
        cast(value as text) as value_json,
        cast('[' || cast(value as text) || ']' as json) ->> 0 as value_text
    from stg_conversation_custom_attributes
    where deleted_at is null and value is not null

),

kinds as (

    select
        *,
        case
            when value_json like '"%' then 'text'
            when value_json in ('true', 'false') then 'flag'
            when value_json like '[%' then 'list'
            when value_json like '{%' then 'object'
            else 'number'
        end as kind
    from texts
    where value_text is not null

),

conversation_attributes as (

    select
        -- keys
        kinds.workspace_id,
        kinds.conversation_id,
        kinds.attribute_name,

        -- attributes
        kinds.kind,
        kinds.value_text,
        case when kinds.kind = 'number' then cast(kinds.value_text as double precision) end
            as value_number,
        case when kinds.kind = 'flag' then kinds.value_text = 'true' end as value_flag
    from kinds
    inner join int_counted_conversations as counted
        on
            kinds.workspace_id = counted.workspace_id
            and kinds.conversation_id = counted.conversation_id

)

select * from conversation_attributes
