-- int_period_closes: one row per reopening and per thing that a close ends.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_conversation_profiles, int_conversation_moments, int_conversation_durations,
--          int_conversation_counts, int_resolution_cycles, conversation_events
-- units    seconds is elapsed time, office_seconds open time; local_date is a day of the report
--          time zone
-- nulls    seconds is null for acts that are only counted; admin_id unless a teammate did it
-- excludes what needs the whole thread where it is cut
--
-- What was closed counts for who closed it and the team it was with.

with

changes as (

    select
        events.*,
        profiles.is_whole,
        profiles.state as last_state,
        case when events.author_kind = 'teammate' then events.author_id end as teammate_id
    from conversation_events as events
    inner join int_conversation_profiles as profiles
        on
            events.workspace_id = profiles.workspace_id
            and events.conversation_id = profiles.conversation_id
    where events.is_close or events.is_reopening

),

described as (

    select
        changes.*,
        changes.event_order = moments.first_close_order as is_first_close,
        changes.is_whole and changes.event_order = moments.last_close_order as is_last_close,
        changes.event_order = moments.first_close_order and changes.last_state = 'closed'
        and counts.closes = 1 and counts.teammates_replied = 1 as is_first_contact,
        changes.event_order = moments.first_close_order and changes.last_state = 'closed'
        and counts.human_replies = 1 as is_one_touch,
        cycles.closed_at is not null as is_cycle,
        cycles.reopened_at is not null as is_reopened,
        durations.time_to_first_close_seconds,
        durations.time_to_first_close_office_seconds,
        durations.time_to_last_close_seconds,
        durations.time_to_last_close_office_seconds
    from changes
    inner join int_conversation_moments as moments
        on
            changes.workspace_id = moments.workspace_id
            and changes.conversation_id = moments.conversation_id
    inner join int_conversation_durations as durations
        on
            changes.workspace_id = durations.workspace_id
            and changes.conversation_id = durations.conversation_id
    inner join int_conversation_counts as counts
        on
            changes.workspace_id = counts.workspace_id
            and changes.conversation_id = counts.conversation_id
    left join int_resolution_cycles as cycles
        on
            changes.workspace_id = cycles.workspace_id
            and changes.conversation_id = cycles.conversation_id
            and changes.event_order = cycles.closed_order

),

int_period_closes as (

    select
        described.workspace_id,
        described.conversation_id,
        act.name as act,
        described.event_order as act_order,
        described.team_id,
        described.teammate_id as admin_id,
        act.seconds,
        act.office_seconds,
        cast(null as bigint) as rating,
        described.local_date
    from described
    cross join
        lateral (
            values
            ('reopening', described.is_reopening, cast(null as bigint), cast(null as bigint)),
            ('cycle', described.is_cycle, null, null),
            ('reopened_cycle', described.is_cycle and described.is_reopened, null, null),
            ('first_contact_close', described.is_first_contact, null, null),
            ('one_touch_close', described.is_one_touch, null, null),
            (
                'first_close', described.is_first_close,
                described.time_to_first_close_seconds, described.time_to_first_close_office_seconds
            ),
            (
                'last_close', described.is_last_close,
                described.time_to_last_close_seconds, described.time_to_last_close_office_seconds
            )
        ) as act (name, is_counted, seconds, office_seconds)
    where act.is_counted

)

select * from int_period_closes
