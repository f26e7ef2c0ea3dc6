-- int_conversation_marks: one row per conversation: when the first and last of each kind happened.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    conversation_events
-- units    *_at are UTC, *_clock the office clock then in seconds; *_order are event numbers
-- nulls    a moment that has not come is null; handed_over_at without an answer by a teammate
-- excludes conversations that do not count
--
-- Replies and assignments count from the first customer message on, as Intercom's statistics do;
-- only last_human_reply_at is the last reply whatever the customer did. What depends on the whole
-- conversation is asked of a window, not of a join with these rows: Postgres guesses nothing of
-- rows that were just summed up, and joins them one by one.

with

told as (

    select
        *,
        customer_messages_before > 0 and assigned_to_id is not null as is_assignment,
        is_answer and answers_before = 0 as is_first_answer,
        author_kind in ('bot', 'fin') and is_reply and answers_before = 0 as is_bot_before_answer
    from conversation_events

),

events as (

    select
        *,
        is_close and (
            customer_messages_before > 0 or not bool_or(is_customer_message) over conversation
        ) as is_counted_close,
        is_assignment and assigned_to_type != 'bot' and answers_before = 0
        and bool_or(is_answer) over conversation
        and event_order
        > max(case when is_bot_before_answer then event_order end) over conversation
            as is_handover
    from told
    window conversation as (partition by workspace_id, conversation_id)

),

marks as (

    select
        workspace_id,
        conversation_id,
        bool_or(is_answer) as is_answered,
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
        min(happened_at) filter (where is_handover) as handed_over_at,
        min(office_clock_seconds) filter (where is_customer_message) as customer_clock,
        min(office_clock_seconds) filter (where is_first_answer) as reply_clock,
        max(office_clock_seconds) filter (where is_assignment and answers_before = 0)
            as assigned_clock,
        min(happened_at) filter (where is_counted_close) as first_closed_at,
        max(happened_at) filter (where is_counted_close) as last_counted_close_at,
        max(happened_at) filter (where is_close) as last_closed_at,
        min(office_clock_seconds) filter (where is_counted_close) as first_close_clock,
        max(office_clock_seconds) filter (where is_counted_close) as last_close_clock,
        min(event_order) filter (where is_counted_close) as first_close_order,
        max(event_order) filter (where is_close) as last_close_order,
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
        customer_at,
        opened_at,
        first_human_reply_at,
        first_any_reply_at,
        first_assigned_at,
        case when is_answered then assigned_before_reply_at end as assigned_before_reply_at,
        coalesce(handed_over_at, case when is_answered then bot_at end) as handed_over_at,
        customer_clock,
        reply_clock,
        case when is_answered then assigned_clock end as assigned_clock,
        first_closed_at,
        last_counted_close_at,
        last_closed_at,
        first_close_clock,
        last_close_clock,
        first_close_order,
        last_close_order,
        last_customer_message_at,
        last_human_reply_at,
        last_answer_at,
        last_assigned_at
    from marks

)

select * from int_conversation_marks
