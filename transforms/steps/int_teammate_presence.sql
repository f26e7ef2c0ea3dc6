-- int_teammate_presence: one row per teammate and day that the activity log knows: here or away.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    stg_admin_activity_logs, int_backlog_horizon
-- units    *_seconds are elapsed time; local_date is a day of the report time zone
-- nulls    none
-- excludes time before a teammate's first change of away mode in the log, and after the newest read

with

entries as (

    select
        workspace_id,
        happened_at,
        admin_id,
        cast(metadata as json) ->> 'update_by' as updated_id,
        cast(metadata as json) ->> 'away_mode' as away_mode
    from stg_admin_activity_logs
    where activity_type = 'admin_away_mode_change'

),

changes as (

    select
        workspace_id,
        coalesce(updated_id, admin_id) as admin_id,
        happened_at,
        max(away_mode) as away_mode
    from entries
    where away_mode in ('true', 'false')
    group by workspace_id, coalesce(updated_id, admin_id), happened_at

),

stretches as (

    select
        changes.workspace_id,
        changes.admin_id,
        changes.away_mode = 'true' as is_away,
        horizon.report_time_zone,
        changes.happened_at as started_at,
        least(
            coalesce(
                lead(changes.happened_at) over (
                    partition by changes.workspace_id, changes.admin_id
                    order by changes.happened_at
                ),
                horizon.last_at
            ),
            horizon.last_at
        ) as ended_at
    from changes
    inner join int_backlog_horizon as horizon
        on
            changes.workspace_id = horizon.workspace_id
            and changes.happened_at < horizon.last_at

),

dated as (

    select
        *,
        cast(started_at at time zone report_time_zone as date) as first_date,
        cast(ended_at at time zone report_time_zone as date) as last_date
    from stretches

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
    where admin_id is not null
    group by workspace_id, admin_id, local_date

)

select * from int_teammate_presence
