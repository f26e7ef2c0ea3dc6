-- part_types: one row per type of conversation part that is understood, and what it does.
--
-- kind     view
-- key      part_type
-- reads    nothing
-- units    none
-- nulls    state_after is null where the type leaves the conversation's state alone
-- excludes nothing; a type that is not listed is of kind other and shows up in unknown_values

with

part_types (part_type, kind, state_after) as (

    values
    ('opening', 'message', 'open'),
    ('comment', 'message', null),
    ('quick_reply', 'message', null),
    ('note', 'note', null),
    ('note_and_reopen', 'note', 'open'),
    ('note_and_unsnooze', 'note', 'open'),
    ('note_and_close', 'note', 'closed'),
    ('note_and_snooze', 'note', 'snoozed'),
    ('open', 'state', 'open'),
    ('close', 'state', 'closed'),
    ('snoozed', 'state', 'snoozed'),
    ('unsnoozed', 'state', 'open'),
    ('timer_unsnooze', 'state', 'open'),
    ('assignment', 'assignment', null),
    ('default_assignment', 'assignment', null),
    ('away_mode_assignment', 'assignment', null),
    ('message_strategy_assignment', 'assignment', null),
    ('assign_and_reopen', 'assignment', 'open'),
    ('assign_and_unsnooze', 'assignment', 'open'),
    ('conversation_tags_updated', 'tag', null),
    ('conversation_rating_changed', 'rating', null),
    ('conversation_rating_remark_added', 'rating', null),
    ('conversation_sla_applied_by_rule', 'sla', null),
    ('conversation_sla_applied_by_workflow', 'sla', null),
    ('conversation_sla_target_missed', 'sla', null),
    ('conversation_sla_paused', 'sla', null),
    ('conversation_sla_unpaused', 'sla', null),
    ('conversation_sla_removed', 'sla', null),
    ('conversation_attribute_updated_by_admin', 'attribute', null),
    ('conversation_attribute_updated_by_user', 'attribute', null),
    ('conversation_attribute_updated_by_workflow', 'attribute', null),
    ('company_updated', 'attribute', null),
    ('ticket_attribute_updated_by_admin', 'attribute', null),
    ('priority_changed', 'attribute', null),
    ('entity_linked', 'link', null),
    ('custom_action_started', 'workflow', null),
    ('custom_action_finished', 'workflow', null),
    ('operator_workflow_event', 'workflow', null),
    ('fin_guidance_applied', 'workflow', null),
    ('language_detection_details', 'workflow', null),
    ('channel_and_reply_time_expectation', 'workflow', null),
    ('ticket_state_updated_by_admin', 'ticket', null),
    ('call_summary', 'call', null),
    ('conversation_summary', 'summary', null),
    ('merged_primary_conversation', 'merge', null),
    ('merged_secondary_conversation', 'merge', null),
    ('participant_added', 'participant', null),
    ('participant_removed', 'participant', null)

)

select * from part_types
