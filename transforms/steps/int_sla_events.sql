-- int_sla_events: one row per part that applies, judges, pauses, resumes or takes away an SLA.
--
-- kind     table
-- key      workspace_id, conversation_id, event_order
-- reads    conversation_events, int_sla_parts
-- units    *_at are UTC; *_clock is the office clock in seconds; *_target_seconds are as promised
-- nulls    missed_target is null unless one was missed, *_target_seconds unless one was promised;
--          ended_* while the SLA applies, resumed_* while the clock stands
-- excludes nothing
-- incremental conversation_id
--
-- A conversation has one SLA at a time: another one takes its place. Time and both clocks only
-- grow along the events, so the least of what follows is the next.

with

told as (

    select
        events.workspace_id,
        events.conversation_id,
        events.event_order,
        events.office_clock_seconds,
        events.happened_at,
        parts.sla_act,
        parts.applied_by,
        parts.sla_name,
        parts.target_type,
        parts.first_reply,
        parts.next_reply,
        parts.time_to_close,
        parts.resolve_time
    from conversation_events as events
    inner join int_sla_parts as parts
        on
            events.workspace_id = parts.workspace_id
            and events.conversation_id = parts.conversation_id
            and events.part_id = parts.part_id

),

int_sla_events as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_order,
        cast(count(*) filter (where sla_act = 'applied') over so_far as int) as application_number,

        -- attributes
        sla_act,
        sla_name,
        applied_by,
        case target_type
            when 'first_reply_time' then 'first_reply'
            when 'next_reply_time' then 'next_reply'
            when 'time_to_close' then 'close'
            when 'resolution_time' then 'resolution'
        end as missed_target,

        -- measures
        case when first_reply ~ '^[0-9]{1,12}$' then cast(first_reply as bigint) end
            as first_reply_target_seconds,
        case when next_reply ~ '^[0-9]{1,12}$' then cast(next_reply as bigint) end
            as next_reply_target_seconds,
        case when time_to_close ~ '^[0-9]{1,12}$' then cast(time_to_close as bigint) end
            as close_target_seconds,
        case when resolve_time ~ '^[0-9]{1,12}$' then cast(resolve_time as bigint) end
            as resolution_target_seconds,

        -- what follows
        office_clock_seconds as happened_clock,
        min(case when sla_act != 'missed' then office_clock_seconds end)
            over later
            as resumed_clock,
        min(case when sla_act in ('applied', 'removed') then event_order end) over later
            as ended_order,
        min(case when sla_act in ('applied', 'removed') then happened_at end)
            over later
            as ended_at,

        -- timestamps
        happened_at,
        min(case when sla_act != 'missed' then happened_at end) over later as resumed_at
    from told
    window
        so_far as (partition by workspace_id, conversation_id order by event_order),
        later as (
            partition by workspace_id, conversation_id
            order by event_order
            rows between 1 following and unbounded following
        )

)

select * from int_sla_events
