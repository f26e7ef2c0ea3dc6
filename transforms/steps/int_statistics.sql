-- int_statistics: one row per conversation: numbers that only Intercom's statistics ask for.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    conversation_events, int_conversation_profiles, int_conversation_moments,
--          int_customer_waits, handling_sessions
-- units    *_seconds are elapsed time, *office_seconds open time; *_at are UTC
-- nulls    handling times are null unless the conversation is closed; team_* are null unless a team
--          was assigned at the first answer
-- excludes cut threads
-- incremental conversation_id
--
-- Everything counts from the first customer message on, as Intercom's statistics do.

with

counted as (

    select
        events.workspace_id,
        events.conversation_id,
        events.event_order,
        events.happened_at,
        events.is_human_reply,
        events.author_id,
        events.part_type,
        events.assigned_to_id is not null as is_assignment,
        events.state_before = 'closed' and events.state_after != 'closed'
        and events.customer_messages_before > 0 as is_reopening
    from conversation_events as events
    inner join int_conversation_moments as moments
        on
            events.workspace_id = moments.workspace_id
            and events.conversation_id = moments.conversation_id
            and events.happened_at >= moments.first_customer_message_at

),

totals as (

    select
        workspace_id,
        conversation_id,
        count(*) filter (where is_assignment) as assignments,
        count(*) filter (where is_reopening) as reopens,
        max(case when is_assignment then event_order end) as assigned_order,
        max(case when part_type = 'close' then event_order end) as close_order
    from counted
    group by workspace_id, conversation_id

),

replies as (

    select
        counted.workspace_id,
        counted.conversation_id,
        min(counted.happened_at) as last_assignment_admin_reply_at
    from counted
    inner join totals
        on
            counted.workspace_id = totals.workspace_id
            and counted.conversation_id = totals.conversation_id
            and counted.event_order >= totals.assigned_order
    where counted.is_human_reply
    group by counted.workspace_id, counted.conversation_id

),

handled as (

    select
        workspace_id,
        conversation_id,
        cast(sum(seconds) as bigint) as handling_seconds,
        cast(sum(active_seconds) as bigint) as adjusted_handling_seconds
    from handling_sessions
    group by workspace_id, conversation_id

),

int_statistics as (

    select
        -- keys
        profiles.workspace_id,
        profiles.conversation_id,
        closes.author_id as last_closed_by_id,
        waits.team_at_reply_id as team_id,

        -- measures
        coalesce(totals.assignments, 0) as assignments,
        coalesce(totals.reopens, 0) as reopens,
        waits.team_response_seconds,
        waits.team_response_office_seconds,
        case when profiles.state = 'closed' then handled.handling_seconds end as handling_seconds,
        case when profiles.state = 'closed' then handled.adjusted_handling_seconds end
            as adjusted_handling_seconds,

        -- timestamps
        replies.last_assignment_admin_reply_at
    from int_conversation_profiles as profiles
    left join totals
        on
            profiles.workspace_id = totals.workspace_id
            and profiles.conversation_id = totals.conversation_id
    left join replies
        on
            profiles.workspace_id = replies.workspace_id
            and profiles.conversation_id = replies.conversation_id
    left join counted as closes
        on
            totals.workspace_id = closes.workspace_id
            and totals.conversation_id = closes.conversation_id
            and totals.close_order = closes.event_order
    left join int_customer_waits as waits
        on
            profiles.workspace_id = waits.workspace_id
            and profiles.conversation_id = waits.conversation_id
            and waits.is_first
    left join handled
        on
            profiles.workspace_id = handled.workspace_id
            and profiles.conversation_id = handled.conversation_id
    where profiles.is_whole

)

select * from int_statistics
