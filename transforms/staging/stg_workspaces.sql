-- stg_workspaces: one row per Intercom workspace, with the time zone that its days follow.
--
-- kind     table
-- key      workspace_id
-- reads    intercom.workspaces, settings, time_zones
-- units    *_at are UTC
-- nulls    time_zone is null if Intercom gave none
-- excludes nothing; a table because a name is looked up among all zones that the database knows

with

workspaces as (

    select * from intercom.workspaces

),

choices as (

    select
        workspaces.id as workspace_id,
        workspaces.timezone as time_zone,
        settings.report_time_zone as chosen_zone,
        coalesce(settings.report_time_zone, workspaces.timezone) as wanted_zone
    from workspaces
    cross join settings

),

stg_workspaces as (

    select
        -- keys
        workspaces.id as workspace_id,

        -- attributes
        workspaces.name,
        workspaces.region,
        choices.time_zone,
        coalesce(time_zones.name, 'UTC') as report_time_zone,
        case
            when time_zones.name is null then 'unknown zone, UTC instead'
            when choices.chosen_zone is null then 'workspace'
            else 'setting'
        end as report_time_zone_source,

        -- timestamps
        workspaces.created_at
    from workspaces
    inner join choices
        on workspaces.id = choices.workspace_id
    left join time_zones
        on choices.wanted_zone = time_zones.name
    where workspaces.id = workspaces.workspace_id

)

select * from stg_workspaces
