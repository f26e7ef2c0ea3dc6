-- int_sla_promises: one row per SLA target promised for a conversation, and what ended it.
--
-- kind     table
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_events, int_customer_waits, conversation_events
-- units    *_order are event numbers in the conversation
-- nulls    done_order is null until it was done; dropped_order unless the SLA was taken away or
--          replaced, or the conversation closed without an answer, before that
-- excludes replies given before they were promised; a first reply in a cut thread
-- incremental conversation_id
--
-- Each wait of the customer is a promise of its own. It runs from the customer's message, or from
-- the SLA if that came later; a close or resolution runs from the SLA. wait_order is 0 for those.

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
    where part_type = 'close'

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

promises as (

    select
        applications.*,
        coalesce(waits.wait_order, 0) as wait_order,
        greatest(applications.applied_order, waits.started_order) as started_order,
        case
            when applications.target in ('first_reply', 'next_reply') then waits.reply_order
            else ends.closed_order
        end as done_order,
        least(
            nullif(applications.ended_order, 2147483647),
            case
                when waits.reply_order is null and not waits.is_open then ends.last_closed_order
            end
        ) as dropped_order,
        coalesce(waits.reply_order is null and not waits.is_open, false) as is_given_up
    from applications
    left join int_customer_waits as waits
        on
            applications.workspace_id = waits.workspace_id
            and applications.conversation_id = waits.conversation_id
            and applications.target
            = case when waits.is_first then 'first_reply' else 'next_reply' end
            and applications.ended_order > waits.started_order
            and applications.applied_order < coalesce(waits.reply_order, 2147483647)
    left join ends
        on
            applications.workspace_id = ends.workspace_id
            and applications.conversation_id = ends.conversation_id
            and applications.application_number = ends.application_number
            and applications.target = ends.target
    where waits.wait_order is not null or applications.target in ('close', 'resolution')

),

int_sla_promises as (

    select
        workspace_id,
        conversation_id,
        application_number,
        target,
        wait_order,
        applied_order,
        started_order,
        case when done_order <= coalesce(dropped_order, done_order) then done_order end
            as done_order,
        case
            when dropped_order < coalesce(done_order, 2147483647)
                then greatest(dropped_order, started_order)
        end as dropped_order,
        is_given_up,
        target_seconds
    from promises

)

select * from int_sla_promises
