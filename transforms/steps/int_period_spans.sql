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
        case span.period
            when 'day' then places.day_start
            when 'week' then places.week_start
            else places.month_start
        end as period_start
    from int_period_places as places
    cross join (values ('day'), ('week'), ('month')) as span (period)

)

select * from int_period_spans
