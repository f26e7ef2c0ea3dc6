-- cycles_without_gaps: each cycle ends with a close before the next one reopens the conversation.
--
-- kind     view
-- key      workspace_id, conversation_id, cycle_number
-- reads    int_resolution_cycles
-- units    *_at are UTC
-- nulls    next_* are null for the last cycle
-- excludes nothing

with

neighbours as (

    select
        *,
        lead(cycle_number) over in_order as next_number,
        lead(opened_at) over in_order as next_at
    from int_resolution_cycles
    window
        in_order as (partition by workspace_id, conversation_id order by cycle_number, opened_at)

),

cycles_without_gaps as (

    select * from neighbours
    where
        closed_at < opened_at
        or reopened_at is distinct from next_at
        or coalesce(closed_at, timestamptz '9999-01-01 00:00:00+00') > next_at
        or next_number != cycle_number + 1

)

select * from cycles_without_gaps
