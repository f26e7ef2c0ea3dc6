-- int_office_clock: one row per stretch of the default schedule, open or closed, without gaps.
--
-- kind     table
-- key      workspace_id, local_day, from_at
-- reads    office_hours_slots
-- units    *_at are UTC; seconds_before is open time from 2010 until from_at
-- nulls    none
-- excludes schedules that are not the default; days outside 2010 to 2039
--
-- Every moment is in exactly one stretch of its local day, so a clock is one join and no sum.

with

slots as (

    select
        workspace_id,
        time_zone_name,
        local_day,
        slot,
        opens_at,
        closes_at,
        cast(local_day as timestamp) at time zone time_zone_name as day_at,
        (cast(local_day as timestamp) + interval '1 day') at time zone time_zone_name
            as next_day_at,
        seconds_before + coalesce(
            sum(extract(epoch from closes_at - opens_at)) over (
                partition by workspace_id, local_day
                order by slot
            ) - extract(epoch from closes_at - opens_at),
            0
        ) as seconds_before,
        lag(closes_at) over (partition by workspace_id, local_day order by slot) as closed_at,
        lead(opens_at) over (partition by workspace_id, local_day order by slot) as reopens_at
    from office_hours_slots
    where is_default

),

stretches as (

    select
        workspace_id,
        time_zone_name,
        local_day,
        false as is_open,
        seconds_before,
        coalesce(closed_at, day_at) as from_at,
        coalesce(opens_at, next_day_at) as until_at
    from slots
    union all
    select
        workspace_id,
        time_zone_name,
        local_day,
        true as is_open,
        seconds_before,
        opens_at as from_at,
        closes_at as until_at
    from slots
    where opens_at is not null
    union all
    select
        workspace_id,
        time_zone_name,
        local_day,
        false as is_open,
        seconds_before + extract(epoch from closes_at - opens_at) as seconds_before,
        closes_at as from_at,
        next_day_at as until_at
    from slots
    where opens_at is not null and reopens_at is null

),

int_office_clock as (

    select
        workspace_id,
        time_zone_name,
        local_day,
        is_open,
        cast(seconds_before as bigint) as seconds_before,
        from_at,
        until_at
    from stretches
    where until_at > from_at

)

select * from int_office_clock
