-- stg_office_hours_exceptions: one row per date on which a schedule's hours are other ones.
--
-- kind     table
-- key      workspace_id, exception_id
-- reads    intercom.office_hours_exceptions, stg_complete_reads
-- units    exception_date is a local date of the schedule
-- nulls    name is null where nobody gave one
-- excludes exceptions whose date cannot be read, and those that Intercom no longer lists

with

exceptions as (

    select * from intercom.office_hours_exceptions

),

stg_office_hours_exceptions as (

    select
        exceptions.workspace_id,
        exceptions.id as exception_id,
        exceptions.office_hours_schedule_id as schedule_id,
        exceptions.name,
        cast(exceptions.exception_date as date) as exception_date,
        exceptions.exception_type = 'closed' as is_closed,
        coalesce(exceptions.recurring_annually, false) as is_yearly,
        exceptions.time_intervals
    from exceptions
    left join stg_complete_reads
        on
            exceptions.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'office_hours_exceptions'
            and exceptions.synced_at < stg_complete_reads.read_at
    where
        exceptions.exception_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
        and stg_complete_reads.read_at is null

)

select * from stg_office_hours_exceptions
