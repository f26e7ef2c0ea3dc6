-- teams: one row per team, those that are gone included.
--
-- kind     view
-- key      workspace_id, team_id
-- reads    stg_teams, stg_team_members
-- units    members are teammates; assignment_limit is conversations a member may hold
-- nulls    deleted_at is null while Intercom lists the team
-- excludes nothing

with

sizes as (

    select
        workspace_id,
        team_id,
        count(*) as members
    from stg_team_members
    where deleted_at is null
    group by workspace_id, team_id

),

teams as (

    select
        -- keys
        stg_teams.workspace_id,
        stg_teams.team_id,

        -- attributes
        stg_teams.name,
        stg_teams.distribution_method,

        -- measures
        stg_teams.assignment_limit,
        coalesce(sizes.members, 0) as members,

        -- timestamps
        stg_teams.deleted_at
    from stg_teams
    left join sizes
        on
            stg_teams.workspace_id = sizes.workspace_id
            and stg_teams.team_id = sizes.team_id

)

select * from teams
