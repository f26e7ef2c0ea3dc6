-- stg_office_hours_exceptions: one row per date on which a schedule's hours are other ones.
--
-- kind     table
-- key      workspace_id, exception_id
-- reads    intercom.office_hours_exceptions
-- units    exception_date is a local date of the schedule
-- nulls    name is null where nobody gave one
-- excludes exceptions whose date cannot be read

with

stg_office_hours_exceptions as (

    select
        workspace_id,
        id as exception_id,
        office_hours_schedule_id as schedule_id,
        name,
        cast(exception_date as date) as exception_date,
        exception_type = 'closed' as is_closed,
        coalesce(recurring_annually, false) as is_yearly,
        time_intervals
    from intercom.office_hours_exceptions
    where exception_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'

)

select * from stg_office_hours_exceptions
