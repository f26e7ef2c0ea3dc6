-- int_period_tallies: one row per conversation, day, team and teammate: how often each act came.
--
-- kind     table
-- key      workspace_id, conversation_id, period_start, team_id, admin_id, is_handling
-- reads    int_period_acts
-- units    period_start is the day of the report time zone; first_response_within_* are first
--          responses; closes and replies are those without an earlier one in that day, week or
--          month, of anybody, of the same team (_team_) or the same teammate (_admin_)
-- nulls    none; where nobody was assigned, or no teammate did it, an id is none
-- excludes nothing
-- incremental conversation_id
--
-- Where a teammate only handled, all is zero: those rows give handling times a place.
-- Added up here, there is a fifth as much to spread over the dimensions. Postgres adds bigint in
-- numbers of any length, which filled its memory; int it does not.

with

dated as (

    select
        *,
        local_date as period_start,
        act in ('handling', 'adjusted_handling') as is_handling,
        date_trunc('week', cast(local_date as timestamp)) as week_start,
        date_trunc('month', cast(local_date as timestamp)) as month_start
    from int_period_acts
    where local_date is not null

),

told as (

    select
        *,
        coalesce(previous_date < period_start, true) as day_is_new,
        coalesce(previous_date < week_start, true) as week_is_new,
        coalesce(previous_date < month_start, true) as month_is_new,
        coalesce(previous_team_date < period_start, true) as team_day_is_new,
        coalesce(previous_team_date < week_start, true) as team_week_is_new,
        coalesce(previous_team_date < month_start, true) as team_month_is_new,
        coalesce(previous_admin_date < period_start, true) as admin_day_is_new,
        coalesce(previous_admin_date < week_start, true) as admin_week_is_new,
        coalesce(previous_admin_date < month_start, true) as admin_month_is_new
    from dated

),

int_period_tallies as (

    select
        -- keys
        workspace_id,
        conversation_id,
        period_start,
        coalesce(team_id, 'none') as team_id,
        coalesce(admin_id, 'none') as admin_id,
        is_handling,

        -- additive
        cast(count(*) filter (where act = 'new') as int) as new_conversations,
        cast(count(*) filter (where act = 'new_inbound') as int) as new_inbound,
        cast(count(*) filter (where act = 'unanswered') as int) as unanswered,
        cast(count(*) filter (where act = 'first_close') as int) as new_closed,
        cast(count(*) filter (where act = 'reopening') as int) as reopened,
        cast(count(*) filter (where act = 'answered') as int) as answered_conversations,
        cast(count(*) filter (where act = 'reassigned') as int) as reassigned_conversations,
        cast(count(*) filter (where act = 'cycle') as int) as closed_cycles,
        cast(count(*) filter (where act = 'reopened_cycle') as int) as reopened_cycles,
        cast(count(*) filter (where act = 'first_contact_close') as int) as first_contact_closes,
        cast(count(*) filter (where act = 'one_touch_close') as int) as one_touch_closes,
        cast(count(*) filter (where act = 'rating') as int) as ratings,
        cast(count(*) filter (where act = 'positive_rating') as int) as positive_ratings,
        cast(count(*) filter (where act = 'sla_met') as int) as sla_met,
        cast(count(*) filter (where act = 'sla_missed') as int) as sla_missed,
        cast(count(*) filter (where act = 'fin_involved') as int) as fin_involved,
        cast(count(*) filter (where act = 'fin_answered') as int) as fin_answered,
        cast(count(*) filter (where act = 'fin_resolved') as int) as fin_resolved,
        cast(count(*) filter (where act = 'fin_confirmed') as int) as fin_confirmed,
        cast(count(*) filter (where act = 'fin_deflected') as int) as fin_deflected,
        cast(count(*) filter (where act = 'fin_reopened') as int) as fin_resolved_but_reopened,
        cast(coalesce(sum(rating) filter (where act = 'rating'), 0) as int) as rating_sum,

        -- once a period
        cast(count(*) filter (where act = 'close' and day_is_new) as int) as closed_in_day,
        cast(count(*) filter (where act = 'close' and week_is_new) as int) as closed_in_week,
        cast(count(*) filter (where act = 'close' and month_is_new) as int) as closed_in_month,
        cast(count(*) filter (where act = 'reply' and day_is_new) as int) as replied_in_day,
        cast(count(*) filter (where act = 'reply' and week_is_new) as int) as replied_in_week,
        cast(count(*) filter (where act = 'reply' and month_is_new) as int) as replied_in_month,

        -- once a period and team
        cast(count(*) filter (where act = 'close' and team_day_is_new) as int)
            as closed_team_in_day,
        cast(count(*) filter (where act = 'close' and team_week_is_new) as int)
            as closed_team_in_week,
        cast(count(*) filter (where act = 'close' and team_month_is_new) as int)
            as closed_team_in_month,
        cast(count(*) filter (where act = 'reply' and team_day_is_new) as int)
            as replied_team_in_day,
        cast(count(*) filter (where act = 'reply' and team_week_is_new) as int)
            as replied_team_in_week,
        cast(count(*) filter (where act = 'reply' and team_month_is_new) as int)
            as replied_team_in_month,

        -- once a period and teammate
        cast(count(*) filter (where act = 'close' and admin_day_is_new) as int)
            as closed_admin_in_day,
        cast(count(*) filter (where act = 'close' and admin_week_is_new) as int)
            as closed_admin_in_week,
        cast(count(*) filter (where act = 'close' and admin_month_is_new) as int)
            as closed_admin_in_month,
        cast(count(*) filter (where act = 'reply' and admin_day_is_new) as int)
            as replied_admin_in_day,
        cast(count(*) filter (where act = 'reply' and admin_week_is_new) as int)
            as replied_admin_in_week,
        cast(count(*) filter (where act = 'reply' and admin_month_is_new) as int)
            as replied_admin_in_month,

        -- first responses
        cast(count(*) filter (where act = 'first_response' and seconds <= 300) as int)
            as first_response_within_5m,
        cast(count(*) filter (where act = 'first_response' and seconds <= 1800) as int)
            as first_response_within_30m,
        cast(count(*) filter (where act = 'first_response' and seconds <= 3600) as int)
            as first_response_within_1h,
        cast(count(*) filter (where act = 'first_response' and seconds <= 14400) as int)
            as first_response_within_4h,
        cast(count(*) filter (where act = 'first_response' and seconds <= 28800) as int)
            as first_response_within_8h,
        cast(count(*) filter (where act = 'first_response' and seconds <= 86400) as int)
            as first_response_within_1d,
        cast(count(*) filter (where act = 'first_response' and seconds <= 259200) as int)
            as first_response_within_3d
    from told
    group by conversation_id, period_start, team_id, admin_id, is_handling, workspace_id

)

select * from int_period_tallies
