-- int_office_minutes: one row per schedule, local day and stretch of minutes it is open.
--
-- kind     table
-- key      workspace_id, schedule_id, local_day, slot
-- reads    stg_office_hours_schedules, stg_office_hours_exceptions, int_office_intervals
-- units    minutes since local midnight, 0 to 1440
-- nulls    start_minute and end_minute are null on a day that is closed
-- excludes days outside 2010 to 2039; an exception of the very date goes before a yearly one
--
-- Stretches that touch or overlap are one.

with

days as (

    select
        cast(series.moment as date) as local_day,
        cast(extract(isodow from series.moment) as int) - 1 as week_day,
        extract(month from series.moment) as month_number,
        extract(day from series.moment) as day_number
    from
        generate_series(
            timestamp '2010-01-01 00:00:00', timestamp '2039-12-31 00:00:00', interval '1 day'
        ) as series (moment)

),

exceptions as (

    select
        exceptions.workspace_id,
        exceptions.schedule_id,
        exceptions.exception_id,
        exceptions.name,
        days.local_day,
        row_number() over (
            partition by exceptions.workspace_id, exceptions.schedule_id, days.local_day
            order by exceptions.is_yearly, exceptions.exception_id
        ) as place
    from stg_office_hours_exceptions as exceptions
    inner join days
        on
            extract(month from exceptions.exception_date) = days.month_number
            and extract(day from exceptions.exception_date) = days.day_number
            and (exceptions.exception_date = days.local_day or exceptions.is_yearly)

),

owners as (

    select
        schedules.workspace_id,
        schedules.schedule_id,
        days.local_day,
        exceptions.exception_id,
        exceptions.name as exception_name,
        case when exceptions.exception_id is null then 'schedule' else 'exception' end
            as owner_kind,
        coalesce(exceptions.exception_id, schedules.schedule_id) as owner_id,
        case when exceptions.exception_id is null then days.week_day else 0 end as week_day
    from stg_office_hours_schedules as schedules
    cross join days
    left join exceptions
        on
            schedules.workspace_id = exceptions.workspace_id
            and schedules.schedule_id = exceptions.schedule_id
            and days.local_day = exceptions.local_day
            and exceptions.place = 1

),

opened as (

    select
        owners.workspace_id,
        owners.schedule_id,
        owners.local_day,
        owners.exception_id,
        owners.exception_name,
        intervals.start_minute,
        intervals.end_minute,
        max(intervals.end_minute) over (
            partition by owners.workspace_id, owners.schedule_id, owners.local_day
            order by intervals.start_minute, intervals.end_minute
            rows between unbounded preceding and 1 preceding
        ) as reached_minute
    from owners
    left join int_office_intervals as intervals
        on
            owners.workspace_id = intervals.workspace_id
            and owners.owner_kind = intervals.owner_kind
            and owners.owner_id = intervals.owner_id
            and owners.week_day = intervals.week_day

),

islands as (

    select
        *,
        count(*) filter (where reached_minute is null or start_minute > reached_minute) over (
            partition by workspace_id, schedule_id, local_day
            order by start_minute, end_minute
        ) as slot
    from opened

),

int_office_minutes as (

    select
        workspace_id,
        schedule_id,
        local_day,
        cast(slot as int) as slot,
        min(start_minute) as start_minute,
        max(end_minute) as end_minute,
        max(exception_id) as exception_id,
        max(exception_name) as exception_name
    from islands
    group by workspace_id, schedule_id, local_day, slot

)

select * from int_office_minutes
