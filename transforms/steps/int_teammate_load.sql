-- int_teammate_load: one row per teammate and day with a conversation in hand: how many, how long.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    int_teammate_moments, int_backlog_horizon
-- units    *_seconds are elapsed time, active_office_seconds open time
-- nulls    active_office_seconds is null without a schedule
-- excludes days without a conversation in hand

with

stretches as (

    select
        *,
        cast(
            extract(epoch from lead(happened_at) over teammate)
            - extract(epoch from happened_at) as bigint
        ) as seconds,
        lead(office_clock_seconds) over teammate - office_clock_seconds as office_seconds
    from int_teammate_moments
    window teammate as (partition by workspace_id, admin_id order by happened_at)

),

int_teammate_load as (

    select
        stretches.workspace_id,
        stretches.admin_id,
        cast(stretches.happened_at at time zone horizon.report_time_zone as date) as local_date,
        cast(sum(stretches.seconds * stretches.sessions) as bigint) as handling_seconds,
        cast(sum(stretches.seconds) as bigint) as active_seconds,
        cast(sum(stretches.office_seconds) as bigint) as active_office_seconds,
        max(stretches.sessions) as concurrent_max
    from stretches
    inner join int_backlog_horizon as horizon
        on stretches.workspace_id = horizon.workspace_id
    where stretches.sessions > 0 and stretches.seconds > 0
    group by
        stretches.workspace_id,
        stretches.admin_id,
        cast(stretches.happened_at at time zone horizon.report_time_zone as date)

)

select * from int_teammate_load
