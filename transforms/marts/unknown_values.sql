-- unknown_values: one row per word in an enumerated column that the models do not know.
--
-- kind     view
-- key      workspace_id, column_name, found_value
-- reads    stg_conversations, stg_conversation_parts, stg_tickets,
--          stg_conversation_handling_events, part_types
-- units    rows_found is rows; first_seen_at is UTC
-- nulls    none
-- excludes nulls; an unknown word breaks nothing, it is only not understood

with

known (column_name, known_value) as (

    values
    ('conversations.state', 'open'),
    ('conversations.state', 'closed'),
    ('conversations.state', 'snoozed'),
    ('conversations.priority', 'priority'),
    ('conversations.priority', 'not_priority'),
    ('conversations.priority', 'none'),
    ('conversations.priority', 'low'),
    ('conversations.priority', 'medium'),
    ('conversations.priority', 'high'),
    ('conversations.priority', 'urgent'),
    ('conversations.sla_status', 'hit'),
    ('conversations.sla_status', 'missed'),
    ('conversations.sla_status', 'cancelled'),
    ('conversations.sla_status', 'active'),
    ('conversations.ai_agent_resolution_state', 'assumed_resolution'),
    ('conversations.ai_agent_resolution_state', 'confirmed_resolution'),
    ('conversations.ai_agent_resolution_state', 'escalated'),
    ('conversations.ai_agent_resolution_state', 'negative_feedback'),
    ('conversations.ai_agent_resolution_state', 'procedure_handoff'),
    ('conversations.ai_agent_resolution_state', 'routed_to_team'),
    ('conversations.ai_agent_resolution_state', 'abandoned'),
    ('conversations.ticket_state', 'submitted'),
    ('conversations.ticket_state', 'in_progress'),
    ('conversations.ticket_state', 'waiting_on_customer'),
    ('conversations.ticket_state', 'resolved'),
    ('conversations.source_type', 'conversation'),
    ('conversations.source_type', 'email'),
    ('conversations.source_type', 'facebook'),
    ('conversations.source_type', 'instagram'),
    ('conversations.source_type', 'messenger'),
    ('conversations.source_type', 'phone_call'),
    ('conversations.source_type', 'phone_switch'),
    ('conversations.source_type', 'push'),
    ('conversations.source_type', 'sms'),
    ('conversations.source_type', 'twitter'),
    ('conversations.source_type', 'whatsapp'),
    ('conversations.source_type', 'unknown'),
    ('conversations.source_delivered_as', 'customer_initiated'),
    ('conversations.source_delivered_as', 'admin_initiated'),
    ('conversations.source_delivered_as', 'campaigns_initiated'),
    ('conversations.source_delivered_as', 'operator_initiated'),
    ('conversations.source_delivered_as', 'automated'),
    ('conversations.source_delivered_as', 'unknown'),
    ('conversations.source_author_type', 'admin'),
    ('conversations.source_author_type', 'bot'),
    ('conversations.source_author_type', 'team'),
    ('conversations.source_author_type', 'user'),
    ('conversations.source_author_type', 'lead'),
    ('conversations.source_author_type', 'contact'),
    ('conversations.source_author_type', 'visitor'),
    ('conversations.rating_teammate_type', 'admin'),
    ('conversations.rating_teammate_type', 'bot'),
    ('conversations.rating_teammate_type', 'team'),
    ('conversations.rating_teammate_type', 'workflow'),
    ('conversations.ai_agent_source_type', 'essentials_plan_setup'),
    ('conversations.ai_agent_source_type', 'profile'),
    ('conversations.ai_agent_source_type', 'workflow'),
    ('conversations.ai_agent_source_type', 'workflow_preview'),
    ('conversations.ai_agent_source_type', 'fin_preview'),
    ('conversations.ai_agent_last_answer_type', 'ai_answer'),
    ('conversations.ai_agent_last_answer_type', 'custom_answer'),
    ('tickets.ticket_state_category', 'submitted'),
    ('tickets.ticket_state_category', 'in_progress'),
    ('tickets.ticket_state_category', 'waiting_on_customer'),
    ('tickets.ticket_state_category', 'resolved'),
    ('conversation_parts.state', 'open'),
    ('conversation_parts.state', 'closed'),
    ('conversation_parts.state', 'snoozed'),
    ('conversation_handling_events.type', 'paused'),
    ('conversation_handling_events.type', 'resumed'),
    ('conversation_handling_events.teammate_type', 'admin'),
    ('conversation_handling_events.teammate_type', 'team'),
    ('conversation_handling_events.teammate_type', 'bot'),
    ('conversation_parts.author_type', 'admin'),
    ('conversation_parts.author_type', 'bot'),
    ('conversation_parts.author_type', 'team'),
    ('conversation_parts.author_type', 'user'),
    ('conversation_parts.author_type', 'lead'),
    ('conversation_parts.author_type', 'contact'),
    ('conversation_parts.author_type', 'visitor'),
    ('conversation_parts.assigned_to_type', 'admin'),
    ('conversation_parts.assigned_to_type', 'team'),
    ('conversation_parts.assigned_to_type', 'bot'),
    ('conversation_parts.assigned_to_type', 'nobody_admin')

),

