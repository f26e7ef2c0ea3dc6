-- int_teammate_answers: one row per teammate and day with answers: how long customers had waited.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    int_customer_waits, int_backlog_horizon
-- units    *_seconds are elapsed time; local_date is a day of the report time zone
-- nulls    none
-- excludes waits that nobody answered
--
-- Halves are rounded up by hand: the engines differ there, and by 1e-11 before it.

with

int_teammate_answers as (

    select
        waits.workspace_id,
        waits.answered_by_admin_id as admin_id,
        cast(waits.ended_at at time zone horizon.report_time_zone as date) as local_date,
        count(*) as responses,
        cast(percentile_cont(0.5) within group (order by waits.seconds) as bigint)
            as response_p50_seconds,
        cast(
            floor(percentile_cont(0.9) within group (order by waits.seconds) + 0.500001) as bigint
        ) as response_p90_seconds
    from int_customer_waits as waits
    inner join int_backlog_horizon as horizon
        on waits.workspace_id = horizon.workspace_id
    where waits.answered_by_admin_id is not null and waits.ended_at is not null
    group by
        waits.workspace_id,
        waits.answered_by_admin_id,
        cast(waits.ended_at at time zone horizon.report_time_zone as date)

)

select * from int_teammate_answers
