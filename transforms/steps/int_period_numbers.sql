-- int_period_numbers: one row per period, dimension and act: how often, how many, how long.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id, act
-- reads    int_period_acts
-- units    *_seconds are elapsed time; a week begins on Monday
-- nulls    *_seconds are null for acts without a duration
-- excludes nothing; what belongs to nobody has the dimension_id none
--
-- Percentiles cannot be added up: each level is computed from the acts, not from another level.
-- Halves are rounded up by hand: the engines differ there, and by 1e-11 before it.

with

placed as (

    select
        acts.workspace_id,
        acts.conversation_id,
        acts.act,
        acts.seconds,
        acts.local_date,
        place.dimension,
        coalesce(place.dimension_id, 'none') as dimension_id
    from int_period_acts as acts
    cross join lateral (
        values
        ('all', 'all'),
        ('team', acts.team_id),
        ('teammate', acts.admin_id),
        ('channel', acts.channel)
    ) as place (dimension, dimension_id)

),

int_period_numbers as (

    select
        placed.workspace_id,
        span.period,
        cast(date_trunc(span.period, cast(placed.local_date as timestamp)) as date)
            as period_start,
        placed.dimension,
        placed.dimension_id,
        placed.act,
        count(*) as acts,
        count(distinct placed.conversation_id) as conversations,
        count(placed.seconds) as durations,
        cast(floor(avg(placed.seconds) + 0.5) as bigint) as avg_seconds,
        cast(percentile_cont(0.5) within group (order by placed.seconds) as bigint)
            as p50_seconds,
        cast(
            floor(percentile_cont(0.9) within group (order by placed.seconds) + 0.500001) as bigint
        ) as p90_seconds,
        cast(
            floor(percentile_cont(0.95) within group (order by placed.seconds) + 0.500001) as bigint
        ) as p95_seconds
    from placed
    cross join (values ('day'), ('week'), ('month')) as span (period)
    group by
        placed.workspace_id,
        span.period,
        cast(date_trunc(span.period, cast(placed.local_date as timestamp)) as date),
        placed.dimension,
        placed.dimension_id,
        placed.act

)

select * from int_period_numbers
