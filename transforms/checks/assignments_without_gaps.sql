-- assignments_without_gaps: on each track one stretch ends before or where the next one begins.
--
-- kind     view
-- key      workspace_id, conversation_id, track, started_order
-- reads    conversation_assignments
-- units    *_at are UTC
-- nulls    next_* are null for the last stretch of a track
-- excludes nothing
--
-- Between two stretches there is only time with nobody: who takes over begins at once, and is
-- another one. Nothing follows a stretch that runs on.

with

neighbours as (

    select
        *,
        lead(started_order) over track_order as next_order,
        lead(started_at) over track_order as next_at,
        lead(assignee_id) over track_order as next_id
    from conversation_assignments
    window
        track_order as (
            partition by workspace_id, conversation_id, track
            order by started_order, started_at
        )

),

assignments_without_gaps as (

    select * from neighbours
    where
        ended_at < started_at
        or ended_at > next_at
        or next_order = started_order
        or (ended_by = 'now' and (ended_at is not null or next_at is not null))
        or (ended_by = 'reassigned' and ended_at is distinct from next_at)
        or (ended_by = 'reassigned' and next_id = assignee_id)

)

select * from assignments_without_gaps
