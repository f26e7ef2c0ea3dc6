-- int_resolution_cycles: one row per time a conversation was opened, up to its close if it came.
--
-- kind     table
-- key      workspace_id, conversation_id, cycle_number
-- reads    int_states, conversation_events
-- units    *_at are UTC; cycle_number counts from 1; *_seconds are elapsed seconds,
--          *_office_seconds open time
-- nulls    closed_* are null for a cycle that is still running; reopened_at is null unless the
--          conversation was opened again after this close
-- excludes nothing; closing what is closed starts no cycle
-- incremental conversation_id

with

states as (

    select
        *,
        count(*) filter (where previous_state = 'closed') over (
            partition by workspace_id, conversation_id
            order by started_order
        ) + 1 as cycle_number
    from int_states

),

cycles as (

    select
        workspace_id,
        conversation_id,
        cast(cycle_number as int) as cycle_number,
        min(started_order) as opened_order,
        min(started_order) filter (where state = 'closed') as closed_order,
        min(started_at) as opened_at,
        min(started_at) filter (where state = 'closed') as closed_at
    from states
    group by workspace_id, conversation_id, cycle_number

),

replies as (

    select
        cycles.workspace_id,
        cycles.conversation_id,
        cycles.cycle_number,
        count(*) as human_replies
    from cycles
    inner join conversation_events as events
        on
            cycles.workspace_id = events.workspace_id
            and cycles.conversation_id = events.conversation_id
            and cycles.opened_order <= events.event_order
            and coalesce(cycles.closed_order, 2147483647) >= events.event_order
    where events.is_human_reply
    group by cycles.workspace_id, cycles.conversation_id, cycles.cycle_number

),

int_resolution_cycles as (

    select
        -- keys
        cycles.workspace_id,
        cycles.conversation_id,
        cycles.cycle_number,
        cycles.opened_order,
        cycles.closed_order,
        openings.changed_by_id as opened_by_id,
        closes.changed_by_id as closed_by_id,

        -- attributes
        openings.changed_by_kind as opened_by_kind,
        closes.changed_by_kind as closed_by_kind,
        cycles.cycle_number > 1 as is_reopen,

        -- measures
        cast(extract(epoch from cycles.closed_at) - extract(epoch from cycles.opened_at) as bigint)
            as resolution_seconds,
        closes.started_clock - openings.started_clock as resolution_office_seconds,
        coalesce(replies.human_replies, 0) as human_replies,

        -- timestamps
        cycles.opened_at,
        cycles.closed_at,
        lead(cycles.opened_at) over (
            partition by cycles.workspace_id, cycles.conversation_id
            order by cycles.cycle_number
        ) as reopened_at
    from cycles
    inner join int_states as openings
        on
            cycles.workspace_id = openings.workspace_id
            and cycles.conversation_id = openings.conversation_id
            and cycles.opened_order = openings.started_order
    left join int_states as closes
        on
            cycles.workspace_id = closes.workspace_id
            and cycles.conversation_id = closes.conversation_id
            and cycles.closed_order = closes.started_order
    left join replies
        on
            cycles.workspace_id = replies.workspace_id
            and cycles.conversation_id = replies.conversation_id
            and cycles.cycle_number = replies.cycle_number

)

select * from int_resolution_cycles
