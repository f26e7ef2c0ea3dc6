-- int_period_places: one row per timed act and value of a dimension that it counts for, on its day.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order, dimension, dimension_id
-- reads    int_period_acts, int_conversation_dimensions
-- units    day_start is a day of the report time zone, week_start the Monday before; seconds is
--          elapsed time, office_seconds open time
-- nulls    office_seconds is null without a schedule
-- excludes acts that are only counted
--
-- What belongs to no team or teammate has the dimension_id none. A teammate's handling counts for
-- the teammate only, and the whole conversation's for everything else. DuckDB keeps each value of a
-- percentile outside of its memory limit: as int it takes half as much; no more than 68 years fit,
-- and one mistaken date must not end the build.

with

acts as (

    select
        workspace_id,
        conversation_id,
        act,
        act_order,
        team_id,
        admin_id,
        local_date as day_start,
        cast(greatest(least(seconds, 2147483647), -2147483647) as int) as seconds,
        cast(greatest(least(office_seconds, 2147483647), -2147483647) as int) as office_seconds,
        cast(date_trunc('week', cast(local_date as timestamp)) as date) as week_start,
        cast(date_trunc('month', cast(local_date as timestamp)) as date) as month_start,
        act in ('handling', 'adjusted_handling') as is_handling
    from int_period_acts
    where seconds is not null and local_date is not null

),

places as (

    select
        acts.*,
        dimensions.dimension,
        dimensions.dimension_id
    from acts
    inner join int_conversation_dimensions as dimensions
        on
            acts.workspace_id = dimensions.workspace_id
            and acts.conversation_id = dimensions.conversation_id
    where not acts.is_handling or acts.admin_id is null
    union all
    select
        acts.*,
        'team' as dimension,
        coalesce(acts.team_id, 'none') as dimension_id
    from acts
    where not acts.is_handling or acts.admin_id is null
    union all
    select
        acts.*,
        'teammate' as dimension,
        coalesce(acts.admin_id, 'none') as dimension_id
    from acts
    where not acts.is_handling or acts.admin_id is not null

),

int_period_places as (

    select
        workspace_id,
        conversation_id,
        act,
        act_order,
        dimension,
        dimension_id,
        seconds,
        office_seconds,
        day_start,
        week_start,
        month_start
    from places

)

select * from int_period_places
