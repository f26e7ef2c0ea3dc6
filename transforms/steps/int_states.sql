-- int_states: one row per stretch that a conversation was open, snoozed or closed.
--
-- kind     table
-- key      workspace_id, conversation_id, started_order
-- reads    conversation_events, stg_conversations
-- units    *_at are UTC; *_clock is the office clock in seconds; started_order is the number of
--          the event that began the stretch
-- nulls    ended_* are null for the last stretch, *_clock without a schedule and where forced
-- excludes nothing; neighbours of one state are one stretch
-- incremental conversation_id
--
-- The last stretch has the state that Intercom gives. Where the events lead to another one, a
-- stretch is added at the last change that Intercom counts; its change_source is forced.
-- Where the ticket that the conversation became was resolved it counts as closed from then on, and
-- change_source is ticket.

with

events as (

    select
        workspace_id,
        conversation_id,
        event_order,
        state_before,
        state_after as state,
        is_reopening,
        followed_at,
        author_kind,
        author_id,
        kind,
        happened_at,
        office_clock_seconds,
        case
            when is_customer_message and part_type in ('comment', 'quick_reply')
                then 'customer reply'
            else 'part'
        end as change_source
    from conversation_events

),

lasts as (

    select
        workspace_id,
        conversation_id,
        max(event_order) filter (where followed_at is null) as last_order,
        max(happened_at) filter (where followed_at is null) as last_at,
        max(happened_at) filter (where kind = 'ticket') as ticket_changed_at
    from events
    group by workspace_id, conversation_id

),

forced as (

    select
        lasts.workspace_id,
        lasts.conversation_id,
        lasts.last_order + 1 as event_order,
        conversations.counted_state as state,
        events.state = 'closed' and conversations.counted_state = 'open' as is_reopening,
        'system' as author_kind,
        cast(null as text) as author_id,
        greatest(
            lasts.last_at,
            coalesce(
                case
                    when conversations.ticket_state = 'resolved' then lasts.ticket_changed_at
                end,
                least(conversations.updated_at, conversations.synced_at + interval '1 day')
            )
        ) as happened_at,
        cast(null as bigint) as office_clock_seconds,
        case when conversations.ticket_state = 'resolved' then 'ticket' else 'forced' end
            as change_source
    from lasts
    inner join events
        on
            lasts.workspace_id = events.workspace_id
            and lasts.conversation_id = events.conversation_id
            and lasts.last_order = events.event_order
    inner join stg_conversations as conversations
        on
            lasts.workspace_id = conversations.workspace_id
            and lasts.conversation_id = conversations.conversation_id
    where
        conversations.counted_state is not null
        and conversations.counted_state != events.state

),

changes as (

    select
        workspace_id,
        conversation_id,
        event_order,
        state,
        is_reopening,
        author_kind,
        author_id,
        happened_at,
        office_clock_seconds,
        change_source
    from events
    where state is distinct from state_before
    union all
    select * from forced

),

int_states as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_order as started_order,

        -- attributes
        state,
        is_reopening,
        author_kind as changed_by_kind,
        author_id as changed_by_id,
        change_source,

        -- office clock
        office_clock_seconds as started_clock,
        lead(office_clock_seconds) over in_order as ended_clock,

        -- timestamps
        happened_at as started_at,
        lead(happened_at) over in_order as ended_at
    from changes
    window in_order as (partition by workspace_id, conversation_id order by event_order)

)

select * from int_states
