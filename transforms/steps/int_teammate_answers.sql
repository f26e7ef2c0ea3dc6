-- int_teammate_answers: one row per teammate and day with answers: how long customers had waited.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    int_customer_waits
-- units    *_seconds are elapsed time; local_date is a day of the report time zone
-- nulls    none
-- excludes waits that nobody answered
--
-- Halves are rounded up by hand: the engines differ there, and by 1e-11 before it.

with

int_teammate_answers as (

    select
        workspace_id,
        answered_by_admin_id as admin_id,
        ended_date as local_date,
        count(*) as responses,
        cast(percentile_cont(0.5) within group (order by seconds) as bigint)
            as response_p50_seconds,
        cast(
            floor(percentile_cont(0.9) within group (order by seconds) + 0.500001) as bigint
        ) as response_p90_seconds
    from int_customer_waits
    where answered_by_admin_id is not null and ended_date is not null
    group by workspace_id, answered_by_admin_id, ended_date

)

select * from int_teammate_answers
