-- conversation_states: one row per stretch that a conversation was open, snoozed or closed.
--
-- kind     view
-- key      workspace_id, conversation_id, started_order
-- reads    int_states, conversation_events
-- units    *_at are UTC; seconds is elapsed time, office_seconds open time
-- nulls    ended_at and both durations are null for the present state, office_seconds also without
--          a schedule and where the state was forced; admin_id and team_id while nobody is assigned
-- excludes nothing; neighbours of one state are one stretch
--
-- admin_id and team_id are those assigned when the stretch began.

with

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
        cast(extract(epoch from states.ended_at - states.started_at) as bigint) as seconds,
        states.ended_clock - states.started_clock as office_seconds,

        -- timestamps
        states.started_at,
        states.ended_at
    from int_states as states
    left join conversation_events as events
        on
            states.workspace_id = events.workspace_id
            and states.conversation_id = events.conversation_id
            and states.started_order = events.event_order

)

select * from conversation_states
