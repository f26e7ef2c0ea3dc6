-- statistics_agreement: one row per statistic and month: how well two numbers agree.
--
-- kind     view
-- key      workspace_id, statistic, month_start
-- reads    statistics_reconciliation
-- units    share_* are between 0 and 1; difference_p95 is in the unit of the statistic
-- nulls    share_* and difference_p95 are null where nothing could be compared
-- excludes nothing

with

statistics_agreement as (

    select
        workspace_id,
        statistic,
        cast(date_trunc('month', created_at at time zone 'UTC') as date) as month_start,
        count(*) as pairs,
        count(*) filter (where is_comparable) as comparisons,
        count(*) filter (where verdict in ('match', 'within')) as agreeing,
        count(*) filter (where reason = 'unexplained') as unexplained,
        cast(count(*) filter (where verdict = 'match') as double precision)
        / nullif(count(*) filter (where is_comparable), 0) as share_exact,
        cast(count(*) filter (where verdict in ('match', 'within')) as double precision)
        / nullif(count(*) filter (where is_comparable), 0) as share_within,
        cast(
            floor(
                percentile_cont(0.95) within group (
                    order by case when is_comparable then abs(difference) end
                ) + 0.500001  -- the engines differ by 1e-11, and in how they round a half
            ) as bigint
        ) as difference_p95
    from statistics_reconciliation
    group by
        workspace_id,
        statistic,
        cast(date_trunc('month', created_at at time zone 'UTC') as date)

)

select * from statistics_agreement
