-- team_members: one row per team and teammate in it.
--
-- kind     view
-- key      workspace_id, team_id, admin_id
-- reads    stg_team_members, stg_teams, stg_admins
-- units    none
-- nulls    a name is null if Intercom does not list the team or the teammate; priority_level if the
--          team has no levels
-- excludes teams and teammates that are gone

with

team_members as (

    select
        stg_team_members.workspace_id,
        stg_team_members.team_id,
        stg_team_members.admin_id,
        stg_teams.name as team_name,
        stg_admins.name as admin_name,
        case
            when
                replace(replace(cast(stg_teams.primary_admin_ids as text), ' ', ''), '"', '')
                ~ ('.*[[,]' || stg_team_members.admin_id || '[],].*')
                then 'primary'
            when
                replace(replace(cast(stg_teams.secondary_admin_ids as text), ' ', ''), '"', '')
                ~ ('.*[[,]' || stg_team_members.admin_id || '[],].*')
                then 'secondary'
        end as priority_level
    from stg_team_members
    left join stg_teams
        on
            stg_team_members.workspace_id = stg_teams.workspace_id
            and stg_team_members.team_id = stg_teams.team_id
    left join stg_admins
        on
            stg_team_members.workspace_id = stg_admins.workspace_id
            and stg_team_members.admin_id = stg_admins.admin_id
    where stg_team_members.deleted_at is null

)

select * from team_members
