-- int_sla_clocks: one row per SLA target promised, with the time and clock it began and ended.
--
-- kind     table
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_promises, int_sla_events, conversation_events
-- units    *_at are UTC; *_clock is the clock it is judged on, in seconds: open time if is_office,
--          else Unix seconds
-- nulls    ended_* and *_at_outcome_id are null until something ended it
-- excludes replies given before they were promised; a first reply in a cut thread
-- incremental conversation_id

with

moments as (

    select
        workspace_id,
        conversation_id,
        event_order,
        team_id,
        coalesce(admin_id, case when author_kind = 'teammate' then author_id end) as admin_id,
        office_clock_seconds as office_clock,
        cast(extract(epoch from happened_at) as bigint) as wall_clock,
        happened_at
    from conversation_events

),

int_sla_clocks as (

    select
        -- keys
        promises.workspace_id,
        promises.conversation_id,
        promises.application_number,
        promises.target,
        promises.wait_order,
        ends.team_id as team_at_outcome_id,
        ends.admin_id as admin_at_outcome_id,

        -- attributes
        applications.sla_name,
        applications.applied_by,
        promises.done_order is not null as is_done,
        promises.dropped_order is not null as is_dropped,
        promises.is_given_up,
        begins.office_clock is not null as is_office,

        -- measures
        promises.target_seconds,
        promises.started_order,
        coalesce(begins.office_clock, begins.wall_clock) as started_clock,
        case when begins.office_clock is null then ends.wall_clock else ends.office_clock end
            as ended_clock,

        -- timestamps
        applications.happened_at as applied_at,
        begins.happened_at as started_at,
        ends.happened_at as ended_at
    from int_sla_promises as promises
    inner join int_sla_events as applications
        on
            promises.workspace_id = applications.workspace_id
            and promises.conversation_id = applications.conversation_id
            and promises.applied_order = applications.event_order
    inner join moments as begins
        on
            promises.workspace_id = begins.workspace_id
            and promises.conversation_id = begins.conversation_id
            and promises.started_order = begins.event_order
    left join moments as ends
        on
            promises.workspace_id = ends.workspace_id
            and promises.conversation_id = ends.conversation_id
            and coalesce(promises.done_order, promises.dropped_order) = ends.event_order

)

select * from int_sla_clocks
