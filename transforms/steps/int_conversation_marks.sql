-- int_conversation_marks: one row per conversation: when the first and last of each kind happened.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    conversation_events
-- units    *_at are UTC, *_clock the office clock then in seconds; *_order are event numbers
-- nulls    a moment that has not come is null; bot_* without an answer by a teammate
-- excludes conversations that do not count
--
-- Replies and assignments count from the first customer message on, as Intercom's statistics do;
-- only last_human_reply_at is the last reply whatever the customer did.

with

events as (

    select
        *,
        customer_messages_before > 0 and assigned_to_id is not null as is_assignment,
        is_answer and answers_before = 0 as is_first_answer,
        author_kind in ('bot', 'fin') and is_reply and answers_before = 0 as is_bot_before_answer
    from conversation_events

),

marks as (

    select
        workspace_id,
        conversation_id,
        bool_or(is_answer) as is_answered,
        bool_or(is_customer_message) as is_written_to,
        min(happened_at) filter (where is_customer_message) as customer_at,
        min(happened_at) filter (where event_order = 0 and is_customer_message) as opened_at,
        min(happened_at) filter (where is_first_answer) as first_human_reply_at,
        min(happened_at) filter (
            where is_reply and author_kind in ('teammate', 'fin', 'bot')
            and customer_messages_before > 0
        ) as first_any_reply_at,
        min(happened_at) filter (where is_assignment) as first_assigned_at,
        max(happened_at) filter (where is_assignment and answers_before = 0)
            as assigned_before_reply_at,
        max(happened_at) filter (where is_bot_before_answer) as bot_at,
        max(event_order) filter (where is_bot_before_answer) as bot_order,
        min(office_clock_seconds) filter (where is_customer_message) as customer_clock,
        min(office_clock_seconds) filter (where is_first_answer) as reply_clock,
        max(office_clock_seconds) filter (where is_assignment and answers_before = 0)
            as assigned_clock,
        max(happened_at) filter (where is_customer_message) as last_customer_message_at,
        max(happened_at) filter (where is_human_reply) as last_human_reply_at,
        max(happened_at) filter (where is_answer) as last_answer_at,
        max(happened_at) filter (where is_assignment) as last_assigned_at
    from events
    group by workspace_id, conversation_id

),

int_conversation_marks as (

    select
        workspace_id,
        conversation_id,
        is_written_to,
        customer_at,
        opened_at,
        first_human_reply_at,
        first_any_reply_at,
        first_assigned_at,
        case when is_answered then assigned_before_reply_at end as assigned_before_reply_at,
        case when is_answered then bot_at end as bot_at,
        case when is_answered then bot_order end as bot_order,
        customer_clock,
        reply_clock,
        case when is_answered then assigned_clock end as assigned_clock,
        last_customer_message_at,
        last_human_reply_at,
        last_answer_at,
        last_assigned_at
    from marks

)

select * from int_conversation_marks
