-- int_attribute_changes: one row per conversation and custom attribute: its last change, by whom.
--
-- kind     view
-- key      workspace_id, conversation_id, attribute_name
-- reads    stg_conversation_parts
-- units    *_at are UTC
-- nulls    none
-- excludes changes of no attribute with a name, parts that Intercom no longer shows

with

told as (

    select
        workspace_id,
        conversation_id,
        cast(event_details as json) -> 'attribute' ->> 'name' as attribute_name,
        created_at as changed_at,
        case part_type
            when 'conversation_attribute_updated_by_admin' then 'teammate'
            when 'conversation_attribute_updated_by_user' then 'customer'
            else 'bot'
        end as changed_by_kind,
        row_number() over (
            partition by
                workspace_id,
                conversation_id,
                cast(event_details as json) -> 'attribute' ->> 'name'
            order by
                created_at desc nulls last, length(part_id) desc nulls last, part_id desc nulls last
        ) as place
    from stg_conversation_parts
    where part_type like 'conversation_attribute_updated_by_%' and removed_at is null

),

int_attribute_changes as (

    select
        workspace_id,
        conversation_id,
        attribute_name,
        changed_by_kind,
        changed_at
    from told
    where place = 1 and attribute_name is not null

)

select * from int_attribute_changes
