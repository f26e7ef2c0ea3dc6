-- period_start: one row per first day of a day, week or month in which something is counted.
--
-- kind     view
-- key      period_start
-- reads    int_period_acts
-- units    days of the report time zone
-- nulls    none
-- excludes nothing; read for the conversations that changed, before and after their rows do

with

period_start as (

    select span.period_start
    from int_period_acts as acts
    cross join
        lateral (
            values
            (acts.local_date),
            (cast(date_trunc('week', cast(acts.local_date as timestamp)) as date)),
            (cast(date_trunc('month', cast(acts.local_date as timestamp)) as date))
        ) as span (period_start)
    group by span.period_start

)

select * from period_start
