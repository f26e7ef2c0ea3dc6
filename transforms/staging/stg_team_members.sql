-- stg_team_members: one row per team and teammate in it.
--
-- kind     view
-- key      workspace_id, team_id, admin_id
-- reads    intercom.teams, stg_gone_parents
-- units    none
-- nulls    deleted_at is null unless the team or the teammate is gone
-- excludes nothing; a pair that Intercom lists twice is one row

with

teams as (

    select * from intercom.teams

),

entries as (

    select
        teams.workspace_id,
        teams.id as team_id,
        cast(teams.admin_ids as json) ->> cast(item.place as int) as admin_id
    from teams
    cross join lateral generate_series(
        0,
        case
            when cast(teams.admin_ids as text) like '[%'
                then cast(json_array_length(cast(teams.admin_ids as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        team_id,
        admin_id
    from entries
    where admin_id is not null
    group by workspace_id, team_id, admin_id

),

stg_team_members as (

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

select * from stg_team_members
