-- int_period_spreads: one row per period and value of a dimension: how long each act took.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_period_durations
-- units    *_seconds are elapsed time, *_office_seconds open time; *_count are numbers
-- nulls    *_seconds are null where *_count is 0
-- excludes nothing
-- incremental period_start

with

int_period_spreads as (

    select
        -- keys
        workspace_id,
        period,
        period_start,
        dimension,
        dimension_id,

        -- first response
        cast(coalesce(sum(durations) filter (where act = 'first_response'), 0) as bigint)
            as first_response_count,
        max(avg_seconds) filter (where act = 'first_response') as first_response_avg_seconds,
        max(p50_seconds) filter (where act = 'first_response') as first_response_p50_seconds,
        max(p90_seconds) filter (where act = 'first_response') as first_response_p90_seconds,
        max(p95_seconds) filter (where act = 'first_response') as first_response_p95_seconds,
        max(avg_office_seconds) filter (where act = 'first_response')
            as first_response_avg_office_seconds,
        max(p50_office_seconds) filter (where act = 'first_response')
            as first_response_p50_office_seconds,
        max(p90_office_seconds) filter (where act = 'first_response')
            as first_response_p90_office_seconds,
        max(p95_office_seconds) filter (where act = 'first_response')
            as first_response_p95_office_seconds,

        -- response
        cast(coalesce(sum(durations) filter (where act = 'response'), 0) as bigint)
            as response_count,
        max(avg_seconds) filter (where act = 'response') as response_avg_seconds,
        max(p50_seconds) filter (where act = 'response') as response_p50_seconds,
        max(p90_seconds) filter (where act = 'response') as response_p90_seconds,
        max(p95_seconds) filter (where act = 'response') as response_p95_seconds,
        max(avg_office_seconds) filter (where act = 'response')
            as response_avg_office_seconds,
        max(p50_office_seconds) filter (where act = 'response')
            as response_p50_office_seconds,
        max(p90_office_seconds) filter (where act = 'response')
            as response_p90_office_seconds,
        max(p95_office_seconds) filter (where act = 'response')
            as response_p95_office_seconds,

        -- first close
        cast(coalesce(sum(durations) filter (where act = 'first_close'), 0) as bigint)
            as first_close_count,
        max(avg_seconds) filter (where act = 'first_close') as first_close_avg_seconds,
        max(p50_seconds) filter (where act = 'first_close') as first_close_p50_seconds,
        max(p90_seconds) filter (where act = 'first_close') as first_close_p90_seconds,
        max(p95_seconds) filter (where act = 'first_close') as first_close_p95_seconds,
        max(avg_office_seconds) filter (where act = 'first_close')
            as first_close_avg_office_seconds,
        max(p50_office_seconds) filter (where act = 'first_close')
            as first_close_p50_office_seconds,
        max(p90_office_seconds) filter (where act = 'first_close')
            as first_close_p90_office_seconds,
        max(p95_office_seconds) filter (where act = 'first_close')
            as first_close_p95_office_seconds,

        -- last close
        cast(coalesce(sum(durations) filter (where act = 'last_close'), 0) as bigint)
            as last_close_count,
        max(avg_seconds) filter (where act = 'last_close') as last_close_avg_seconds,
        max(p50_seconds) filter (where act = 'last_close') as last_close_p50_seconds,
        max(p90_seconds) filter (where act = 'last_close') as last_close_p90_seconds,
        max(p95_seconds) filter (where act = 'last_close') as last_close_p95_seconds,
        max(avg_office_seconds) filter (where act = 'last_close')
            as last_close_avg_office_seconds,
        max(p50_office_seconds) filter (where act = 'last_close')
            as last_close_p50_office_seconds,
        max(p90_office_seconds) filter (where act = 'last_close')
            as last_close_p90_office_seconds,
        max(p95_office_seconds) filter (where act = 'last_close')
            as last_close_p95_office_seconds,

        -- handling
        cast(coalesce(sum(durations) filter (where act = 'handling'), 0) as bigint)
            as handling_count,
        max(avg_seconds) filter (where act = 'handling') as handling_avg_seconds,
        max(p50_seconds) filter (where act = 'handling') as handling_p50_seconds,
        max(p90_seconds) filter (where act = 'handling') as handling_p90_seconds,
        max(p95_seconds) filter (where act = 'handling') as handling_p95_seconds,

        -- adjusted handling
        cast(coalesce(sum(durations) filter (where act = 'adjusted_handling'), 0) as bigint)
            as adjusted_handling_count,
        max(avg_seconds) filter (where act = 'adjusted_handling') as adjusted_handling_avg_seconds,
        max(p50_seconds) filter (where act = 'adjusted_handling') as adjusted_handling_p50_seconds,
        max(p90_seconds) filter (where act = 'adjusted_handling') as adjusted_handling_p90_seconds,
        max(p95_seconds) filter (where act = 'adjusted_handling') as adjusted_handling_p95_seconds
    from int_period_durations
    group by workspace_id, period, period_start, dimension, dimension_id

)

select * from int_period_spreads
