-- waits_without_overlaps: a customer waits once at a time, and only the last wait runs on.
--
-- kind     view
-- key      workspace_id, conversation_id, wait_order
-- reads    int_customer_waits
-- units    *_at are UTC
-- nulls    next_* are null for the last wait
-- excludes nothing
--
-- A wait that was given up, closed without an answer, has no end.

with

neighbours as (

    select
        *,
        lead(wait_order) over in_order as next_order,
        lead(started_at) over in_order as next_at
    from int_customer_waits
    window in_order as (partition by workspace_id, conversation_id order by wait_order, started_at)

),

waits_without_overlaps as (

    select * from neighbours
    where
        ended_at < started_at
        or coalesce(ended_at, timestamptz '9999-01-01 00:00:00+00') > next_at
        or next_order != wait_order + 1
        or (is_open and next_at is not null)

)

select * from waits_without_overlaps
