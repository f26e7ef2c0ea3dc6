-- handling_without_gaps: what was open with a teammate was handled by one teammate at a time.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    conversation_events, handling_sessions
-- units    *_seconds are elapsed time up to the last event of the conversation
-- nulls    overlap_count and handled_seconds are null where nobody handled anything
-- excludes nothing

with

in_hand as (

    select
        workspace_id,
        conversation_id,
        max(happened_at) as last_at,
        cast(
            coalesce(
                sum(extract(epoch from followed_at) - extract(epoch from happened_at)) filter (
                    where state_after = 'open' and admin_id is not null and not is_bot_assigned
                ),
                0
            ) as bigint
        ) as in_hand_seconds
    from conversation_events
    group by workspace_id, conversation_id

),

neighbours as (

    select
        sessions.workspace_id,
        sessions.conversation_id,
        extract(epoch from coalesce(sessions.ended_at, in_hand.last_at))
        - extract(epoch from sessions.started_at)
            as handled_seconds,
        coalesce(sessions.ended_at, timestamptz '9999-01-01 00:00:00+00')
        > lead(sessions.started_at) over (
            partition by sessions.workspace_id, sessions.conversation_id
            order by sessions.started_order, sessions.started_at
        ) as is_overlap
    from handling_sessions as sessions
    inner join in_hand
        on
            sessions.workspace_id = in_hand.workspace_id
            and sessions.conversation_id = in_hand.conversation_id

),

handled as (

    select
        workspace_id,
        conversation_id,
        cast(sum(handled_seconds) as bigint) as handled_seconds,
        count(*) filter (where is_overlap) as overlap_count
    from neighbours
    group by workspace_id, conversation_id

),

handling_without_gaps as (

    select
        in_hand.*,
        handled.handled_seconds,
        handled.overlap_count
    from in_hand
    left join handled
        on
            in_hand.workspace_id = handled.workspace_id
            and in_hand.conversation_id = handled.conversation_id
    where
        in_hand.in_hand_seconds != coalesce(handled.handled_seconds, 0)
        or handled.overlap_count > 0

)

select * from handling_without_gaps
