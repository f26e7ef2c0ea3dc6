-- int_conversation_moments: one row per conversation: the first and last time of what matters.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    conversation_events, int_counted_conversations, stg_conversations
-- units    *_at are UTC, *_clock the office clock then in seconds; *_order are event numbers
-- nulls    a moment that has not come is null; so is every first_* of a cut thread but the first
--          customer message, which the opening or Intercom tells
-- excludes conversations that do not count
-- incremental conversation_id
--
-- Replies, assignments and closes count from the first customer message on, as Intercom's
-- statistics do; where no customer has written, closes count from the start. Fin or a bot hands
-- over with the first assignment to people after its last message before the first human reply;
-- without one, with that message.

with

events as (

    select
        *,
        min(case when is_customer_message then event_order end) over (
            partition by workspace_id, conversation_id
        ) as customer_order
    from conversation_events

),

replied as (

    select
        *,
        min(case when is_human_reply and event_order > customer_order then event_order end) over (
            partition by workspace_id, conversation_id
        ) as reply_order,
        assigned_to_id is not null and event_order > customer_order as is_assignment,
        part_type = 'close' and event_order > coalesce(customer_order, -1) as is_close
    from events

),

handed_over as (

    select
        *,
        max(
            case
                when author_kind in ('bot', 'fin') and is_reply and event_order < reply_order
                    then event_order
            end
        ) over (
            partition by workspace_id, conversation_id
        ) as bot_order
    from replied

),

moments as (

    select
        workspace_id,
        conversation_id,
        min(happened_at) filter (where is_customer_message) as customer_at,
        min(happened_at) filter (where event_order = 0 and is_customer_message) as opened_at,
        min(happened_at) filter (where event_order = reply_order) as first_human_reply_at,
        min(happened_at) filter (
            where is_reply and author_kind in ('teammate', 'fin', 'bot')
            and event_order > customer_order
        ) as first_any_reply_at,
        min(happened_at) filter (where is_assignment) as first_assigned_at,
        max(happened_at) filter (where is_assignment and event_order <= reply_order)
            as assigned_before_reply_at,
        coalesce(
            min(happened_at) filter (
                where is_assignment and assigned_to_type != 'bot'
                and event_order > bot_order and event_order <= reply_order
            ),
            min(happened_at) filter (where event_order = bot_order)
        ) as handed_over_at,
        min(happened_at) filter (where is_close) as first_closed_at,
        min(office_clock_seconds) filter (where is_customer_message) as customer_clock,
        min(office_clock_seconds) filter (where event_order = reply_order) as reply_clock,
        max(office_clock_seconds) filter (where is_assignment and event_order <= reply_order)
            as assigned_clock,
        min(office_clock_seconds) filter (where is_close) as first_close_clock,
        max(office_clock_seconds) filter (where is_close) as last_close_clock,
        max(happened_at) filter (where is_customer_message) as last_customer_message_at,
        max(happened_at) filter (where is_human_reply and event_order > customer_order)
            as last_human_reply_at,
        max(happened_at) filter (where is_assignment) as last_assigned_at,
        max(happened_at) filter (where is_close) as last_closed_at,
        min(event_order) filter (where is_close) as first_close_order,
        max(event_order) filter (where is_close) as last_close_order
    from handed_over
    group by workspace_id, conversation_id

),

int_conversation_moments as (

    select
        moments.workspace_id,
        moments.conversation_id,
        case
            when counted.is_whole then moments.customer_at
            else coalesce(moments.opened_at, conversations.first_contact_reply_at)
        end as first_customer_message_at,
        case when counted.is_whole then moments.first_human_reply_at end as first_human_reply_at,
        case when counted.is_whole then moments.first_any_reply_at end as first_any_reply_at,
        case when counted.is_whole then moments.first_assigned_at end as first_assigned_at,
        case when counted.is_whole then moments.assigned_before_reply_at end
            as assigned_before_reply_at,
        case when counted.is_whole then moments.handed_over_at end as handed_over_at,
        case when counted.is_whole then moments.first_closed_at end as first_closed_at,
        case when counted.is_whole then moments.customer_clock end as customer_clock,
        case when counted.is_whole then moments.reply_clock end as reply_clock,
        case when counted.is_whole then moments.assigned_clock end as assigned_clock,
        case when counted.is_whole then moments.first_close_clock end as first_close_clock,
        moments.last_close_clock,
        moments.last_customer_message_at,
        moments.last_human_reply_at,
        moments.last_assigned_at,
        moments.last_closed_at,
        case when counted.is_whole then moments.first_close_order end as first_close_order,
        moments.last_close_order
    from moments
    inner join int_counted_conversations as counted
        on
            moments.workspace_id = counted.workspace_id
            and moments.conversation_id = counted.conversation_id
    inner join stg_conversations as conversations
        on
            moments.workspace_id = conversations.workspace_id
            and moments.conversation_id = conversations.conversation_id

)

select * from int_conversation_moments
