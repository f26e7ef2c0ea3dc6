-- int_period_durations: one row per period, value of a dimension and timed act: how long it took.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id, act
-- reads    int_period_spans
-- units    *_seconds are elapsed time, *_office_seconds open time
-- nulls    *_office_seconds are null without a schedule
-- excludes acts that are only counted
-- incremental period_start
--
-- Percentiles cannot be added up: each level is computed from the acts, not from another level.
-- Halves are rounded up by hand: the engines differ there, and by 1e-11 before it.

with

spread as (

    select
        workspace_id,
        period_start,
        period,
        dimension,
        dimension_id,
        act,
        count(*) as durations,
        count(office_seconds) as office_durations,
        cast(floor(avg(seconds) + 0.5) as bigint) as avg_seconds,
        cast(floor(avg(office_seconds) + 0.5) as bigint) as avg_office_seconds,
        percentile_cont(array[0.5, 0.9, 0.95]) within group (order by seconds) as wall,
        percentile_cont(array[0.5, 0.9, 0.95]) within group (order by office_seconds) as office
    from int_period_spans
    group by workspace_id, period_start, period, dimension, dimension_id, act

),

int_period_durations as (

    select
        workspace_id,
        period,
        period_start,
        dimension,
        dimension_id,
        act,
        durations,
        office_durations,
        avg_seconds,
        avg_office_seconds,
        cast(floor(wall[1] + 0.500001) as bigint) as p50_seconds,
        cast(floor(wall[2] + 0.500001) as bigint) as p90_seconds,
        cast(floor(wall[3] + 0.500001) as bigint) as p95_seconds,
        cast(floor(office[1] + 0.500001) as bigint) as p50_office_seconds,
        cast(floor(office[2] + 0.500001) as bigint) as p90_office_seconds,
        cast(floor(office[3] + 0.500001) as bigint) as p95_office_seconds
    from spread

)

select * from int_period_durations
