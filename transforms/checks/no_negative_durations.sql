-- no_negative_durations: nothing ends before it began.
--
-- kind     view
-- key      workspace_id, conversation_id, duration
-- reads    conversation_events, int_customer_waits, int_states
-- units    seconds is elapsed time
-- nulls    none
-- excludes nothing

with

durations as (

    select
        workspace_id,
        conversation_id,
        'conversation_events.seconds_since_previous' as duration,
        seconds_since_previous as seconds
    from conversation_events
    union all
    select
        workspace_id,
        conversation_id,
        'customer_waits.seconds' as duration,
        seconds
    from int_customer_waits
    union all
    select
        workspace_id,
        conversation_id,
        'states' as duration,
        cast(extract(epoch from ended_at) - extract(epoch from started_at) as bigint) as seconds
    from int_states

),

no_negative_durations as (

    select * from durations
    where seconds < 0

)

select * from no_negative_durations
