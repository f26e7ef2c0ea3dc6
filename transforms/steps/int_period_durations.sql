-- int_period_durations: one row per period, value of a dimension and timed act: how long it took.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id, act
-- reads    int_period_spans, int_period_numbers
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
        period_start,
        value_number,
        act_number,
        period_number,
        count(*) as durations,
        count(office_seconds) as office_durations,
        cast(floor(avg(seconds) + 0.5) as bigint) as avg_seconds,
        cast(floor(avg(office_seconds) + 0.5) as bigint) as avg_office_seconds,
        percentile_cont(array[0.5, 0.9, 0.95]) within group (order by seconds) as wall,
        percentile_cont(array[0.5, 0.9, 0.95]) within group (order by office_seconds) as office
    from int_period_spans
    group by period_start, value_number, act_number, period_number

),

int_period_durations as (

    select
        terms.workspace_id,
        case spread.period_number when 1 then 'day' when 2 then 'week' else 'month' end as period,
        spread.period_start,
        terms.kind as dimension,
        terms.term as dimension_id,
        acts.term as act,
        spread.durations,
        spread.office_durations,
        spread.avg_seconds,
        spread.avg_office_seconds,
        cast(floor(spread.wall[1] + 0.500001) as bigint) as p50_seconds,
        cast(floor(spread.wall[2] + 0.500001) as bigint) as p90_seconds,
        cast(floor(spread.wall[3] + 0.500001) as bigint) as p95_seconds,
        cast(floor(spread.office[1] + 0.500001) as bigint) as p50_office_seconds,
        cast(floor(spread.office[2] + 0.500001) as bigint) as p90_office_seconds,
        cast(floor(spread.office[3] + 0.500001) as bigint) as p95_office_seconds
    from spread
    inner join int_period_numbers as terms
        on spread.value_number = terms.term_number
    inner join int_period_numbers as acts
        on spread.act_number = acts.term_number

)

select * from int_period_durations
