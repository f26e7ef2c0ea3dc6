-- int_period_places: one row per timed act and value of a dimension that it counts for, on its day.
--
-- kind     view
-- key      workspace_id, conversation_id, act_number, act_order, value_number
-- reads    int_period_acts, int_conversation_dimensions, int_period_numbers
-- units    day_start is a day of the report time zone, week_start the Monday before; seconds is
--          elapsed time, office_seconds open time; *_number as in int_period_numbers
-- nulls    office_seconds is null without a schedule
-- excludes acts that are only counted
--
-- What belongs to no team or teammate has the dimension_id none. A teammate's handling counts for
-- the teammate only, and the whole conversation's for everything else. DuckDB keeps each value of a
-- percentile outside of its memory limit: as int it takes half as much; no more than 68 years fit,
-- and one mistaken date must not end the build. Values get their number before acts are joined:
-- Postgres 15 would first join every act with every number of its workspace.

with

acts as (

    select
        acts.workspace_id,
        acts.conversation_id,
        acts.act_order,
        numbers.term_number as act_number,
        coalesce(acts.team_id, 'none') as team_id,
        coalesce(acts.admin_id, 'none') as admin_id,
        acts.local_date as day_start,
        cast(greatest(least(acts.seconds, 2147483647), -2147483647) as int) as seconds,
        cast(greatest(least(acts.office_seconds, 2147483647), -2147483647) as int)
            as office_seconds,
        cast(date_trunc('week', cast(acts.local_date as timestamp)) as date) as week_start,
        cast(date_trunc('month', cast(acts.local_date as timestamp)) as date) as month_start,
        acts.act in ('handling', 'adjusted_handling') as is_handling
    from int_period_acts as acts
    inner join int_period_numbers as numbers
        on
            acts.workspace_id = numbers.workspace_id
            and acts.act = numbers.term
            and numbers.kind = 'act'
    where acts.seconds is not null and acts.local_date is not null

),

dimensions as materialized (

    select
        dimensions.workspace_id,
        dimensions.conversation_id,
        numbers.term_number as value_number
    from int_conversation_dimensions as dimensions
    inner join int_period_numbers as numbers
        on
            dimensions.workspace_id = numbers.workspace_id
            and dimensions.dimension = numbers.kind
            and dimensions.dimension_id = numbers.term

),

places as (

    select
        acts.*,
        dimensions.value_number
    from acts
    inner join dimensions
        on
            acts.workspace_id = dimensions.workspace_id
            and acts.conversation_id = dimensions.conversation_id
    where not acts.is_handling or acts.admin_id = 'none'
    union all
    select
        acts.*,
        teams.term_number as value_number
    from acts
    inner join int_period_numbers as teams
        on
            acts.workspace_id = teams.workspace_id
            and acts.team_id = teams.term
            and teams.kind = 'team'
    where not acts.is_handling or acts.admin_id = 'none'
    union all
    select
        acts.*,
        teammates.term_number as value_number
    from acts
    inner join int_period_numbers as teammates
        on
            acts.workspace_id = teammates.workspace_id
            and acts.admin_id = teammates.term
            and teammates.kind = 'teammate'
    where not acts.is_handling or acts.admin_id != 'none'

),

int_period_places as (

    select
        workspace_id,
        conversation_id,
        act_number,
        act_order,
        value_number,
        seconds,
        office_seconds,
        day_start,
        week_start,
        month_start
    from places

)

select * from int_period_places
