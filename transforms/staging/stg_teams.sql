-- stg_teams: one row per team, those that are gone included.
--
-- kind     view
-- key      workspace_id, team_id
-- reads    intercom.teams, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the team; then the newest read without it
-- excludes nothing

with

teams as (

    select * from intercom.teams

),

stg_teams as (

    select
        -- keys
        teams.workspace_id,
        teams.id as team_id,

        -- attributes
        teams.name,
        teams.distribution_method,
        teams.admin_ids,
        teams.primary_admin_ids,
        teams.secondary_admin_ids,

        -- measures
        teams.assignment_limit,

        -- timestamps
        teams.synced_at,
        stg_complete_reads.read_at as deleted_at
    from teams
    left join stg_complete_reads
        on
            teams.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'teams'
            and teams.synced_at < stg_complete_reads.read_at

)

select * from stg_teams
