-- stg_office_hours_schedules: one row per office-hours schedule, and which one is the default.
--
-- kind     table
-- key      workspace_id, schedule_id
-- reads    intercom.office_hours_schedules, stg_complete_reads, settings, time_zones
-- units    *_at are UTC
-- nulls    default_source is null unless the schedule is the workspace's default
-- excludes schedules in a time zone that the database does not know, and those that Intercom no
--          longer lists; a table because a name is looked up among all zones
--
-- Intercom does not say which schedule is the default: the one that a setting names by id or
-- name, without a setting the oldest.

with

schedules as (

    select * from intercom.office_hours_schedules

),

known as (

    select
        schedules.workspace_id,
        schedules.id as schedule_id,
        schedules.name,
        schedules.time_zone_name,
        schedules.time_intervals,
        coalesce(schedules.twenty_four_seven, false) as is_always_open,
        settings.office_hours_schedule as chosen,
        settings.office_hours_schedule is null
        or settings.office_hours_schedule in (schedules.id, schedules.name) as is_candidate,
        schedules.created_at
    from schedules
    cross join settings
    inner join time_zones
        on schedules.time_zone_name = time_zones.name
    left join stg_complete_reads
        on
            schedules.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'office_hours_schedules'
            and schedules.synced_at < stg_complete_reads.read_at
    where stg_complete_reads.read_at is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by workspace_id, is_candidate
            order by created_at nulls last, length(schedule_id), schedule_id
        ) as place
    from known

),

stg_office_hours_schedules as (

    select
        -- keys
        workspace_id,
        schedule_id,

        -- attributes
        name,
        time_zone_name,
        time_intervals,
        is_always_open,
        is_candidate and place = 1 as is_default,
        case
            when is_candidate and place = 1 and chosen is not null then 'setting'
            when is_candidate and place = 1 then 'oldest schedule'
        end as default_source,

        -- timestamps
        created_at
    from ranked

)

select * from stg_office_hours_schedules
