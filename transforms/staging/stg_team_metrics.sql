-- stg_team_metrics: one row per read, team and teammate: the load at that moment.
--
-- kind     view
-- key      workspace_id, team_id, admin_id, measured_at
-- reads    intercom.team_metrics
-- units    *_count are conversations assigned to the teammate; measured_at is UTC
-- nulls    none
-- excludes nothing

with

stg_team_metrics as (

    select
        -- keys
        workspace_id,
        team_id,
        admin_id,

        -- measures
        open as open_count,
        idle as idle_count,
        snoozed as snoozed_count,

        -- timestamps
        fetched_at as measured_at,
        synced_at
    from intercom.team_metrics

)

select * from stg_team_metrics
