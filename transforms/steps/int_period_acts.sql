-- int_period_acts: one row per beginning, answer, reply, close and reopening that periods count.
--
-- kind     table
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_conversation_profiles, int_conversation_moments, int_conversation_durations,
--          int_customer_waits, conversation_events
-- units    seconds is elapsed time; local_date is a day of the report time zone
-- nulls    seconds is null for acts that are only counted; team_id and admin_id are null if nobody
--          was assigned, or if no teammate did it
-- excludes durations of cut threads
-- incremental conversation_id
--
-- First responses count on the day the conversation began, everything else when it happened. What
-- began counts for the present assignees, what was done for who did it and the team it was with.

with

conversations as (

    select
        profiles.*,
        moments.first_close_order,
        moments.last_close_order,
        moments.first_customer_message_at is not null and moments.last_human_reply_at is null
            as is_unanswered,
        durations.time_to_first_close_seconds,
        durations.time_to_last_close_seconds
    from int_conversation_profiles as profiles
    inner join int_conversation_moments as moments
        on
            profiles.workspace_id = moments.workspace_id
            and profiles.conversation_id = moments.conversation_id
    inner join int_conversation_durations as durations
        on
            profiles.workspace_id = durations.workspace_id
            and profiles.conversation_id = durations.conversation_id

),

events as (

    select
        *,
        case when author_kind = 'teammate' then author_id end as teammate_id,
        state_after != 'closed' and lag(state_after) over (
            partition by workspace_id, conversation_id
            order by event_order
        ) = 'closed' as is_reopening
    from conversation_events

),

begun as (

    select
        conversations.workspace_id,
        conversations.conversation_id,
        act.name as act,
        0 as act_order,
        conversations.team_assignee_id as team_id,
        conversations.admin_assignee_id as admin_id,
        cast(null as bigint) as seconds,
        conversations.created_at as happened_at
    from conversations
    cross join
        lateral (
            values
            ('new', true),
            ('new_inbound', not conversations.is_outbound),
            ('unanswered', conversations.is_unanswered)
        ) as act (name, is_counted)
    where act.is_counted

),

answered as (

    select
        waits.workspace_id,
        waits.conversation_id,
        act.name as act,
        waits.wait_order as act_order,
        waits.team_at_reply_id as team_id,
        waits.answered_by_admin_id as admin_id,
        waits.seconds,
        act.happened_at
    from int_customer_waits as waits
    inner join conversations
        on
            waits.workspace_id = conversations.workspace_id
            and waits.conversation_id = conversations.conversation_id
    cross join
        lateral (
            values
            ('first_response', waits.is_first, conversations.created_at),
            ('response', true, waits.ended_at)
        ) as act (name, is_counted, happened_at)
    where act.is_counted and waits.ended_at is not null

),

done as (

    select
        events.workspace_id,
        events.conversation_id,
        act.name as act,
        events.event_order as act_order,
        events.team_id,
        events.teammate_id as admin_id,
        act.seconds,
        events.happened_at
    from events
    inner join conversations
        on
            events.workspace_id = conversations.workspace_id
            and events.conversation_id = conversations.conversation_id
    cross join
        lateral (
            values
            ('reply', events.is_human_reply, cast(null as bigint)),
            ('reopening', events.is_reopening, null),
            ('close', events.part_type = 'close', null),
            (
                'first_close',
                events.event_order = conversations.first_close_order,
                conversations.time_to_first_close_seconds
            ),
            (
                'last_close',
                conversations.is_whole and events.event_order = conversations.last_close_order,
                conversations.time_to_last_close_seconds
            )
        ) as act (name, is_counted, seconds)
    where act.is_counted

),

acts as (

    select * from begun
    union all
    select * from answered
    union all
    select * from done

),

int_period_acts as (

    select
        acts.workspace_id,
        acts.conversation_id,
        acts.act,
        acts.act_order,
        acts.team_id,
        acts.admin_id,
        conversations.channel_started as channel,
        acts.seconds,
        cast(acts.happened_at at time zone conversations.report_time_zone as date) as local_date
    from acts
    inner join conversations
        on
            acts.workspace_id = conversations.workspace_id
            and acts.conversation_id = conversations.conversation_id

)

select * from int_period_acts
