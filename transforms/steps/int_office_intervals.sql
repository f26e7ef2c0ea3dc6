-- int_office_intervals: one row per interval of a schedule's week or of an exception's day.
--
-- kind     table
-- key      workspace_id, owner_kind, owner_id, week_day, start_minute, end_minute
-- reads    stg_office_hours_schedules, stg_office_hours_exceptions
-- units    minutes since local midnight, 0 to 1440; week_day 0 is Monday
-- nulls    none
-- excludes intervals that end before they begin; one that passes midnight is one row per day

with

owners as (

    select
        workspace_id,
        'schedule' as owner_kind,
        schedule_id as owner_id,
        case
            when is_always_open then cast('[{"start_minute":0,"end_minute":10080}]' as json)
            else cast(time_intervals as json)
        end as intervals
    from stg_office_hours_schedules
    union all
    select
        workspace_id,
        'exception' as owner_kind,
        exception_id as owner_id,
        cast(time_intervals as json) as intervals
    from stg_office_hours_exceptions
    where not is_closed

),

entries as (

    select
        owners.workspace_id,
        owners.owner_kind,
        owners.owner_id,
        cast(owners.intervals -> cast(item.place as int) ->> 'start_minute' as int)
            as start_minute,
        cast(owners.intervals -> cast(item.place as int) ->> 'end_minute' as int) as end_minute
    from owners
    cross join lateral generate_series(
        0,
        case
            when cast(owners.intervals as text) like '[%'
                then cast(json_array_length(owners.intervals) as int)
            else 0
        end - 1
    ) as item (place)

),

split_days as (

    select
        entries.workspace_id,
        entries.owner_kind,
        entries.owner_id,
        cast(numbers.week_day as int) as week_day,
        greatest(entries.start_minute - numbers.week_day * 1440, 0) as start_minute,
        least(entries.end_minute - numbers.week_day * 1440, 1440) as end_minute
    from entries
    cross join (values (0), (1), (2), (3), (4), (5), (6)) as numbers (week_day)

),

int_office_intervals as (

    select
        workspace_id,
        owner_kind,
        owner_id,
        week_day,
        cast(start_minute as int) as start_minute,
        cast(end_minute as int) as end_minute
    from split_days
    where end_minute > start_minute
    group by workspace_id, owner_kind, owner_id, week_day, start_minute, end_minute

)

select * from int_office_intervals
