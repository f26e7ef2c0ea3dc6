-- int_office_clock_days: one row per stretch of the office clock and UTC day that it touches.
--
-- kind     table
-- key      workspace_id, utc_day, from_at
-- reads    int_office_clock
-- units    *_at are UTC; seconds_before is open time from 2010 until from_at
-- nulls    none
-- excludes days outside 2010 to 2039
--
-- The UTC day of a moment costs nothing; its day in a zone costs more than the rest of the join.

with

int_office_clock_days as (

    select
        clock.workspace_id,
        cast(clock.from_at at time zone 'UTC' as date) + numbers.days_later as utc_day,
        clock.is_open,
        clock.seconds_before,
        clock.from_at,
        clock.until_at
    from int_office_clock as clock
    cross join (values (0), (1), (2)) as numbers (days_later)
    where
        cast(cast(clock.from_at at time zone 'UTC' as date) + numbers.days_later as timestamp)
        < clock.until_at at time zone 'UTC'

)

select * from int_office_clock_days
