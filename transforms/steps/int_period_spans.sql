-- int_period_spans: one row per timed act, value of a dimension, and day, week and month it is in.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order, dimension, dimension_id, period
-- reads    int_period_places
-- units    seconds is elapsed time, office_seconds open time; a week begins on Monday
-- nulls    office_seconds is null without a schedule
-- excludes acts that are only counted

with

int_period_spans as (

    select
        places.workspace_id,
        places.conversation_id,
        places.act,
        places.act_order,
        places.dimension,
        places.dimension_id,
        places.seconds,
        places.office_seconds,
        span.period,
        span.period_start
    from int_period_places as places
    cross join
        lateral (
            values
            ('day', places.period_start),
            ('week', cast(date_trunc('week', cast(places.period_start as timestamp)) as date)),
            ('month', cast(date_trunc('month', cast(places.period_start as timestamp)) as date))
        ) as span (period, period_start)

)

select * from int_period_spans
