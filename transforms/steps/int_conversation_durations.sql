-- int_conversation_durations: one row per conversation: how long everything took.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_conversation_moments, int_customer_waits, int_states
-- units    *_seconds are elapsed time, *_office_seconds open time; *_since_at are UTC
-- nulls    a duration that has not ended is null, except the ended_*_seconds, which are sums of
--          stretches that are over; *_since_at is null unless a stretch is running;
--          *_office_seconds are null without a schedule
-- excludes conversations that do not count
-- incremental conversation_id

with

waits as (

    select
        workspace_id,
        conversation_id,
        count(seconds) as responses,
        cast(percentile_cont(0.5) within group (order by seconds) as bigint)
            as response_p50_seconds,
        cast(percentile_cont(0.5) within group (order by office_seconds) as bigint)
            as response_p50_office_seconds,
        max(seconds) as response_max_seconds,
        cast(coalesce(sum(coalesce(seconds, unanswered_seconds)), 0) as bigint)
            as ended_waiting_seconds,
        max(case when is_open then started_at end) as waiting_since_at
    from int_customer_waits
    group by workspace_id, conversation_id

),

stretches as (

    select
        *,
        cast(
            extract(epoch from ended_at) - extract(epoch from started_at) as bigint
        ) as stretch_seconds
    from int_states

),

states as (

    select
        workspace_id,
        conversation_id,
        cast(coalesce(sum(stretch_seconds) filter (where state = 'open'), 0) as bigint)
            as ended_open_seconds,
        cast(coalesce(sum(stretch_seconds) filter (where state = 'snoozed'), 0) as bigint)
            as ended_snoozed_seconds,
        max(case when state = 'open' and ended_at is null then started_at end) as open_since_at,
        max(case when state = 'snoozed' and ended_at is null then started_at end)
            as snoozed_since_at,
        min(case when is_reopening then started_at end) as first_reopened_at,
        bool_or(change_source = 'forced') as is_state_forced
    from stretches
    group by workspace_id, conversation_id

),

timed as (

    select
        *,
        first_customer_message_at as began_at,
        greatest(first_customer_message_at, handed_over_at) as handed_at
    from int_conversation_moments

),

int_conversation_durations as (

    select
        -- keys
        timed.workspace_id,
        timed.conversation_id,

        -- from the first customer message
        cast(
            extract(epoch from timed.first_human_reply_at)
            - extract(epoch from timed.began_at) as bigint
        )
            as first_response_seconds,
        cast(
            extract(epoch from timed.first_human_reply_at)
            - extract(epoch from timed.handed_at) as bigint
        )
            as first_response_after_handover_seconds,
        cast(
            extract(epoch from timed.first_closed_at) - extract(epoch from timed.began_at) as bigint
        )
            as time_to_first_close_seconds,
        cast(
            extract(epoch from timed.last_counted_close_at)
            - extract(epoch from timed.began_at) as bigint
        )
            as time_to_last_close_seconds,
        cast(
            extract(epoch from timed.assigned_before_reply_at)
            - extract(epoch from timed.began_at) as bigint
        )
            as time_to_assignment_seconds,
        case
            when timed.first_closed_at >= timed.first_assigned_at
                then cast(
                    extract(epoch from timed.first_closed_at)
                    - extract(epoch from timed.first_assigned_at) as bigint
                )
        end as time_from_assignment_to_close_seconds,

        timed.reply_clock - timed.customer_clock as first_response_office_seconds,
        timed.first_close_clock - timed.customer_clock as time_to_first_close_office_seconds,
        timed.last_close_clock - timed.customer_clock as time_to_last_close_office_seconds,
        timed.assigned_clock - timed.customer_clock as time_to_assignment_office_seconds,

        -- waits
        waits.response_p50_seconds,
        waits.response_p50_office_seconds,
        waits.response_max_seconds,
        coalesce(waits.responses, 0) as responses,
        coalesce(waits.ended_waiting_seconds, 0) as ended_waiting_seconds,
        waits.waiting_since_at,

        -- states
        states.ended_open_seconds,
        states.ended_snoozed_seconds,
        states.open_since_at,
        states.snoozed_since_at,
        states.is_state_forced,
        states.first_reopened_at
    from timed
    left join waits
        on
            timed.workspace_id = waits.workspace_id
            and timed.conversation_id = waits.conversation_id
    left join states
        on
            timed.workspace_id = states.workspace_id
            and timed.conversation_id = states.conversation_id

)

select * from int_conversation_durations
