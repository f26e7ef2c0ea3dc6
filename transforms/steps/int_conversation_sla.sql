-- int_conversation_sla: one row per conversation that was promised something, and how that went.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_sla_targets
-- units    numbers are SLA targets, of which each wait of the customer is one
-- nulls    none
-- excludes conversations without an SLA
-- incremental conversation_id

with

int_conversation_sla as (

    select
        workspace_id,
        conversation_id,
        count(*) as sla_targets_applied,
        count(*) filter (where ended_outcome = 'missed') as sla_targets_missed
    from int_sla_targets
    group by workspace_id, conversation_id

)

select * from int_conversation_sla
