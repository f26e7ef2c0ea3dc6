-- int_conversation_moments: one row per conversation: the first and last time of what matters.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_conversation_marks, int_counted_conversations, stg_conversations
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
        case when counted.is_whole then marks.handed_over_at end as handed_over_at,
        case when counted.is_whole then marks.first_closed_at end as first_closed_at,
        case when counted.is_whole then marks.customer_clock end as customer_clock,
        case when counted.is_whole then marks.reply_clock end as reply_clock,
        case when counted.is_whole then marks.assigned_clock end as assigned_clock,
        case when counted.is_whole then marks.first_close_clock end as first_close_clock,
        marks.last_close_clock,
        marks.last_customer_message_at,
        marks.last_human_reply_at,
        marks.last_answer_at,
        marks.last_assigned_at,
        marks.last_closed_at,
        marks.last_counted_close_at,
        case when counted.is_whole then marks.first_close_order end as first_close_order,
        marks.last_close_order
    from marks
    inner join int_counted_conversations as counted
        on
            marks.workspace_id = counted.workspace_id
            and marks.conversation_id = counted.conversation_id
    inner join stg_conversations as conversations
        on
            marks.workspace_id = conversations.workspace_id
            and marks.conversation_id = conversations.conversation_id

)

select * from int_conversation_moments
