-- ratings: one row per rating that a customer gave, of a teammate or of Fin.
--
-- kind     table
-- key      workspace_id, conversation_id, rated_kind
-- reads    stg_conversations, int_conversation_profiles, int_conversation_moments,
--          conversation_events
-- units    rating runs from 1 to 5; *_at are UTC; seconds_to_rate is elapsed time
-- nulls    seconds_to_rate and after_reopen are null where a moment is unknown; rated_admin_id
--          for Fin; team_at_close_id if no team had it when it was closed last
-- excludes ratings that were asked for and not given, conversations that do not count
-- incremental conversation_id
--
-- CSAT: positive ratings over all ratings, on the day they were given.

with

given as (

    select
        workspace_id,
        conversation_id,
        coalesce(rating_teammate_type, 'admin') as rated_kind,
        rating_value as rating,
        rating_remark as remark,
        rating_teammate_id as rated_admin_id,
        rating_requested_at as requested_at,
        rating_updated_at as given_at
    from stg_conversations
    where rating_value is not null
    union all
    select
        workspace_id,
        conversation_id,
        'fin' as rated_kind,
        ai_agent_rating as rating,
        ai_agent_rating_remark as remark,
        cast(null as text) as rated_admin_id,
        ai_agent_rating_created_at as requested_at,
        ai_agent_rating_updated_at as given_at
    from stg_conversations
    where ai_agent_rating is not null

),

ratings as (

    select
        -- keys
        given.workspace_id,
        given.conversation_id,
        given.rated_kind,
        given.rated_admin_id,
        closes.team_id as team_at_close_id,
        profiles.team_assignee_id,

        -- attributes
        profiles.channel_started as channel,
        given.rating >= 4 as is_positive,
        given.remark,
        moments.first_closed_at < moments.last_closed_at
        and given.requested_at >= moments.last_closed_at as after_reopen,

        -- measures
        given.rating,
        case
            when given.given_at >= given.requested_at
                then cast(
                    extract(epoch from given.given_at)
                    - extract(epoch from given.requested_at) as bigint
                )
        end as seconds_to_rate,

        -- timestamps
        given.requested_at,
        given.given_at,
        cast(given.given_at at time zone profiles.report_time_zone as date) as local_date
    from given
    inner join int_conversation_profiles as profiles
        on
            given.workspace_id = profiles.workspace_id
            and given.conversation_id = profiles.conversation_id
    inner join int_conversation_moments as moments
        on
            given.workspace_id = moments.workspace_id
            and given.conversation_id = moments.conversation_id
    left join conversation_events as closes
        on
            moments.workspace_id = closes.workspace_id
            and moments.conversation_id = closes.conversation_id
            and moments.last_close_order = closes.event_order

)

select * from ratings