all_known as (

    select
        column_name,
        known_value
    from known
    union all
    select
        'conversation_parts.part_type' as column_name,
        part_type as known_value
    from part_types

),

in_conversations as (

    select
        conversations.workspace_id,
        field.column_name,
        field.found_value,
        count(*) as rows_found,
        min(conversations.created_at) as first_seen_at
    from stg_conversations as conversations
    cross join
        lateral (
            values
            ('conversations.state', conversations.state),
            ('conversations.priority', conversations.priority),
            ('conversations.sla_status', conversations.sla_status),
            ('conversations.ai_agent_resolution_state', conversations.ai_agent_resolution_state),
            ('conversations.ai_agent_source_type', conversations.ai_agent_source_type),
            ('conversations.ai_agent_last_answer_type', conversations.ai_agent_last_answer_type),
            ('conversations.ticket_state', conversations.ticket_state),
            ('conversations.source_type', conversations.source_type),
            ('conversations.source_delivered_as', conversations.source_delivered_as),
            ('conversations.source_author_type', conversations.source_author_type),
            ('conversations.rating_teammate_type', conversations.rating_teammate_type)
        ) as field (column_name, found_value)
    where field.found_value is not null
    group by conversations.workspace_id, field.column_name, field.found_value

),

in_parts as (

    select
        parts.workspace_id,
        field.column_name,
        field.found_value,
        count(*) as rows_found,
        min(parts.created_at) as first_seen_at
    from stg_conversation_parts as parts
    cross join
        lateral (
            values
            ('conversation_parts.part_type', parts.part_type),
            ('conversation_parts.state', parts.state),
            ('conversation_parts.author_type', parts.author_type),
            ('conversation_parts.assigned_to_type', parts.assigned_to_type)
        ) as field (column_name, found_value)
    where field.found_value is not null
    group by parts.workspace_id, field.column_name, field.found_value

),

in_tickets as (

    select
        workspace_id,
        'tickets.ticket_state_category' as column_name,
        ticket_state_category as found_value,
        count(*) as rows_found,
        min(created_at) as first_seen_at
    from stg_tickets
    where ticket_state_category is not null
    group by workspace_id, ticket_state_category

),

in_handling as (

    select
        events.workspace_id,
        field.column_name,
        field.found_value,
        count(*) as rows_found,
        min(events.happened_at) as first_seen_at
    from stg_conversation_handling_events as events
    cross join
        lateral (
            values
            ('conversation_handling_events.type', events.event_type),
            ('conversation_handling_events.teammate_type', events.teammate_type)
        ) as field (column_name, found_value)
    where field.found_value is not null
    group by events.workspace_id, field.column_name, field.found_value

),

found as (

    select * from in_conversations
    union all
    select * from in_tickets
    union all
    select * from in_handling
    union all
    select * from in_parts

),

unknown_values as (

    select found.*
    from found
    left join all_known
        on
            found.column_name = all_known.column_name
            and found.found_value = all_known.known_value
    where all_known.known_value is null

)

select * from unknown_values
