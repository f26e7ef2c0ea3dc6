-- int_period_answers: one row per response to a wait, and one more for the first.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_conversation_profiles, int_customer_waits
-- units    seconds is elapsed time, office_seconds open time; local_date is a day of the report
--          time zone
-- nulls    office_seconds is null without a schedule; team_id if no team was assigned
-- excludes waits whose start is unknown
--
-- A first response counts on the day the conversation began, a response on the day it was given.

with

answered as (

    select
        waits.*,
        profiles.local_date as began_date
    from int_customer_waits as waits
    inner join int_conversation_profiles as profiles
        on
            waits.workspace_id = profiles.workspace_id
            and waits.conversation_id = profiles.conversation_id
    where waits.ended_at is not null

),

int_period_answers as (

    select
        answered.workspace_id,
        answered.conversation_id,
        act.name as act,
        answered.wait_order as act_order,
        answered.team_at_reply_id as team_id,
        answered.answered_by_admin_id as admin_id,
        answered.seconds,
        answered.office_seconds,
        cast(null as bigint) as rating,
        act.local_date
    from answered
    cross join
        lateral (
            values
            ('first_response', answered.is_first, answered.began_date),
            ('response', true, answered.ended_date)
        ) as act (name, is_counted, local_date)
    where act.is_counted

)

select * from int_period_answers
