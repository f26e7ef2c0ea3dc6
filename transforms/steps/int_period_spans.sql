-- int_period_spans: one row per timed act, value of a dimension, and day, week and month it is in.
--
-- kind     view
-- key      workspace_id, conversation_id, act_number, act_order, value_number, period_number
-- reads    int_period_places
-- units    period_number is 1 for a day, 2 for a week, which begins on Monday, 3 for a month;
--          seconds is elapsed time, office_seconds open time; *_number as in int_period_numbers
-- nulls    office_seconds is null without a schedule
-- excludes acts that are only counted

with

int_period_spans as (

    select
        places.workspace_id,
        places.conversation_id,
        places.act_number,
        places.act_order,
        places.value_number,
        places.seconds,
        places.office_seconds,
        span.period_number,
        case span.period_number
            when 1 then places.day_start
            when 2 then places.week_start
            else places.month_start
        end as period_start
    from int_period_places as places
    cross join (values (1), (2), (3)) as span (period_number)

)

select * from int_period_spans
