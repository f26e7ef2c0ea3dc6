-- int_statistics: one row per conversation: Intercom's statistics, recomputed from its parts.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    conversation_events, int_conversation_profiles, int_customer_waits, handling_sessions,
--          stg_conversations
-- units    *_seconds are elapsed time, *_office_seconds open time; *_at are UTC
-- nulls    a moment that has not come is null, and so is a duration of no seconds; handling times
--          unless the conversation is closed; team_* unless a team was assigned at the first answer
-- excludes cut threads
-- incremental conversation_id
--
-- Intercom counts what comes after the customer's first message in the order of the parts, also
-- within one second; where no customer wrote, nothing. The median runs from the last message before
-- each answer, not from the first as in customer_waits. An opening is sometimes noted a second
-- after the conversation was created, and durations run from then.

with

events as (

    select
        *,
        customer_messages_before > 0 as is_counted,
        assigned_to_id is not null as is_assignment
    from conversation_events

),

marks as (

    select
        workspace_id,
        conversation_id,

        -- the customer
        min(happened_at) filter (where is_customer_message) as first_contact_reply_at,
        max(happened_at) filter (where is_customer_message) as last_contact_reply_at,
        min(office_clock_seconds) filter (where is_customer_message) as contact_clock,
        bool_or(event_order = 0 and is_customer_message) as is_opened_by_customer,
        bool_or(event_order = 0 and is_in_office_hours) as is_opened_in_office_hours,

        -- assignments
        count(*) filter (where is_counted and is_assignment) as assignments,
        min(happened_at) filter (where is_counted and is_assignment) as first_assignment_at,
        max(happened_at) filter (where is_counted and is_assignment) as last_assignment_at,
        max(event_order) filter (where is_counted and is_assignment) as assigned_order,
        max(happened_at) filter (where is_counted and is_assignment and answers_before = 0)
            as assigned_before_reply_at,
        max(office_clock_seconds) filter (
            where is_counted and is_assignment and answers_before = 0
        ) as assigned_clock,

        -- teammates
        min(happened_at) filter (where is_answer) as first_admin_reply_at,
        max(happened_at) filter (where is_answer) as last_admin_reply_at,
        min(office_clock_seconds) filter (where is_answer) as reply_clock,

        -- closes
        count(*) filter (
            where is_counted and state_before = 'closed' and state_after != 'closed'
        ) as reopens,
        min(happened_at) filter (where is_counted and is_close) as first_close_at,
        max(happened_at) filter (where is_counted and is_close) as last_close_at,
        max(event_order) filter (where is_counted and is_close) as close_order,
        min(office_clock_seconds) filter (where is_counted and is_close) as first_close_clock,
        max(office_clock_seconds) filter (where is_counted and is_close) as last_close_clock
    from events
    group by workspace_id, conversation_id

),

delays as (

    select
        marks.*,
        case
            when
                marks.is_opened_by_customer
                and conversations.stat_first_contact_reply_at
                between marks.first_contact_reply_at
                and marks.first_contact_reply_at + interval '10 seconds'
                then cast(
                    extract(epoch from conversations.stat_first_contact_reply_at)
                    - extract(epoch from marks.first_contact_reply_at) as bigint
                )
            else 0
        end as delay_seconds
    from marks
    inner join stg_conversations as conversations
        on
            marks.workspace_id = conversations.workspace_id
            and marks.conversation_id = conversations.conversation_id

),

starts as (

    select
        *,
        extract(epoch from first_contact_reply_at) + delay_seconds as start_unix,
        contact_clock + case when is_opened_in_office_hours then delay_seconds else 0 end
            as start_clock
    from delays

),

replies as (

    select
        events.workspace_id,
        events.conversation_id,
        min(events.happened_at) filter (
            where events.is_human_reply and events.event_order >= marks.assigned_order
        ) as last_assignment_admin_reply_at,
        max(events.author_id) filter (where events.event_order = marks.close_order)
            as last_closed_by_id
    from events
    inner join marks
        on
            events.workspace_id = marks.workspace_id
            and events.conversation_id = marks.conversation_id
    where
        events.event_order >= marks.assigned_order or events.event_order = marks.close_order
    group by events.workspace_id, events.conversation_id

),

waits as (

    select
        workspace_id,
        conversation_id,
        cast(percentile_cont(0.5) within group (order by since_last_message_seconds) as bigint)
            as reply_seconds,
        cast(
            percentile_cont(0.5) within group (order by since_last_message_office_seconds) as bigint
        ) as reply_office_seconds,
        max(team_at_reply_id) filter (where is_first) as team_id,
        max(team_response_seconds) filter (where is_first) as team_response_seconds,
        max(team_response_office_seconds) filter (where is_first) as team_response_office_seconds
    from int_customer_waits
    group by workspace_id, conversation_id

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
        replies.last_closed_by_id,
        waits.team_id,

        -- attributes
        starts.start_clock is not null as is_clock_known,

        -- counts
        starts.assignments,
        starts.reopens,
        profiles.parts_loaded + 1 as parts,

        -- durations
        case
            when starts.first_admin_reply_at is not null
                then nullif(
                    cast(
                        extract(epoch from starts.assigned_before_reply_at)
                        - starts.start_unix as bigint
                    ), 0
                )
        end as time_to_assignment_seconds,
        case
            when starts.first_admin_reply_at is not null
                then nullif(starts.assigned_clock - starts.start_clock, 0)
        end as time_to_assignment_office_seconds,
        nullif(
            cast(
                extract(epoch from starts.first_admin_reply_at)
                - starts.start_unix as bigint
            ), 0
        ) as time_to_admin_reply_seconds,
        nullif(starts.reply_clock - starts.start_clock, 0) as time_to_admin_reply_office_seconds,
        nullif(
            cast(
                extract(epoch from starts.first_close_at)
                - starts.start_unix as bigint
            ), 0
        ) as time_to_first_close_seconds,
        nullif(starts.first_close_clock - starts.start_clock, 0)
            as time_to_first_close_office_seconds,
        nullif(
            cast(
                extract(epoch from starts.last_close_at)
                - starts.start_unix as bigint
            ), 0
        ) as time_to_last_close_seconds,
        nullif(starts.last_close_clock - starts.start_clock, 0)
            as time_to_last_close_office_seconds,
        nullif(waits.reply_seconds, 0) as median_time_to_reply_seconds,
        nullif(waits.reply_office_seconds, 0) as median_time_to_reply_office_seconds,
        waits.team_response_seconds,
        waits.team_response_office_seconds,
        case when profiles.state = 'closed' then handled.handling_seconds end as handling_seconds,
        case when profiles.state = 'closed' then handled.adjusted_handling_seconds end
            as adjusted_handling_seconds,

        -- timestamps
        starts.first_contact_reply_at,
        starts.first_assignment_at,
        starts.first_admin_reply_at,
        starts.first_close_at,
        starts.last_assignment_at,
        replies.last_assignment_admin_reply_at,
        starts.last_contact_reply_at,
        starts.last_admin_reply_at,
        starts.last_close_at
    from int_conversation_profiles as profiles
    inner join starts
        on
            profiles.workspace_id = starts.workspace_id
            and profiles.conversation_id = starts.conversation_id
    left join replies
        on
            profiles.workspace_id = replies.workspace_id
            and profiles.conversation_id = replies.conversation_id
    left join waits
        on
            profiles.workspace_id = waits.workspace_id
            and profiles.conversation_id = waits.conversation_id
    left join handled
        on
            profiles.workspace_id = handled.workspace_id
            and profiles.conversation_id = handled.conversation_id
    where profiles.is_whole

)

select * from int_statistics
