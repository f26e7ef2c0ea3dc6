-- conversation_attributes: one row per conversation and custom attribute it carries now.
--
-- kind     table
-- key      workspace_id, conversation_id, attribute_name
-- reads    stg_conversation_custom_attributes, int_attribute_changes, int_counted_conversations
-- units    numbers are in the unit that the workspace gave the attribute; *_at are UTC
-- nulls    value_number, value_flag and value_at are null unless the value is of that kind, or too
--          large to hold; last_changed_* if no part tells of a change
-- excludes attributes without a value, attributes that were taken away, conversations that do not
--          count
-- incremental conversation_id
--
-- kind is text, moment, number, flag, list or object; value_text holds every kind. A moment is text
-- in the form of ISO 8601; one told in Unix seconds is a number, as nothing tells it apart.

with

texts as (

    select
        workspace_id,
        conversation_id,
        attribute_name,
        cast(value as text) as value_json,
        cast('[' || cast(value as text) || ']' as json) ->> 0 as value_text
    from stg_conversation_custom_attributes
    where removed_at is null and value is not null

),

kinds as (

    select
        *,
        case
            when
                value_json like '"%' and value_text
                ~ (
                    '^[12][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)'
                    || '|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
                    || '([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])$'
                )
                then 'moment'
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
        case
            when
                kinds.kind = 'number'
                and kinds.value_text ~ '^-?[0-9]{1,200}([.][0-9]+)?([eE][+-]?[0-9]{1,2})?$'
                then cast(kinds.value_text as double precision)
        end as value_number,
        case when kinds.kind = 'flag' then kinds.value_text = 'true' end as value_flag,
        case when kinds.kind = 'moment' then cast(kinds.value_text as timestamptz) end as value_at,
        changes.changed_by_kind as last_changed_by_kind,

        -- timestamps
        changes.changed_at as last_changed_at
    from kinds
    inner join int_counted_conversations as counted
        on
            kinds.workspace_id = counted.workspace_id
            and kinds.conversation_id = counted.conversation_id
    left join int_attribute_changes as changes
        on
            kinds.workspace_id = changes.workspace_id
            and kinds.conversation_id = changes.conversation_id
            and kinds.attribute_name = changes.attribute_name

)

select * from conversation_attributes
