-- int_customer_waits: one row per time a customer was left waiting, without its age.
--
-- kind     table
-- key      workspace_id, conversation_id, wait_order
-- reads    conversation_events, int_assignments, int_counted_conversations
-- units    *_at are UTC; seconds and *_seconds are elapsed time, *office_seconds open time;
--          *_order are event numbers in the conversation
-- nulls    ended_at and what belongs to the answer are null until a teammate replied; team_* are
--          null if no team was assigned at the reply, *office_seconds without a schedule;
--          is_first is never true in a cut thread
-- excludes waits that began before the oldest part of a cut thread: their start is unknown
-- incremental conversation_id
--
-- Words that come with an assignment answer for the team that hands over. greatest() skips nulls.
-- An `or` in the join would make DuckDB compare every wait with every stretch.

with

events as (

    select
        conversation_events.*,
        int_counted_conversations.is_whole,
        int_counted_conversations.state as last_state,
        count(*) filter (where conversation_events.is_human_reply) over (
            partition by conversation_events.workspace_id, conversation_events.conversation_id
            order by conversation_events.event_order
            rows between unbounded preceding and 1 preceding
        ) as replies_before
    from conversation_events
    inner join int_counted_conversations
        on
            conversation_events.workspace_id = int_counted_conversations.workspace_id
            and conversation_events.conversation_id = int_counted_conversations.conversation_id
    where int_counted_conversations.is_whole or conversation_events.part_id is not null

),

placed as (

    select
        *,
        min(case when is_customer_message then event_order end) over (
            partition by workspace_id, conversation_id, replies_before
        ) as first_order
    from events

),

waits as (

    select
        workspace_id,
        conversation_id,
        replies_before,
        is_whole,
        last_state,
        count(*) filter (where is_customer_message) as messages_in_wait,
        count(*) filter (where is_reply and author_kind in ('bot', 'fin')) as bot_replies_inside,
        bool_or(part_type = 'close' and not is_human_reply) as was_closed_unanswered,
        max(author_id) filter (where is_human_reply) as answered_by_admin_id,
        min(event_order) filter (where is_customer_message) as started_order,
        min(event_order) filter (where is_human_reply) as reply_order,
        min(office_clock_seconds) filter (where is_customer_message) as started_clock,
        min(office_clock_seconds) filter (where is_human_reply) as ended_clock,
        min(happened_at) filter (where is_customer_message) as started_at,
        min(happened_at) filter (where is_human_reply) as ended_at
    from placed
    where event_order >= first_order
    group by workspace_id, conversation_id, replies_before, is_whole, last_state

),

numbered as (

    select
        *,
        row_number() over (
            partition by workspace_id, conversation_id
            order by replies_before
        ) as wait_order
    from waits
    where is_whole or replies_before > 0

),

int_customer_waits as (

    select
        -- keys
        waits.workspace_id,
        waits.conversation_id,
        cast(waits.wait_order as int) as wait_order,
        waits.started_order,
        waits.reply_order,
        waits.answered_by_admin_id,
        teams.assignee_id as team_at_reply_id,

        -- attributes
        waits.is_whole and waits.wait_order = 1 as is_first,
        waits.was_closed_unanswered,
        waits.ended_at is null and waits.last_state != 'closed' as is_open,

        -- measures
        waits.messages_in_wait,
        waits.bot_replies_inside,
        cast(extract(epoch from waits.ended_at - waits.started_at) as bigint) as seconds,
        waits.ended_clock - waits.started_clock as office_seconds,
        case
            when teams.started_at is not null
                then cast(
                    extract(
                        epoch from waits.ended_at - greatest(waits.started_at, teams.started_at)
                    ) as bigint
                )
        end as team_response_seconds,
        case
            when teams.started_clock is not null
                then waits.ended_clock - greatest(waits.started_clock, teams.started_clock)
        end as team_response_office_seconds,

        -- timestamps
        waits.started_at,
        waits.ended_at,
        teams.started_at as team_assigned_at
    from numbered as waits
    left join int_assignments as teams
        on
            waits.workspace_id = teams.workspace_id
            and waits.conversation_id = teams.conversation_id
            and teams.track = 'team'
            and waits.reply_order > teams.started_order
            and waits.reply_order <= coalesce(teams.ended_order, 2147483647)

)

select * from int_customer_waits
