-- office_hours_slots: one row per schedule, local day and stretch that the office is open.
--
-- kind     table
-- key      workspace_id, schedule_id, local_day, slot
-- reads    stg_office_hours_schedules, int_office_minutes
-- units    *_at are UTC; seconds_before is open time from 2010 until this local day begins
-- nulls    opens_at and closes_at are null on a day that is closed; exception_name unless the day
--          is an exception with a name
-- excludes days outside 2010 to 2039
--
-- The clock at a moment is seconds_before plus what has passed of that day's slots; office time
-- between two moments is the difference of their clocks.

with

slots as (

    select
        minutes.workspace_id,
        minutes.schedule_id,
        minutes.local_day,
        minutes.slot,
        schedules.name as schedule_name,
        schedules.time_zone_name,
        schedules.is_default,
        minutes.exception_id is not null as is_exception,
        minutes.exception_name,
        (
            cast(minutes.local_day as timestamp) + minutes.start_minute * interval '1 minute'
        ) at time zone schedules.time_zone_name as opens_at,
        (
            cast(minutes.local_day as timestamp) + minutes.end_minute * interval '1 minute'
        ) at time zone schedules.time_zone_name as closes_at
    from int_office_minutes as minutes
    inner join stg_office_hours_schedules as schedules
        on
            minutes.workspace_id = schedules.workspace_id
            and minutes.schedule_id = schedules.schedule_id

),

measured as (

    select
        *,
        coalesce(extract(epoch from closes_at - opens_at), 0) as open_seconds
    from slots

),

office_hours_slots as (

    select
        -- keys
        workspace_id,
        schedule_id,
        local_day,
        slot,

        -- attributes
        schedule_name,
        time_zone_name,
        is_default,
        is_exception,
        exception_name,

        -- measures
        cast(
            sum(open_seconds) over (partition by workspace_id, schedule_id order by local_day)
            - sum(open_seconds) over (partition by workspace_id, schedule_id, local_day)
            as bigint
        ) as seconds_before,

        -- timestamps
        opens_at,
        closes_at
    from measured

)

select * from office_hours_slots
