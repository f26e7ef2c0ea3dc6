-- int_teammate_presence: one row per teammate and day that the activity log knows: here or away.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    int_presence_stretches
-- units    *_seconds are elapsed time; local_date is a day of the report time zone
-- nulls    none
-- excludes time before a teammate's first change of away mode in the log, and after the newest read

with

dated as (

    select
        *,
        cast(started_at at time zone report_time_zone as date) as first_date,
        cast(ended_at at time zone report_time_zone as date) as last_date
    from int_presence_stretches

),

days as (

    select
        dated.*,
        dated.first_date + cast(passed.days as int) as local_date
    from dated
    cross join lateral generate_series(0, dated.last_date - dated.first_date) as passed (days)

),

cut as (

    select
        *,
        cast(
            extract(
                epoch from
                least(ended_at, cast(local_date + 1 as timestamp) at time zone report_time_zone)
                - greatest(started_at, cast(local_date as timestamp) at time zone report_time_zone)
            ) as bigint
        ) as seconds
    from days

),

int_teammate_presence as (

    select
        workspace_id,
        admin_id,
        local_date,
        cast(coalesce(sum(seconds) filter (where not is_away), 0) as bigint) as time_active_seconds,
        cast(coalesce(sum(seconds) filter (where is_away), 0) as bigint) as time_away_seconds
    from cut
    group by workspace_id, admin_id, local_date

)

select * from int_teammate_presence
