-- int_customer_waits: one row per time a customer was left waiting, without its age.
--
-- kind     table
-- key      workspace_id, conversation_id, wait_order
-- reads    conversation_events, int_assignments, int_counted_conversations
-- units    *_at are UTC; seconds and *_seconds are elapsed time, *office_seconds open time;
--          *_order are event numbers in the conversation
-- nulls    ended_at and what belongs to the answer are null until a teammate replied; closed_at and
--          unanswered_seconds unless the conversation was closed instead; team_* are
--          null if no team was assigned at the reply, *office_seconds without a schedule;
--          is_first is never true in a cut thread
-- excludes waits that began before the oldest part of a cut thread: their start is unknown
-- incremental conversation_id
--
-- Words that come with an assignment answer for the team that hands over. greatest() skips nulls.
-- An `or` in the join would make DuckDB compare every wait with every stretch.

with

spans as (

    select
        workspace_id,
        conversation_id,
        human_replies_before,
        count(*) filter (where is_customer_message) as messages_in_wait,
        count(*) filter (
            where is_reply and author_kind in ('bot', 'fin') and is_customer_waiting
        ) as bot_replies_inside,
        bool_or(is_close and not is_human_reply and is_customer_waiting)
            as was_closed_unanswered,
        max(author_id) filter (where is_human_reply) as answered_by_admin_id,
        min(event_order) filter (where is_customer_message) as started_order,
        min(event_order) filter (where is_human_reply) as reply_order,
        min(office_clock_seconds) filter (where is_customer_message) as started_clock,
        min(office_clock_seconds) filter (where is_human_reply) as ended_clock,
        max(office_clock_seconds) filter (where is_customer_message) as last_message_clock,
        min(happened_at) filter (where is_customer_message) as started_at,
        max(happened_at) filter (where is_customer_message) as last_message_at,
        min(happened_at) filter (where is_human_reply) as ended_at,
        min(local_date) filter (where is_human_reply) as ended_date,
        max(happened_at) filter (
            where state_after = 'closed' and state_before != 'closed' and is_customer_waiting
        ) as closed_at
    from conversation_events
    group by workspace_id, conversation_id, human_replies_before

),

numbered as (

    select
        spans.*,
        counted.is_whole,
        counted.state as last_state,
        row_number() over (
            partition by spans.workspace_id, spans.conversation_id
            order by spans.human_replies_before
        ) as wait_order
    from spans
    inner join int_counted_conversations as counted
        on
            spans.workspace_id = counted.workspace_id
            and spans.conversation_id = counted.conversation_id
    where spans.messages_in_wait > 0 and (counted.is_whole or spans.human_replies_before > 0)

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
        cast(
            extract(epoch from waits.ended_at) - extract(epoch from waits.started_at) as bigint
        ) as seconds,
        waits.ended_clock - waits.started_clock as office_seconds,
        cast(
            extract(epoch from waits.ended_at) - extract(epoch from waits.last_message_at) as bigint
        ) as since_last_message_seconds,
        waits.ended_clock - waits.last_message_clock as since_last_message_office_seconds,
        case
            when waits.ended_at is null and waits.last_state = 'closed'
                then cast(
                    extract(epoch from waits.closed_at)
                    - extract(epoch from waits.started_at) as bigint
                )
        end as unanswered_seconds,
        case
            when teams.started_at is not null
                then cast(
                    extract(epoch from waits.ended_at)
                    - extract(epoch from greatest(waits.started_at, teams.started_at)) as bigint
                )
        end as team_response_seconds,
        case
            when teams.started_clock is not null
                then waits.ended_clock - greatest(waits.started_clock, teams.started_clock)
        end as team_response_office_seconds,

        -- timestamps
        waits.started_at,
        waits.ended_at,
        waits.ended_date,
        case when waits.ended_at is null and waits.last_state = 'closed' then waits.closed_at end
            as closed_at,
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
