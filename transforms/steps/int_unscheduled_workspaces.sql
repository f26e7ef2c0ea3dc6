-- int_unscheduled_workspaces: one row per workspace that is known to have no office hours.
--
-- kind     table
-- key      workspace_id
-- reads    stg_workspaces, stg_complete_reads, stg_office_hours_schedules
-- units    none
-- nulls    none
-- excludes workspaces whose schedules were never read
--
-- Without office hours every hour counts, in Intercom's statistics too.

with

int_unscheduled_workspaces as (

    select workspaces.workspace_id
    from stg_workspaces as workspaces
    inner join stg_complete_reads as complete
        on
            workspaces.workspace_id = complete.workspace_id
            and complete.resource_name = 'office_hours_schedules'
    left join stg_office_hours_schedules as schedules
        on workspaces.workspace_id = schedules.workspace_id
    where schedules.workspace_id is null

)

select * from int_unscheduled_workspaces
