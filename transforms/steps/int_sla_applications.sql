-- int_sla_applications: one row per target of an SLA that was applied, and the closes after it.
--
-- kind     view
-- key      workspace_id, conversation_id, application_number, target
-- reads    int_sla_events, conversation_events
-- units    *_order are event numbers in the conversation; target_seconds is as promised
-- nulls    closed_order is null until the conversation was closed after the SLA was applied,
--          last_closed_order while it never was
-- excludes targets for which nothing was promised

with

applications as (

    select
        events.workspace_id,
        events.conversation_id,
        events.application_number,
        events.event_order as applied_order,
        coalesce(events.ended_order, 2147483647) as ended_order,
        promise.target,
        promise.target_seconds
    from int_sla_events as events
    cross join
        lateral (
            values
            ('first_reply', events.first_reply_target_seconds),
            ('next_reply', events.next_reply_target_seconds),
            ('close', events.close_target_seconds),
            ('resolution', events.resolution_target_seconds)
        ) as promise (target, target_seconds)
    where events.sla_act = 'applied' and promise.target_seconds is not null

),

closes as (

    select
        workspace_id,
        conversation_id,
        event_order
    from conversation_events
    where is_close

),

ends as (

    select
        applications.workspace_id,
        applications.conversation_id,
        applications.application_number,
        applications.target,
        min(closes.event_order) filter (where closes.event_order > applications.applied_order)
            as closed_order,
        max(closes.event_order) as last_closed_order
    from applications
    inner join closes
        on
            applications.workspace_id = closes.workspace_id
            and applications.conversation_id = closes.conversation_id
    group by
        applications.workspace_id,
        applications.conversation_id,
        applications.application_number,
        applications.target

),

int_sla_applications as (

    select
        applications.*,
        ends.closed_order,
        ends.last_closed_order
    from applications
    left join ends
        on
            applications.workspace_id = ends.workspace_id
            and applications.conversation_id = ends.conversation_id
            and applications.application_number = ends.application_number
            and applications.target = ends.target

)

select * from int_sla_applications
