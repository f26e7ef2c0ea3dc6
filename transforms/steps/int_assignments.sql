-- int_assignments: one row per stretch that a conversation was assigned to one teammate or team.
--
-- kind     table
-- key      workspace_id, conversation_id, track, started_order
-- reads    conversation_events
-- units    *_at are UTC, started_date is a day of the report time zone; *_order are event numbers
--          in the conversation; *_clock is the office clock in seconds
-- nulls    ended_order and ended_at are null for the last stretch of a track
-- excludes stretches with nobody assigned; assigning the same one again starts no new stretch
-- incremental conversation_id
--
-- Teammate and team are two tracks that do not end each other.

with

changes as (

    select
        workspace_id,
        conversation_id,
        event_order,
        happened_at,
        local_date,
        office_clock_seconds,
        part_type,
        author_kind,
        author_id,
        assigned_to_id as assignee_id,
        assigned_to_type = 'bot' as is_bot_assignment,
        case when assigned_to_type = 'team' then 'team' else 'admin' end as track
    from conversation_events
    where assigned_to_type in ('admin', 'bot', 'nobody_admin', 'team')

),

compared as (

    select
        *,
        lag(assignee_id) over (
            partition by workspace_id, conversation_id, track
            order by event_order
        ) as previous_id
    from changes

),

stretches as (

    select
        *,
        lead(event_order) over track_order as ended_order,
        lead(happened_at) over track_order as ended_at,
        lead(office_clock_seconds) over track_order as ended_clock,
        lead(assignee_id) over track_order as next_id
    from compared
    where assignee_id is distinct from previous_id
    window
        track_order as (partition by workspace_id, conversation_id, track order by event_order)

),

int_assignments as (

    select
        -- keys
        workspace_id,
        conversation_id,
        track,
        event_order as started_order,
        ended_order,
        assignee_id,
        next_id,
        author_id as assigned_by_id,

        -- attributes
        author_kind as assigned_by_kind,
        is_bot_assignment,
        part_type,

        -- office clock
        office_clock_seconds as started_clock,
        ended_clock,

        -- timestamps
        happened_at as started_at,
        ended_at,
        local_date as started_date
    from stretches
    where assignee_id is not null

)

select * from int_assignments
