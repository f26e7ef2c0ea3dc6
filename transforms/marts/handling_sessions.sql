-- handling_sessions: one row per stretch that a teammate was handling a conversation.
--
-- kind     table
-- key      workspace_id, conversation_id, started_order
-- reads    conversation_events, stg_conversation_handling_events, stg_conversations, stg_sync_runs
-- units    *_at are UTC; seconds is elapsed time, active_seconds without pauses, office_seconds
--          open time
-- nulls    ended_* and durations are null while the stretch runs; active_seconds and pause* where
--          Intercom's handling events were not read; office_seconds without a schedule
-- excludes time with a bot or a team alone, snoozed, closed; stretches of no length
-- incremental conversation_id
--
-- A stretch is time in which the conversation was open and assigned to one teammate. A pause that
-- was never resumed ends with the stretch that it began in. Handling events were read if there are
-- some, or if the conversation was read last by a run that read them, too. A run is joined by its
-- days, since comparing times alone would compare every conversation with every run.

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
        lead(happened_at) over teammate_order as next_at,
        lead(event_type) over teammate_order as next_type
    from stg_conversation_handling_events
    window teammate_order as (
        partition by workspace_id, conversation_id, admin_id
        order by happened_at, handling_event_id
    )

),

reads as (

    select
        runs.workspace_id,
        runs.started_at,
        runs.finished_at,
        cast(runs.started_at at time zone 'UTC' as date) + cast(passed.days as int) as utc_day
    from stg_sync_runs as runs
    cross join
        lateral generate_series(
            0,
            cast(runs.finished_at at time zone 'UTC' as date)
            - cast(runs.started_at at time zone 'UTC' as date)
        ) as passed (days)
    where runs.resource_name = 'conversation_handling_events' and runs.status = 'complete'

),

known as (

    select
        workspace_id,
        conversation_id
    from stg_conversation_handling_events
    union distinct
    select
        conversations.workspace_id,
        conversations.conversation_id
    from stg_conversations as conversations
    inner join reads
        on
            conversations.workspace_id = reads.workspace_id
            and cast(conversations.synced_at at time zone 'UTC' as date) = reads.utc_day
            and conversations.synced_at between reads.started_at and reads.finished_at

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
                extract(epoch from least(pauses.next_at, stretches.ended_at))
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
            and (
                stretches.happened_at <= pauses.paused_at
                or (pauses.next_type = 'resumed' and stretches.happened_at < pauses.next_at)
            )
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
        known.conversation_id is not null as is_active_known,
        paused.pause_reasons,

        -- measures
        cast(
            extract(epoch from stretches.ended_at)
            - extract(epoch from stretches.happened_at) as bigint
        ) as seconds,
        stretches.ended_clock - stretches.office_clock_seconds as office_seconds,
        case
            when known.conversation_id is not null
                then
                    cast(
                        extract(epoch from stretches.ended_at)
                        - extract(epoch from stretches.happened_at) as bigint
                    )
                    - coalesce(paused.paused_seconds, 0)
        end as active_seconds,
        case when known.conversation_id is not null then coalesce(paused.pauses, 0) end as pauses,

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
