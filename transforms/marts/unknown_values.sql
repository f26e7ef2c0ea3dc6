-- unknown_values: one row per word in an enumerated column that the models do not know.
--
-- kind     view
-- key      workspace_id, column_name, found_value
-- reads    stg_conversations, stg_conversation_parts, part_types
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
            ('conversations.ai_agent_resolution_state', conversations.ai_agent_resolution_state)
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
            ('conversation_parts.author_type', parts.author_type),
            ('conversation_parts.assigned_to_type', parts.assigned_to_type)
        ) as field (column_name, found_value)
    where field.found_value is not null
    group by parts.workspace_id, field.column_name, field.found_value

),

found as (

    select * from in_conversations
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
