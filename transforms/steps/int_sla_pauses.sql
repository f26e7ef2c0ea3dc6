-- int_sla_pauses: one row per SLA target whose clock was stopped while it ran.
--
-- kind     table
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_clocks, int_sla_events
-- units    paused_seconds is elapsed time, paused_clock_seconds and extension_seconds are on the
--          clock that the target is judged on
-- nulls    none
-- excludes pauses outside the promise; in sums, the one that lasts
-- incremental conversation_id
--
-- A pause that begins when the time is up already gives no more time: extension_seconds has only
-- those before.

with

pauses as (

    select
        clocks.workspace_id,
        clocks.conversation_id,
        clocks.application_number,
        clocks.target,
        clocks.wait_order,
        clocks.target_seconds,
        pauses.event_order,
        greatest(
            case
                when clocks.is_office then pauses.happened_clock
                else cast(extract(epoch from pauses.happened_at) as bigint)
            end,
            clocks.started_clock
        ) as from_clock,
        least(
            case
                when clocks.is_office then pauses.resumed_clock
                else cast(extract(epoch from pauses.resumed_at) as bigint)
            end,
            clocks.ended_clock
        ) as until_clock,
        greatest(pauses.happened_at, clocks.started_at) as from_at,
        least(pauses.resumed_at, clocks.ended_at) as until_at,
        clocks.started_clock
    from int_sla_clocks as clocks
    inner join int_sla_events as pauses
        on
            clocks.workspace_id = pauses.workspace_id
            and clocks.conversation_id = pauses.conversation_id
            and clocks.application_number = pauses.application_number
            and pauses.sla_act = 'paused'
            and clocks.started_at
            < coalesce(pauses.resumed_at, timestamptz '9999-01-01 00:00:00+00')
            and coalesce(clocks.ended_at, timestamptz '9999-01-01 00:00:00+00')
            > pauses.happened_at

),

ran as (

    select
        *,
        from_clock - started_clock - coalesce(
            sum(until_clock - from_clock) over (
                partition by
                    workspace_id, conversation_id, application_number, target, wait_order
                order by event_order
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as ran_seconds
    from pauses

),

int_sla_pauses as (

    select
        workspace_id,
        conversation_id,
        application_number,
        target,
        wait_order,
        bool_or(until_at is null and ran_seconds < target_seconds) as is_paused,
        cast(coalesce(sum(extract(epoch from until_at) - extract(epoch from from_at)), 0) as bigint)
            as paused_seconds,
        cast(coalesce(sum(until_clock - from_clock), 0) as bigint) as paused_clock_seconds,
        cast(
            coalesce(sum(until_clock - from_clock) filter (where ran_seconds < target_seconds), 0)
            as bigint
        ) as extension_seconds
    from ran
    group by workspace_id, conversation_id, application_number, target, wait_order

)

select * from int_sla_pauses
