-- int_sla_targets: one row per SLA target promised, with its due moment and what Intercom said.
--
-- kind     table
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_clocks, int_sla_pauses, int_sla_events, int_office_due
-- units    *_at are UTC; *_seconds are elapsed time; *_clock is the judged clock in seconds
-- nulls    due_at is null while the clock stands and past the end of the office calendar;
--          ended_outcome until something ended it
-- excludes replies given before they were promised; a first reply in a cut thread
-- incremental conversation_id

with

clocks as (

    select
        clocks.*,
        coalesce(pauses.is_paused, false) as is_paused,
        coalesce(pauses.paused_seconds, 0) as paused_seconds,
        coalesce(pauses.paused_clock_seconds, 0) as paused_clock_seconds,
        case
            when not coalesce(pauses.is_paused, false)
                then
                    clocks.started_clock + clocks.target_seconds
                    + coalesce(pauses.extension_seconds, 0)
        end as due_clock,
        lead(clocks.started_order) over (
            partition by
                clocks.workspace_id,
                clocks.conversation_id,
                clocks.application_number,
                clocks.target
            order by clocks.wait_order
        ) as next_started_order
    from int_sla_clocks as clocks
    left join int_sla_pauses as pauses
        on
            clocks.workspace_id = pauses.workspace_id
            and clocks.conversation_id = pauses.conversation_id
            and clocks.application_number = pauses.application_number
            and clocks.target = pauses.target
            and clocks.wait_order = pauses.wait_order

),

misses as (

    select
        clocks.workspace_id,
        clocks.conversation_id,
        clocks.application_number,
        clocks.target,
        clocks.wait_order,
        count(*) as misses
    from clocks
    inner join int_sla_events as events
        on
            clocks.workspace_id = events.workspace_id
            and clocks.conversation_id = events.conversation_id
            and clocks.application_number = events.application_number
            and clocks.target = events.missed_target
            and clocks.started_order <= events.event_order
            and coalesce(clocks.next_started_order, 2147483647) > events.event_order
    where events.sla_act = 'missed'
    group by
        clocks.workspace_id,
        clocks.conversation_id,
        clocks.application_number,
        clocks.target,
        clocks.wait_order

),

int_sla_targets as (

    select
        clocks.*,
        misses.misses is not null as is_missed_by_intercom,
        case
            when clocks.ended_at is null then case when clocks.is_given_up then 'removed' end
            when clocks.due_clock is null or clocks.ended_clock is null then 'unknown'
            when clocks.is_dropped and not clocks.is_given_up then 'removed'
            when clocks.ended_clock > clocks.due_clock then 'missed'
            when clocks.is_dropped then 'removed'
            else 'met'
        end as ended_outcome,
        case
            when clocks.is_office
                then
                    due.from_at
                    + (clocks.due_clock - due.from_seconds) * interval '1 second'
            else to_timestamp(cast(clocks.due_clock as double precision))
        end as due_at
    from clocks
    left join misses
        on
            clocks.workspace_id = misses.workspace_id
            and clocks.conversation_id = misses.conversation_id
            and clocks.application_number = misses.application_number
            and clocks.target = misses.target
            and clocks.wait_order = misses.wait_order
    left join int_office_due as due
        on
            clocks.workspace_id = due.workspace_id
            and case
                when clocks.is_office
                    then cast(
                        floor(cast(clocks.due_clock - 1 as double precision) / 28800) as bigint
                    )
            end = due.block
            and clocks.due_clock > due.from_seconds
            and clocks.due_clock <= due.until_seconds

)

select * from int_sla_targets
