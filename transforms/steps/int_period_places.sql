-- int_period_places: one row per act and value of a dimension that it counts for, on its day.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order, dimension, dimension_id
-- reads    int_period_acts, int_conversation_profiles, int_conversation_countries,
--          conversation_tags, stg_conversation_topics
-- units    period_start is the day of the report time zone; seconds is elapsed time,
--          office_seconds open time
-- nulls    as in int_period_acts
-- excludes conversations without a company, brand, country, tag or topic, from that dimension
--
-- What belongs to no team, teammate or channel has the dimension_id none.

with

lists as (

    select
        workspace_id,
        conversation_id,
        'tag' as dimension,
        tag_name as dimension_id
    from conversation_tags
    where is_current
    union all
    select
        workspace_id,
        conversation_id,
        'topic' as dimension,
        topic_name as dimension_id
    from stg_conversation_topics
    union all
    select
        workspace_id,
        conversation_id,
        'country' as dimension,
        country as dimension_id
    from int_conversation_countries

),

single_values as (

    select
        acts.*,
        place.dimension,
        place.dimension_id,
        place.earlier_date
    from int_period_acts as acts
    inner join int_conversation_profiles as profiles
        on
            acts.workspace_id = profiles.workspace_id
            and acts.conversation_id = profiles.conversation_id
    cross join
        lateral (
            values
            ('all', 'all', acts.previous_date),
            ('team', coalesce(acts.team_id, 'none'), acts.previous_team_date),
            ('teammate', coalesce(acts.admin_id, 'none'), acts.previous_admin_date),
            ('channel', coalesce(profiles.channel_started, 'none'), acts.previous_date),
            ('started_by', profiles.started_by, acts.previous_date),
            ('priority', cast(profiles.priority_rank as text), acts.previous_date),
            ('company', profiles.company_id, acts.previous_date),
            ('brand', profiles.brand, acts.previous_date)
        ) as place (dimension, dimension_id, earlier_date)
    where place.dimension_id is not null

),

list_values as (

    select
        acts.*,
        lists.dimension,
        lists.dimension_id,
        acts.previous_date as earlier_date
    from int_period_acts as acts
    inner join lists
        on
            acts.workspace_id = lists.workspace_id
            and acts.conversation_id = lists.conversation_id

),

places as (

    select * from single_values
    union all
    select * from list_values

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
        rating,
        local_date as period_start,
        earlier_date
    from places
    where
        local_date is not null
        and (
            act not in ('handling', 'adjusted_handling')
            or (dimension = 'teammate') = (admin_id is not null)
        )

)

select * from int_period_places
