-- int_period_handling: one row per closed conversation, and per teammate who handled it.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_conversation_profiles, int_conversation_moments, conversation_events,
--          handling_sessions
-- units    seconds is elapsed time; local_date is the day of the last close in the report time zone
-- nulls    admin_id is null in the row of the whole conversation, whose act_order is 0
-- excludes conversations that are not closed, cut threads, adjusted time where Intercom's handling
--          events were not loaded
--
-- A teammate's row holds only that teammate's own stretches, so it counts for nobody else.

with

handled as (

    select
        workspace_id,
        conversation_id,
        admin_id,
        dense_rank() over (partition by workspace_id, conversation_id order by admin_id)
            as act_order,
        cast(sum(seconds) as bigint) as seconds,
        cast(sum(active_seconds) as bigint) as active_seconds
    from handling_sessions
    group by workspace_id, conversation_id, admin_id

),

closed as (

    select
        events.workspace_id,
        events.conversation_id,
        events.team_id,
        events.local_date
    from conversation_events as events
    inner join int_conversation_moments as moments
        on
            events.workspace_id = moments.workspace_id
            and events.conversation_id = moments.conversation_id
            and events.event_order = moments.last_close_order
    inner join int_conversation_profiles as profiles
        on
            events.workspace_id = profiles.workspace_id
            and events.conversation_id = profiles.conversation_id
    where events.is_close and profiles.state = 'closed' and profiles.is_whole

),

shares as (

    select
        workspace_id,
        conversation_id,
        cast(null as text) as admin_id,
        0 as act_order,
        cast(sum(seconds) as bigint) as seconds,
        cast(sum(active_seconds) as bigint) as active_seconds
    from handled
    group by workspace_id, conversation_id
    union all
    select
        workspace_id,
        conversation_id,
        admin_id,
        act_order,
        seconds,
        active_seconds
    from handled

),

int_period_handling as (

    select
        shares.workspace_id,
        shares.conversation_id,
        act.name as act,
        shares.act_order,
        closed.team_id,
        shares.admin_id,
        act.seconds,
        cast(null as bigint) as office_seconds,
        cast(null as bigint) as rating,
        closed.local_date
    from shares
    inner join closed
        on
            shares.workspace_id = closed.workspace_id
            and shares.conversation_id = closed.conversation_id
    cross join
        lateral (
            values
            ('handling', shares.seconds),
            ('adjusted_handling', shares.active_seconds)
        ) as act (name, seconds)
    where act.seconds is not null

)

select * from int_period_handling
