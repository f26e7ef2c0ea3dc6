-- int_period_unsettled: one row per period and value of a dimension that a return may still change.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_fin_conversations, int_backlog_horizon, int_period_acts,
--          int_conversation_dimensions
-- units    period_start is a day of the report time zone
-- nulls    none
-- excludes periods whose resolutions by Fin have all lasted seven days, or did not last
--
-- A rate of resolutions that did not last is no good news while customers may still come back.

with

unsettled as (

    select
        acts.workspace_id,
        acts.conversation_id,
        acts.local_date,
        coalesce(acts.team_id, 'none') as team_id,
        coalesce(acts.admin_id, 'none') as admin_id
    from int_fin_conversations as fin
    inner join int_backlog_horizon as horizon
        on
            fin.workspace_id = horizon.workspace_id
            and fin.settles_at > horizon.last_at
    inner join int_period_acts as acts
        on
            fin.workspace_id = acts.workspace_id
            and fin.conversation_id = acts.conversation_id
            and acts.act = 'fin_resolved'
    where fin.is_resolved and not fin.is_resolved_but_reopened and acts.local_date is not null

),

places as (

    select
        unsettled.workspace_id,
        unsettled.local_date,
        dimensions.dimension,
        dimensions.dimension_id
    from unsettled
    inner join int_conversation_dimensions as dimensions
        on
            unsettled.workspace_id = dimensions.workspace_id
            and unsettled.conversation_id = dimensions.conversation_id
    union all
    select
        workspace_id,
        local_date,
        'team' as dimension,
        team_id as dimension_id
    from unsettled
    union all
    select
        workspace_id,
        local_date,
        'teammate' as dimension,
        admin_id as dimension_id
    from unsettled

),

int_period_unsettled as (

    select distinct
        places.workspace_id,
        spans.period,
        cast(date_trunc(spans.period, cast(places.local_date as timestamp)) as date)
            as period_start,
        places.dimension,
        places.dimension_id
    from places
    cross join (values ('day'), ('week'), ('month')) as spans (period)

)

select * from int_period_unsettled
