-- stg_team_members: one row per team and teammate in it.
--
-- kind     view
-- key      workspace_id, team_id, admin_id
-- reads    intercom.teams
-- units    none
-- nulls    none
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

stg_team_members as (

    select
        workspace_id,
        team_id,
        admin_id
    from entries
    where admin_id is not null
    group by workspace_id, team_id, admin_id

)

select * from stg_team_members
