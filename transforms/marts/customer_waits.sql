-- customer_waits: one row per time a customer was left waiting for a teammate.
--
-- kind     view
-- key      workspace_id, conversation_id, wait_order
-- reads    int_customer_waits, settings
-- units    *_at are UTC, ended_date is a day of the report time zone; seconds and *_seconds are
--          elapsed time, *office_seconds open time
-- nulls    seconds is null until a teammate replied, office_seconds also without a schedule;
--          open_seconds, the age so far, is null unless the customer waits now; closed_at and
--          unanswered_seconds unless the conversation was closed without a reply
-- excludes waits that began before the oldest part of a cut thread: their start is unknown
--
-- A wait begins with the first customer message that no teammate has answered and ends with the
-- next reply of a teammate. Fin, bots and closing without a word do not end it; what was never
-- answered lasted up to the last close.

with

customer_waits as (

    select
        int_customer_waits.*,
        case
            when int_customer_waits.is_open
                then greatest(
                    cast(
                        extract(epoch from settings.as_of)
                        - extract(epoch from int_customer_waits.started_at) as bigint
                    ), 0
                )
        end as open_seconds
    from int_customer_waits
    cross join settings

)

select * from customer_waits
