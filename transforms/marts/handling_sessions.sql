-- handling_sessions: one row per stretch that a teammate was handling a conversation.
--
-- kind     table
-- key      workspace_id, conversation_id, started_order
-- reads    conversation_events, stg_conversation_handling_events
-- units    *_at are UTC; seconds is elapsed time, active_seconds without pauses, office_seconds
--          open time
-- nulls    ended_* and durations are null while the stretch runs; active_seconds and pause* where
--          Intercom's handling events were not loaded; office_seconds without a schedule
-- excludes time with a bot or a team alone, snoozed, closed; stretches of no length
-- incremental conversation_id
--
-- A stretch is time in which the conversation was open and assigned to one teammate.

with

handled as (

    select
        workspace_id,
        conversation_id,
        event_order,
        happened_at,
        office_clock_seconds,
        state_after,
        case when state_after = 'open' and not is_bot_assigned then admin_id end as handler_id
    from conversation_events

),

compared as (

    select
        *,
        lag(handler_id) over (
            partition by workspace_id, conversation_id
            order by event_order
        ) as previous_id
    from handled

),

stretches as (

    select
        *,
        lead(happened_at) over changes as ended_at,
        lead(office_clock_seconds) over changes as ended_clock,
        lead(state_after) over changes as next_state
    from compared
    where handler_id is distinct from previous_id
    window changes as (partition by workspace_id, conversation_id order by event_order)

),

pauses as (

    select
        workspace_id,
        conversation_id,
        admin_id,
        event_type,
        reason,
        happened_at as paused_at,
        coalesce(
            lead(happened_at) over (
                partition by workspace_id, conversation_id, admin_id
                order by happened_at, handling_event_id
            ),
            timestamptz '9999-01-01 00:00:00+00'
        ) as resumed_at
    from stg_conversation_handling_events

),

known as (

    select
        workspace_id,
        conversation_id,
        count(*) as handling_events
    from pauses
    group by workspace_id, conversation_id

),

paused as (

    select
        stretches.workspace_id,
        stretches.conversation_id,
        stretches.event_order,
        count(*) as pauses,
        string_agg(distinct pauses.reason, ', ' order by pauses.reason) as pause_reasons,
        cast(
            sum(
                extract(epoch from least(pauses.resumed_at, stretches.ended_at))
                - extract(epoch from greatest(pauses.paused_at, stretches.happened_at))
            ) as bigint
        ) as paused_seconds
    from stretches
    inner join pauses
        on
            stretches.workspace_id = pauses.workspace_id
            and stretches.conversation_id = pauses.conversation_id
            and stretches.handler_id = pauses.admin_id
            and stretches.ended_at > pauses.paused_at
            and stretches.happened_at < pauses.resumed_at
    where pauses.event_type = 'paused'
    group by stretches.workspace_id, stretches.conversation_id, stretches.event_order

),

handling_sessions as (

    select
        -- keys
        stretches.workspace_id,
        stretches.conversation_id,
        stretches.event_order as started_order,
        stretches.handler_id as admin_id,

        -- attributes
        case
            when stretches.ended_at is null then 'now'
            when stretches.next_state = 'open' then 'reassigned'
            else stretches.next_state
        end as ended_by,
        known.handling_events is not null as is_active_known,
        paused.pause_reasons,

        -- measures
        cast(
            extract(epoch from stretches.ended_at)
            - extract(epoch from stretches.happened_at) as bigint
        ) as seconds,
        stretches.ended_clock - stretches.office_clock_seconds as office_seconds,
        case
            when known.handling_events is not null
                then
                    cast(
                        extract(epoch from stretches.ended_at)
                        - extract(epoch from stretches.happened_at) as bigint
                    )
                    - coalesce(paused.paused_seconds, 0)
        end as active_seconds,
        case when known.handling_events is not null then coalesce(paused.pauses, 0) end as pauses,

        -- timestamps
        stretches.happened_at as started_at,
        stretches.ended_at
    from stretches
    left join known
        on
            stretches.workspace_id = known.workspace_id
            and stretches.conversation_id = known.conversation_id
    left join paused
        on
            stretches.workspace_id = paused.workspace_id
            and stretches.conversation_id = paused.conversation_id
            and stretches.event_order = paused.event_order
    where
        stretches.handler_id is not null
        and (stretches.ended_at is null or stretches.ended_at > stretches.happened_at)

)

select * from handling_sessions
