-- int_sla_parts: one row per part that speaks of an SLA, and what it says.
--
-- kind     view
-- key      workspace_id, part_id
-- reads    stg_conversation_parts
-- units    first_reply, next_reply, time_to_close, resolve_time are seconds, as text
-- nulls    what a part does not say: applied_by unless it applies one, target_type unless one was
--          missed, the four times unless they are promised
-- excludes parts that Intercom no longer shows
--
-- A number is text here, as Intercom may send any.

with

parts as (

    select
        workspace_id,
        conversation_id,
        part_id,
        cast(event_details as json) as details,
        case
            when part_type in (
                'conversation_sla_applied_by_rule', 'conversation_sla_applied_by_workflow'
            ) then 'applied'
            else replace(replace(part_type, 'conversation_sla_', ''), 'target_', '')
        end as sla_act,
        case
            when part_type like '%_by_%' then replace(part_type, 'conversation_sla_applied_by_', '')
        end as applied_by
    from stg_conversation_parts
    where part_type like 'conversation_sla_%' and removed_at is null

),

int_sla_parts as (

    select
        workspace_id,
        conversation_id,
        part_id,
        sla_act,
        applied_by,
        details ->> 'sla_name' as sla_name,
        details ->> 'sla_target_type' as target_type,
        details -> 'sla_definition' ->> 'first_reply_time' as first_reply,
        details -> 'sla_definition' ->> 'next_reply_time' as next_reply,
        details -> 'sla_definition' ->> 'time_to_close' as time_to_close,
        details -> 'sla_definition' ->> 'resolution_time' as resolve_time
    from parts

)

select * from int_sla_parts
