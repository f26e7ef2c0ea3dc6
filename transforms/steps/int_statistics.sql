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
-- Joins are left ones though nothing is missing: of an inner join with rows that were just summed
-- up Postgres guesses that one row is left, and joins what follows one by one.

with

events as (

    select
        *,
        customer_messages_before > 0 as is_counted,
        assigned_to_id is not null as is_assignment
    from conversation_events

),

placed as (

    select
        *,
        max(case when is_counted and is_assignment then event_order end) over conversation
            as assigned_order,
        max(case when is_counted and is_close then event_order end) over conversation
            as close_order
    from events
    window conversation as (partition by workspace_id, conversation_id)

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
        min(happened_at) filter (where is_human_reply and event_order >= assigned_order)
            as last_assignment_admin_reply_at,
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
        max(author_id) filter (where event_order = close_order) as last_closed_by_id,
        min(office_clock_seconds) filter (where is_counted and is_close) as first_close_clock,
        max(office_clock_seconds) filter (where is_counted and is_close) as last_close_clock
    from placed
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
    left join stg_conversations as conversations
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
        starts.last_closed_by_id,
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
        starts.last_assignment_admin_reply_at,
        starts.last_contact_reply_at,
        starts.last_admin_reply_at,
        starts.last_close_at
    from int_conversation_profiles as profiles
    left join starts
        on
            profiles.workspace_id = starts.workspace_id
            and profiles.conversation_id = starts.conversation_id
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
