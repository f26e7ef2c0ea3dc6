-- ratings: one row per rating that a customer gave, of a teammate or of Fin.
--
-- kind     table
-- key      workspace_id, conversation_id, rated_kind
-- reads    stg_conversations, int_conversation_profiles, int_conversation_moments,
--          conversation_events, int_known_teammates, int_actors
-- units    rating runs from 1 to 5; *_at are UTC; seconds_to_rate is elapsed time
-- nulls    seconds_to_rate and after_reopen are null where a moment is unknown; rated_admin_id
--          for Fin and bots; *_at_close_id if no team or no teammate had it
-- excludes ratings that were asked for and not given, conversations that do not count
-- incremental conversation_id
--
-- CSAT: positive ratings over all ratings, on the day they were given. A rating belongs to the team
-- and the teammate who had the conversation at the close that it was asked for after, whoever had
-- or closed it later; where it was asked for before any close, to who had it then. One without a
-- date was given when it was asked for, else with the last close. Fin's rating may be told twice,
-- as that of a bot too, and is one. A rating of a workflow, of a team, of nobody or of a teammate
-- whom Intercom does not list is one of that kind and no teammate's.

with

listed as (

    select distinct workspace_id
    from int_known_teammates

),

given as (

    select
        stg_conversations.workspace_id,
        stg_conversations.conversation_id,
        coalesce(seats.actor_kind, stg_conversations.rating_teammate_type, 'admin') as rated_kind,
        stg_conversations.rating_value as rating,
        stg_conversations.rating_remark as remark,
        case when seats.actor_kind is null then stg_conversations.rating_teammate_id end
            as rated_admin_id,
        stg_conversations.rating_requested_at as requested_at,
        stg_conversations.rating_updated_at as updated_at
    from stg_conversations
    left join int_actors as seats
        on
            stg_conversations.workspace_id = seats.workspace_id
            and stg_conversations.rating_teammate_id = seats.actor_id
            and coalesce(stg_conversations.rating_teammate_type, 'admin') = 'admin'
            and seats.actor_type = 'admin'
    where stg_conversations.rating_value is not null
    union all
    select
        workspace_id,
        conversation_id,
        'fin' as rated_kind,
        ai_agent_rating as rating,
        ai_agent_rating_remark as remark,
        cast(null as text) as rated_admin_id,
        ai_agent_rating_created_at as requested_at,
        ai_agent_rating_updated_at as updated_at
    from stg_conversations
    where ai_agent_rating is not null

),

kinds as (

    select
        given.*,
        case
            when conversations.rating_teammate_type = 'bot' and conversations.ai_agent_participated
                then 'fin'
            when
                given.rated_kind = 'admin'
                and conversations.rating_teammate_type is null
                and given.rated_admin_id is null
                then 'nobody'
            when
                given.rated_kind = 'admin'
                and given.rated_admin_id is not null
                and teammates.admin_id is null
                and listed.workspace_id is not null
                then 'unknown'
            else given.rated_kind
        end as whose
    from given
    inner join stg_conversations as conversations
        on
            given.workspace_id = conversations.workspace_id
            and given.conversation_id = conversations.conversation_id
    left join int_known_teammates as teammates
        on
            given.workspace_id = teammates.workspace_id
            and given.rated_admin_id = teammates.admin_id
    left join listed
        on given.workspace_id = listed.workspace_id

),

once as (

    select
        workspace_id,
        conversation_id,
        whose as rated_kind,
        rating,
        remark,
        case when whose = 'admin' then rated_admin_id end as rated_admin_id,
        requested_at,
        updated_at,
        row_number() over (
            partition by workspace_id, conversation_id, whose
            order by case when rated_kind = 'fin' then 0 else 1 end
        ) as place
    from kinds

),

facts as (

    select * from once
    where place = 1

),

hands as (

    select
        given.workspace_id,
        given.conversation_id,
        given.rated_kind,
        events.team_id,
        case when not events.is_bot_assigned then events.admin_id end as admin_id,
        row_number() over (
            partition by given.workspace_id, given.conversation_id, given.rated_kind
            order by
                case when events.is_close then 0 else 1 end asc nulls last,
                events.event_order desc nulls last
        ) as place
    from facts as given
    inner join conversation_events as events
        on
            given.workspace_id = events.workspace_id
            and given.conversation_id = events.conversation_id
            and events.happened_at <= coalesce(
                given.requested_at, given.updated_at, timestamptz '9999-01-01 00:00:00+00'
            )

),

ratings as (

    select
        -- keys
        given.workspace_id,
        given.conversation_id,
        given.rated_kind,
        case
            when given.rated_kind = 'admin' then coalesce(given.rated_admin_id, hands.admin_id)
            else given.rated_admin_id
        end as rated_admin_id,
        hands.team_id as team_at_close_id,
        hands.admin_id as admin_at_close_id,
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
            when given.updated_at >= given.requested_at
                then cast(
                    extract(epoch from given.updated_at)
                    - extract(epoch from given.requested_at) as bigint
                )
        end as seconds_to_rate,

        -- timestamps
        given.requested_at,
        dated.given_at,
        cast(dated.given_at at time zone profiles.report_time_zone as date) as local_date
    from facts as given
    inner join int_conversation_profiles as profiles
        on
            given.workspace_id = profiles.workspace_id
            and given.conversation_id = profiles.conversation_id
    inner join int_conversation_moments as moments
        on
            given.workspace_id = moments.workspace_id
            and given.conversation_id = moments.conversation_id
    cross join
        lateral (
            values
            (
                coalesce(
                    given.updated_at,
                    given.requested_at,
                    moments.last_closed_at,
                    profiles.created_at
                )
            )
        ) as dated (given_at)
    left join hands
        on
            given.workspace_id = hands.workspace_id
            and given.conversation_id = hands.conversation_id
            and given.rated_kind = hands.rated_kind
            and hands.place = 1

)

select * from ratings
