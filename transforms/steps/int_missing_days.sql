-- int_missing_days: one row per resource: days on which there should have been new rows.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    int_created_days
-- units    days are UTC days of created_at
-- nulls    none
-- excludes what is older than 13 weeks before the newest row; days of a week that have no rows as a
--          rule: the median of that weekday is zero

with

spans as (

    select
        workspace_id,
        resource_name,
        greatest(min(created_date), max(created_date) - 90) as first_date,
        max(created_date) as last_date
    from int_created_days
    group by workspace_id, resource_name

),

days as (

    select
        spans.workspace_id,
        spans.resource_name,
        spans.first_date + cast(passed.days as int) as local_date
    from spans
    cross join lateral generate_series(0, spans.last_date - spans.first_date) as passed (days)

),

filled as (

    select
        days.workspace_id,
        days.resource_name,
        extract(dow from days.local_date) as day_of_week,
        coalesce(counted.rows_created, 0) as rows_created
    from days
    left join int_created_days as counted
        on
            days.workspace_id = counted.workspace_id
            and days.resource_name = counted.resource_name
            and days.local_date = counted.created_date

),

usual as (

    select
        workspace_id,
        resource_name,
        day_of_week,
        count(*) filter (where rows_created = 0) as empty_days,
        percentile_cont(0.5) within group (order by rows_created) as usual_rows
    from filled
    group by workspace_id, resource_name, day_of_week

),

int_missing_days as (

    select
        workspace_id,
        resource_name,
        cast(coalesce(sum(empty_days) filter (where usual_rows > 0), 0) as bigint)
            as days_without_rows
    from usual
    group by workspace_id, resource_name

)

select * from int_missing_days
