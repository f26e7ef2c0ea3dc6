-- int_sla_promises: one row per SLA target promised for a conversation, and what ended it.
--
-- kind     table
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_applications, int_customer_waits
-- units    *_order are event numbers in the conversation
-- nulls    done_order is null until it was done; dropped_order unless the SLA was taken away or
--          replaced, or the conversation closed without an answer, before that
-- excludes replies given before they were promised; a first reply in a cut thread
-- incremental conversation_id
--
-- Each wait of the customer is a promise of its own. It runs from the customer's message, or from
-- the SLA if that came later; a close or resolution runs from the SLA. wait_order is 0 for those.

with

promises as (

    select
        applications.*,
        coalesce(waits.wait_order, 0) as wait_order,
        greatest(applications.applied_order, waits.started_order) as started_order,
        case
            when applications.target in ('first_reply', 'next_reply') then waits.reply_order
            else applications.closed_order
        end as done_order,
        least(
            nullif(applications.ended_order, 2147483647),
            case
                when waits.reply_order is null and not waits.is_open
                    then applications.last_closed_order
            end
        ) as dropped_order,
        coalesce(waits.reply_order is null and not waits.is_open, false) as is_given_up
    from int_sla_applications as applications
    left join int_customer_waits as waits
        on
            applications.workspace_id = waits.workspace_id
            and applications.conversation_id = waits.conversation_id
            and applications.target
            = case when waits.is_first then 'first_reply' else 'next_reply' end
            and applications.ended_order > waits.started_order
            and applications.applied_order < coalesce(waits.reply_order, 2147483647)
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
