-- int_period_names: one row per value of a dimension that has a name of its own.
--
-- kind     view
-- key      workspace_id, dimension, dimension_id
-- reads    stg_teams, stg_admins, stg_companies, stg_workspaces
-- units    none
-- nulls    dimension_name is null where Intercom gives none
-- excludes dimensions whose values are names already

with

priorities (dimension_id, dimension_name) as (

    values ('0', 'none'), ('1', 'low'), ('2', 'medium'), ('3', 'high'), ('4', 'urgent')

),

int_period_names as (

    select
        workspace_id,
        'team' as dimension,
        team_id as dimension_id,
        name as dimension_name
    from stg_teams
    union all
    select
        workspace_id,
        'teammate' as dimension,
        admin_id as dimension_id,
        name as dimension_name
    from stg_admins
    union all
    select
        workspace_id,
        'company' as dimension,
        company_id as dimension_id,
        name as dimension_name
    from stg_companies
    union all
    select
        stg_workspaces.workspace_id,
        'priority' as dimension,
        priorities.dimension_id,
        priorities.dimension_name
    from stg_workspaces
    cross join priorities

)

select * from int_period_names
