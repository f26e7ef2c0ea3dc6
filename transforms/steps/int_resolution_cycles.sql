-- int_resolution_cycles: one row per time a conversation was opened, up to its close if it came.
--
-- kind     table
-- key      workspace_id, conversation_id, cycle_number
-- reads    int_states, conversation_events
-- units    *_at are UTC; cycle_number counts from 1; *_seconds are elapsed seconds,
--          *_office_seconds open time
-- nulls    closed_* are null for a cycle that is still running; reopened_at is null unless the
--          conversation was opened again after this close
-- excludes nothing; closing or snoozing what is closed starts no cycle
-- incremental conversation_id
--
-- Who opened and closed a cycle is summed up with it, not joined to it: Postgres guesses nothing of
-- rows that were just summed up, and joins them one by one.

with

states as (

    select
        *,
        count(*) filter (where is_reopening) over (
            partition by workspace_id, conversation_id
            order by started_order
        ) + 1 as cycle_number
    from int_states

),

placed as (

    select
        *,
        row_number() over (
            partition by workspace_id, conversation_id, cycle_number order by started_order
        ) = 1 as is_opening,
        state = 'closed' and row_number() over (
            partition by workspace_id, conversation_id, cycle_number, state order by started_order
        ) = 1 as is_close
    from states

),

cycles as (

    select
        workspace_id,
        conversation_id,
        cast(cycle_number as int) as cycle_number,
        min(started_order) as opened_order,
        min(started_order) filter (where is_close) as closed_order,
        min(changed_by_id) filter (where is_opening) as opened_by_id,
        min(changed_by_id) filter (where is_close) as closed_by_id,
        min(changed_by_kind) filter (where is_opening) as opened_by_kind,
        min(changed_by_kind) filter (where is_close) as closed_by_kind,
        min(started_clock) filter (where is_opening) as opened_clock,
        min(started_clock) filter (where is_close) as closed_clock,
        min(started_at) as opened_at,
        min(started_at) filter (where state = 'closed') as closed_at
    from placed
    group by workspace_id, conversation_id, cycle_number

),

replied as (

    select
        cycles.workspace_id,
        cycles.conversation_id,
        cycles.cycle_number,
        cycles.opened_order,
        cycles.closed_order,
        cycles.opened_by_id,
        cycles.closed_by_id,
        cycles.opened_by_kind,
        cycles.closed_by_kind,
        cycles.opened_clock,
        cycles.closed_clock,
        cycles.opened_at,
        cycles.closed_at,
        count(replies.event_order) as human_replies
    from cycles
    left join conversation_events as replies
        on
            cycles.workspace_id = replies.workspace_id
            and cycles.conversation_id = replies.conversation_id
            and cycles.opened_order <= replies.event_order
            and coalesce(cycles.closed_order, 2147483647) >= replies.event_order
            and replies.is_human_reply
    group by
        cycles.workspace_id,
        cycles.conversation_id,
        cycles.cycle_number,
        cycles.opened_order,
        cycles.closed_order,
        cycles.opened_by_id,
        cycles.closed_by_id,
        cycles.opened_by_kind,
        cycles.closed_by_kind,
        cycles.opened_clock,
        cycles.closed_clock,
        cycles.opened_at,
        cycles.closed_at

),

int_resolution_cycles as (

    select
        -- keys
        workspace_id,
        conversation_id,
        cycle_number,
        opened_order,
        closed_order,
        opened_by_id,
        closed_by_id,

        -- attributes
        opened_by_kind,
        closed_by_kind,
        cycle_number > 1 as is_reopen,
        cycle_number = max(case when closed_at is not null then cycle_number end) over (
            partition by workspace_id, conversation_id
        ) as is_last_closed,

        -- measures
        cast(extract(epoch from closed_at) - extract(epoch from opened_at) as bigint)
            as resolution_seconds,
        closed_clock - opened_clock as resolution_office_seconds,
        human_replies,

        -- timestamps
        opened_at,
        closed_at,
        lead(opened_at) over (
            partition by workspace_id, conversation_id
            order by cycle_number
        ) as reopened_at
    from replied

)

select * from int_resolution_cycles
