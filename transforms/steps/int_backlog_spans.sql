-- int_backlog_spans: one row per stretch that a conversation waited in the same hands.
--
-- kind     table
-- key      workspace_id, conversation_id, started_order
-- reads    int_hands, int_conversation_profiles
-- units    *_date are days of the report time zone; opened_at is UTC
-- nulls    until_date is null while the stretch lasts; came_by and left_by are null where only
--          the state or the turn changed, and not the hands
-- excludes time in which the conversation was closed; stretches of one day in which it stayed in
--          the same hands
-- incremental conversation_id
--
-- In the same hands a stretch ends when the conversation is snoozed or opened, and when the turn
-- passes between the customer and us. opened_at is when it was opened the last time. What the
-- missing parts of a cut thread did is not known: it counts as open.

with

compared as (

    select
        *,
        lag(event_order) over thread as previous_order,
        lag(hands) over thread as previous_hands,
        lag(state) over thread as previous_state,
        lag(is_our_turn) over thread as previous_turn
    from int_hands
    window thread as (partition by workspace_id, conversation_id order by event_order)

),

spans as (

    select
        *,
        max(case when hands is not null and previous_hands is null then happened_at end) over thread
            as opened_at,
        max(case when hands is not null and previous_hands is null then local_date end) over thread
            as opened_date,
        lead(local_date) over thread as until_date,
        lead(hands) over thread as next_hands,
        lead(event_order) over thread as next_order
    from compared
    where
        hands is distinct from previous_hands
        or (hands is not null and (state != previous_state or is_our_turn != previous_turn))
    window thread as (partition by workspace_id, conversation_id order by event_order)

),

dated as (

    select
        spans.*,
        coalesce(profiles.channel_started, 'none') as channel,
        profiles.priority_rank,
        spans.local_date as from_date,
        case
            when spans.previous_order is null then 'opened'
            when spans.previous_hands is null and spans.state = 'snoozed' then 'opened'
            when spans.previous_hands is null then 'reopened'
            when spans.previous_hands != spans.hands then 'moved'
        end as came_by,
        case
            when spans.next_order is null then null
            when spans.next_hands is null then 'closed'
            when spans.next_hands != spans.hands then 'moved'
        end as left_by
    from spans
    inner join int_conversation_profiles as profiles
        on
            spans.workspace_id = profiles.workspace_id
            and spans.conversation_id = profiles.conversation_id
    where spans.hands is not null and spans.happened_at is not null

),

int_backlog_spans as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_order as started_order,
        team_id,
        admin_id,

        -- attributes
        channel,
        priority_rank,
        state,
        is_our_turn,
        came_by,
        left_by,

        -- timestamps
        opened_at,
        opened_date,
        from_date,
        until_date
    from dated
    where until_date is distinct from from_date or came_by is not null or left_by is not null

)

select * from int_backlog_spans
