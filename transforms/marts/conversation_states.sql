-- conversation_states: one row per stretch that a conversation was open, snoozed or closed.
--
-- kind     view
-- key      workspace_id, conversation_id, started_order
-- reads    int_states, conversation_events, stg_conversation_parts, stg_conversations
-- units    *_at are UTC; seconds is elapsed time, office_seconds open time
-- nulls    ended_at and both durations are null for the present state, office_seconds also without
--          a schedule and where the state was forced; admin_id and team_id while nobody is
--          assigned; snooze_until unless a moment was chosen
-- excludes nothing; neighbours of one state are one stretch
--
-- admin_id and team_id are those assigned when the stretch began.

with

snoozes as (

    select
        workspace_id,
        part_id,
        cast(event_details as json) ->> 'custom_until_time' as until_text
    from stg_conversation_parts
    where part_type in ('snoozed', 'note_and_snooze')

),

chosen as (

    select
        workspace_id,
        part_id,
        cast(until_text as timestamptz) as until_at
    from snoozes
    where
        until_text
        ~ (
            '^[12][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)'
            || '|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
            || '([.][0-9]{1,6})?(Z|[+-][01][0-9]:[0-5][0-9])$'
        )

),

conversation_states as (

    select
        -- keys
        states.workspace_id,
        states.conversation_id,
        states.started_order,
        states.changed_by_id,
        events.admin_id,
        events.team_id,

        -- attributes
        states.state,
        states.changed_by_kind,
        states.change_source,

        -- measures
        cast(
            extract(epoch from states.ended_at) - extract(epoch from states.started_at) as bigint
        ) as seconds,
        states.ended_clock - states.started_clock as office_seconds,

        -- timestamps
        states.started_at,
        states.ended_at,
        case
            when states.state = 'snoozed'
                then coalesce(
                    chosen.until_at,
                    case when states.ended_at is null then conversations.snoozed_until end
                )
        end as snooze_until
    from int_states as states
    left join conversation_events as events
        on
            states.workspace_id = events.workspace_id
            and states.conversation_id = events.conversation_id
            and states.started_order = events.event_order
    left join chosen
        on
            events.workspace_id = chosen.workspace_id
            and events.part_id = chosen.part_id
    left join stg_conversations as conversations
        on
            states.workspace_id = conversations.workspace_id
            and states.conversation_id = conversations.conversation_id

)

select * from conversation_states
