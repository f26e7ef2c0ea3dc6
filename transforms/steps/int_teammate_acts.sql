-- int_teammate_acts: one row per conversation, teammate and day: what the teammate did in it.
--
-- kind     table
-- key      workspace_id, conversation_id, admin_id, local_date
-- reads    conversation_events, int_assignments, int_resolution_cycles, int_conversation_profiles
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
        case when part_type = 'close' then 'close' end as deed,
        happened_at
    from conversation_events
    where author_kind = 'teammate' and (is_human_reply or part_type = 'close')
    union all
    select
        workspace_id,
        conversation_id,
        assignee_id as admin_id,
        null as reply,
        'assigned' as deed,
        started_at as happened_at
    from int_assignments
    where track = 'admin' and not is_bot_assignment
    union all
    select
        workspace_id,
        conversation_id,
        closed_by_id as admin_id,
        null as reply,
        'reopened' as deed,
        closed_at as happened_at
    from int_resolution_cycles
    where closed_by_kind = 'teammate' and reopened_at is not null

),

dated as (

    select
        acts.*,
        cast(acts.happened_at at time zone profiles.report_time_zone as date) as local_date
    from acts
    inner join int_conversation_profiles as profiles
        on
            acts.workspace_id = profiles.workspace_id
            and acts.conversation_id = profiles.conversation_id

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
    from dated
    where admin_id is not null and local_date is not null
    group by workspace_id, conversation_id, admin_id, local_date

)

select * from int_teammate_acts
