-- int_period_acts: one row per thing that periods count or time: a beginning, an answer, a close.
--
-- kind     table
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_period_begun, int_period_answers, int_period_closes, int_period_handling,
--          int_period_verdicts
-- units    seconds is elapsed time, office_seconds open time; rating runs from 1 to 5; *_date is a
--          day of the report time zone
-- nulls    seconds is null for acts that are only counted; team_id and admin_id if nobody was
--          assigned or no teammate did it; previous_* unless the conversation had the same act on
--          an earlier row, with the same team or teammate
-- excludes durations of cut threads
-- incremental conversation_id
--
-- A conversation that was closed twice in a week is one closed conversation of that week: its
-- second close has a previous_date in the same week.

with

acts as (

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

repeatable as (

    select
        *,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act
            order by act_order
        ) as previous_date,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act, team_id
            order by act_order
        ) as previous_team_date,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act, admin_id
            order by act_order
        ) as previous_admin_date
    from acts
    where act in ('close', 'reply')

),

int_period_acts as (

    select * from repeatable
    union all
    select
        *,
        cast(null as date) as previous_date,
        cast(null as date) as previous_team_date,
        cast(null as date) as previous_admin_date
    from acts
    where act not in ('close', 'reply')

)

select * from int_period_acts
