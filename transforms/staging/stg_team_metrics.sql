-- stg_team_metrics: one row per read, team and teammate: the load at that moment.
--
-- kind     view
-- key      workspace_id, team_id, admin_id, measured_at
-- reads    intercom.team_metrics, stg_gone_parents
-- units    *_count are conversations assigned to the teammate; measured_at is UTC
-- nulls    deleted_at is null unless the team or the teammate is gone
-- excludes nothing

with

own as (

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

),

stg_team_metrics as (

    select
        own.*,
        least(gone_teams.gone_at, gone_admins.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_teams
        on
            own.workspace_id = gone_teams.workspace_id
            and gone_teams.resource_name = 'teams'
            and own.team_id = gone_teams.object_id
    left join stg_gone_parents as gone_admins
        on
            own.workspace_id = gone_admins.workspace_id
            and gone_admins.resource_name = 'admins'
            and own.admin_id = gone_admins.object_id

)

select * from stg_team_metrics
