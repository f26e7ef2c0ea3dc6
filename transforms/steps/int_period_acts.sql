-- int_period_acts: one row per thing that periods count or time: a beginning, an answer, a close.
--
-- kind     table
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_period_begun, int_period_answers, int_period_closes, int_period_handling,
--          int_period_verdicts, int_period_repeats
-- units    seconds is elapsed time, office_seconds open time; rating runs from 1 to 5; *_date is a
--          day of the report time zone
-- nulls    seconds is null for acts that are only counted; team_id and admin_id if nobody was
--          assigned or no teammate did it; previous_* unless the act is a close or reply after
--          another one, with the same team or teammate
-- excludes durations of cut threads
-- incremental conversation_id

with

once as (

    select * from int_period_begun
    union all
    select * from int_period_answers
    union all
    select * from int_period_closes
    union all
    select * from int_period_handling
    union all
    select * from int_period_verdicts

),

int_period_acts as (

    select
        *,
        cast(null as date) as previous_date,
        cast(null as date) as previous_team_date,
        cast(null as date) as previous_admin_date
    from once
    union all
    select * from int_period_repeats

)

select * from int_period_acts
