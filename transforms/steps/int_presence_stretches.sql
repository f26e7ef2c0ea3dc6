-- int_presence_stretches: one row per stretch that a teammate was here or away, as the log tells.
--
-- kind     table
-- key      workspace_id, admin_id, started_at
-- reads    stg_admin_activity_logs, int_backlog_horizon
-- units    *_at are UTC
-- nulls    none
-- excludes time before a teammate's first change of away mode in the log, and after the newest read
--
-- A change belongs to the teammate concerned, whom Intercom's documents name performed_by;
-- update_by is who initiated it, and counts only where nobody else is named. No log of a teammate
-- whom another one set away was seen yet.

with

entries as (

    select
        workspace_id,
        greatest(happened_at, timestamptz '2011-01-01 00:00:00+00') as happened_at,
        coalesce(admin_id, cast(metadata as json) ->> 'update_by') as admin_id,
        cast(metadata as json) ->> 'away_mode' as away_mode
    from stg_admin_activity_logs
    where activity_type = 'admin_away_mode_change'

),

changes as (

    select
        workspace_id,
        admin_id,
        happened_at,
        max(away_mode) as away_mode
    from entries
    where away_mode in ('true', 'false')
    group by workspace_id, admin_id, happened_at

),

int_presence_stretches as (

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
    where changes.admin_id is not null

)

select * from int_presence_stretches
