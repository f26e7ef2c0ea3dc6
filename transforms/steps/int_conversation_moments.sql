-- int_conversation_moments: one row per conversation: the first and last time of what matters.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_conversation_marks, conversation_events, int_counted_conversations,
--          stg_conversations
-- units    *_at are UTC, *_clock the office clock then in seconds; *_order are event numbers
-- nulls    a moment that has not come is null; so is every first_* of a cut thread but the first
--          customer message, which the opening or Intercom tells
-- excludes conversations that do not count
-- incremental conversation_id
--
-- Replies, assignments and closes count from the first customer message on, as Intercom's
-- statistics do; where no customer has written, closes count from the start. The last reply and the
-- last close are the last ones all the same: last_answer_at, last_counted_close_at and
-- last_close_clock are those that count. Fin or a bot hands
-- over with the first assignment to people after its last message before the first human reply;
-- without one, with that message.

with

marks as (

    select * from int_conversation_marks

),

closes as (

    select
        events.workspace_id,
        events.conversation_id,
        min(events.happened_at) filter (where judged.is_counted) as first_closed_at,
        max(events.happened_at) filter (where judged.is_counted) as last_counted_close_at,
        max(events.happened_at) as last_closed_at,
        min(events.office_clock_seconds) filter (where judged.is_counted) as first_close_clock,
        max(events.office_clock_seconds) filter (where judged.is_counted) as last_close_clock,
        min(events.event_order) filter (where judged.is_counted) as first_close_order,
        max(events.event_order) as last_close_order
    from conversation_events as events
    inner join marks
        on
            events.workspace_id = marks.workspace_id
            and events.conversation_id = marks.conversation_id
    cross join
        lateral (
            values (events.customer_messages_before > 0 or not marks.is_written_to)
        ) as judged (is_counted)
    where events.is_close
    group by events.workspace_id, events.conversation_id

),

handovers as (

    select
        events.workspace_id,
        events.conversation_id,
        min(events.happened_at) as handed_over_at
    from conversation_events as events
    inner join marks
        on
            events.workspace_id = marks.workspace_id
            and events.conversation_id = marks.conversation_id
            and events.event_order > marks.bot_order
    where
        events.assigned_to_id is not null and events.assigned_to_type != 'bot'
        and events.customer_messages_before > 0 and events.answers_before = 0
    group by events.workspace_id, events.conversation_id

),

int_conversation_moments as (

    select
        marks.workspace_id,
        marks.conversation_id,
        case
            when counted.is_whole then marks.customer_at
            else coalesce(marks.opened_at, conversations.first_contact_reply_at)
        end as first_customer_message_at,
        case when counted.is_whole then marks.first_human_reply_at end as first_human_reply_at,
        case when counted.is_whole then marks.first_any_reply_at end as first_any_reply_at,
        case when counted.is_whole then marks.first_assigned_at end as first_assigned_at,
        case when counted.is_whole then marks.assigned_before_reply_at end
            as assigned_before_reply_at,
        case when counted.is_whole then coalesce(handovers.handed_over_at, marks.bot_at) end
            as handed_over_at,
        case when counted.is_whole then closes.first_closed_at end as first_closed_at,
        case when counted.is_whole then marks.customer_clock end as customer_clock,
        case when counted.is_whole then marks.reply_clock end as reply_clock,
        case when counted.is_whole then marks.assigned_clock end as assigned_clock,
        case when counted.is_whole then closes.first_close_clock end as first_close_clock,
        closes.last_close_clock,
        marks.last_customer_message_at,
        marks.last_human_reply_at,
        marks.last_answer_at,
        marks.last_assigned_at,
        closes.last_closed_at,
        closes.last_counted_close_at,
        case when counted.is_whole then closes.first_close_order end as first_close_order,
        closes.last_close_order
    from marks
    inner join int_counted_conversations as counted
        on
            marks.workspace_id = counted.workspace_id
            and marks.conversation_id = counted.conversation_id
    inner join stg_conversations as conversations
        on
            marks.workspace_id = conversations.workspace_id
            and marks.conversation_id = conversations.conversation_id
    left join closes
        on
            marks.workspace_id = closes.workspace_id
            and marks.conversation_id = closes.conversation_id
    left join handovers
        on
            marks.workspace_id = handovers.workspace_id
            and marks.conversation_id = handovers.conversation_id

)

select * from int_conversation_moments
