-- int_hands: one row per event, and per state that only Intercom tells: who has the conversation.
--
-- kind     view
-- key      workspace_id, conversation_id, event_order
-- reads    conversation_events, int_states, int_counted_conversations
-- units    happened_at is UTC, local_date its day in the report time zone
-- nulls    hands is null while the conversation is closed
-- excludes nothing
--
-- Hands are the team and the teammate. A state that nobody knows counts as open.

with

told as (

    select
        workspace_id,
        conversation_id,
        event_order,
        happened_at,
        local_date,
        state_after as state,
        team_id,
        admin_id,
        is_customer_waiting
    from conversation_events
    union all
    select
        states.workspace_id,
        states.conversation_id,
        states.started_order as event_order,
        states.started_at as happened_at,
        cast(states.started_at at time zone counted.report_time_zone as date) as local_date,
        states.state,
        events.team_id,
        events.admin_id,
        events.is_customer_waiting
    from int_states as states
    inner join conversation_events as events
        on
            states.workspace_id = events.workspace_id
            and states.conversation_id = events.conversation_id
            and states.started_order - 1 = events.event_order
    inner join int_counted_conversations as counted
        on
            states.workspace_id = counted.workspace_id
            and states.conversation_id = counted.conversation_id
    where states.change_source in ('forced', 'ticket')

),

int_hands as (

    select
        workspace_id,
        conversation_id,
        event_order,
        happened_at,
        local_date,
        case when state in ('closed', 'snoozed') then state else 'open' end as state,
        coalesce(team_id, 'none') as team_id,
        coalesce(admin_id, 'none') as admin_id,
        coalesce(is_customer_waiting, false) as is_our_turn,
        case
            when coalesce(state, 'open') != 'closed'
                then coalesce(team_id, 'none') || ' ' || coalesce(admin_id, 'none')
        end as hands
    from told

)

select * from int_hands
