-- int_backlog_spans: one row per stretch that a conversation waited in the same hands.
--
-- kind     table
-- key      workspace_id, conversation_id, started_order
-- reads    conversation_events, int_states, int_conversation_profiles
-- units    *_date are days of the report time zone; opened_at is UTC
-- nulls    until_date is null while the stretch lasts; came_by and left_by are null where only
--          the state or the turn changed, and not the hands
-- excludes time in which the conversation was closed
-- incremental conversation_id
--
-- Hands are the teammate and the team; within them a stretch ends when the conversation is snoozed
-- or opened, and when the turn passes between the customer and us. opened_at is when it was opened
-- the last time. What the missing parts of a cut thread did is not known: it counts as open, and
-- so does a state that nobody knows.

with

events as (

    select
        workspace_id,
        conversation_id,
        event_order,
        happened_at,
        case when state_after in ('closed', 'snoozed') then state_after else 'open' end as state,
        team_id,
        admin_id,
        coalesce(
            max(case when is_customer_message then event_order end) over so_far
            > coalesce(max(case when is_human_reply then event_order end) over so_far, -1),
            false
        ) as is_our_turn
    from conversation_events
    window so_far as (partition by workspace_id, conversation_id order by event_order)

),

forced as (

    select
        states.workspace_id,
        states.conversation_id,
        states.started_order as event_order,
        states.started_at as happened_at,
        case when states.state in ('closed', 'snoozed') then states.state else 'open' end as state,
        events.team_id,
        events.admin_id,
        events.is_our_turn
    from int_states as states
    inner join events
        on
            states.workspace_id = events.workspace_id
            and states.conversation_id = events.conversation_id
            and states.started_order - 1 = events.event_order
    where states.change_source = 'forced'

),

told as (

    select * from events
    union all
    select * from forced

),

held as (

    select
        *,
        case
            when state != 'closed'
                then coalesce(team_id, 'none') || ' ' || coalesce(admin_id, 'none')
        end as hands
    from told

),

compared as (

    select
        *,
        lag(event_order) over thread as previous_order,
        lag(hands) over thread as previous_hands,
        lag(state) over thread as previous_state,
        lag(is_our_turn) over thread as previous_turn
    from held
    window thread as (partition by workspace_id, conversation_id order by event_order)

),

spans as (

    select
        *,
        max(case when hands is not null and previous_hands is null then happened_at end) over (
            partition by workspace_id, conversation_id
            order by event_order
        ) as opened_at,
        lead(happened_at) over thread as until_at,
        lead(hands) over thread as next_hands,
        lead(event_order) over thread as next_order
    from compared
    where
        hands is distinct from previous_hands
        or (hands is not null and (state != previous_state or is_our_turn != previous_turn))
    window thread as (partition by workspace_id, conversation_id order by event_order)

),

int_backlog_spans as (

    select
        -- keys
        spans.workspace_id,
        spans.conversation_id,
        spans.event_order as started_order,
        coalesce(spans.team_id, 'none') as team_id,
        coalesce(spans.admin_id, 'none') as admin_id,

        -- attributes
        coalesce(profiles.channel_started, 'none') as channel,
        profiles.priority_rank,
        spans.state,
        spans.is_our_turn,
        case
            when spans.previous_order is null then 'opened'
            when spans.previous_hands is null then 'reopened'
            when spans.previous_hands != spans.hands then 'moved'
        end as came_by,
        case
            when spans.next_order is null then null
            when spans.next_hands is null then 'closed'
            when spans.next_hands != spans.hands then 'moved'
        end as left_by,

        -- timestamps
        spans.opened_at,
        cast(spans.opened_at at time zone profiles.report_time_zone as date) as opened_date,
        cast(spans.happened_at at time zone profiles.report_time_zone as date) as from_date,
        cast(spans.until_at at time zone profiles.report_time_zone as date) as until_date
    from spans
    inner join int_conversation_profiles as profiles
        on
            spans.workspace_id = profiles.workspace_id
            and spans.conversation_id = profiles.conversation_id
    where spans.hands is not null and spans.happened_at is not null

)

select * from int_backlog_spans
