-- int_teammate_acts: one row per conversation, teammate and day: what the teammate did in it.
--
-- kind     table
-- key      workspace_id, conversation_id, admin_id, local_date
-- reads    conversation_events, int_assignments, int_resolution_cycles
-- units    local_date is a day of the report time zone; numbers are acts
-- nulls    none
-- excludes bots, Fin
-- incremental conversation_id
--
-- A close that did not last counts on the day of the close.

with

acts as (

    select
        workspace_id,
        conversation_id,
        author_id as admin_id,
        case when is_human_reply then 'reply' end as reply,
        case when is_close then 'close' end as deed,
        local_date
    from conversation_events
    where author_kind = 'teammate' and (is_human_reply or is_close)
    union all
    select
        workspace_id,
        conversation_id,
        assignee_id as admin_id,
        null as reply,
        'assigned' as deed,
        started_date as local_date
    from int_assignments
    where track = 'admin' and not is_bot_assignment
    union all
    select
        cycles.workspace_id,
        cycles.conversation_id,
        cycles.closed_by_id as admin_id,
        null as reply,
        'reopened' as deed,
        closes.local_date
    from int_resolution_cycles as cycles
    inner join conversation_events as closes
        on
            cycles.workspace_id = closes.workspace_id
            and cycles.conversation_id = closes.conversation_id
            and cycles.closed_order = closes.event_order
    where cycles.closed_by_kind = 'teammate' and cycles.reopened_at is not null

),

int_teammate_acts as (

    select
        workspace_id,
        conversation_id,
        admin_id,
        local_date,
        count(*) filter (where deed = 'assigned') as assigned,
        count(reply) as replies,
        count(*) filter (where deed = 'close') as closes,
        count(*) filter (where deed = 'reopened') as reopened_after_my_close
    from acts
    where admin_id is not null and local_date is not null
    group by workspace_id, conversation_id, admin_id, local_date

)

select * from int_teammate_acts
