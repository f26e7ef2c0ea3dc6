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
-- Added up here, there is a fifth as much to spread over the dimensions.

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
        count(*) filter (where act = 'new') as new_conversations,
        count(*) filter (where act = 'new_inbound') as new_inbound,
        count(*) filter (where act = 'unanswered') as unanswered,
        count(*) filter (where act = 'first_close') as new_closed,
        count(*) filter (where act = 'reopening') as reopened,
        count(*) filter (where act = 'answered') as answered_conversations,
        count(*) filter (where act = 'reassigned') as reassigned_conversations,
        count(*) filter (where act = 'cycle') as closed_cycles,
        count(*) filter (where act = 'reopened_cycle') as reopened_cycles,
        count(*) filter (where act = 'first_contact_close') as first_contact_closes,
        count(*) filter (where act = 'one_touch_close') as one_touch_closes,
        count(*) filter (where act = 'rating') as ratings,
        count(*) filter (where act = 'positive_rating') as positive_ratings,
        count(*) filter (where act = 'sla_met') as sla_met,
        count(*) filter (where act = 'sla_missed') as sla_missed,
        count(*) filter (where act = 'fin_involved') as fin_involved,
        count(*) filter (where act = 'fin_answered') as fin_answered,
        count(*) filter (where act = 'fin_resolved') as fin_resolved,
        count(*) filter (where act = 'fin_confirmed') as fin_confirmed,
        count(*) filter (where act = 'fin_deflected') as fin_deflected,
        count(*) filter (where act = 'fin_reopened') as fin_resolved_but_reopened,
        cast(coalesce(sum(rating) filter (where act = 'rating'), 0) as bigint) as rating_sum,

        -- once a period
        count(*) filter (where act = 'close' and coalesce(previous_date < period_start, true))
            as closed_in_day,
        count(*) filter (where act = 'close' and coalesce(previous_date < week_start, true))
            as closed_in_week,
        count(*) filter (where act = 'close' and coalesce(previous_date < month_start, true))
            as closed_in_month,
        count(*) filter (where act = 'reply' and coalesce(previous_date < period_start, true))
            as replied_in_day,
        count(*) filter (where act = 'reply' and coalesce(previous_date < week_start, true))
            as replied_in_week,
        count(*) filter (where act = 'reply' and coalesce(previous_date < month_start, true))
            as replied_in_month,

        -- once a period and team
        count(*) filter (where act = 'close' and coalesce(previous_team_date < period_start, true))
            as closed_team_in_day,
        count(*) filter (where act = 'close' and coalesce(previous_team_date < week_start, true))
            as closed_team_in_week,
        count(*) filter (where act = 'close' and coalesce(previous_team_date < month_start, true))
            as closed_team_in_month,
        count(*) filter (where act = 'reply' and coalesce(previous_team_date < period_start, true))
            as replied_team_in_day,
        count(*) filter (where act = 'reply' and coalesce(previous_team_date < week_start, true))
            as replied_team_in_week,
        count(*) filter (where act = 'reply' and coalesce(previous_team_date < month_start, true))
            as replied_team_in_month,

        -- once a period and teammate
        count(*) filter (where act = 'close' and coalesce(previous_admin_date < period_start, true))
            as closed_admin_in_day,
        count(*) filter (where act = 'close' and coalesce(previous_admin_date < week_start, true))
            as closed_admin_in_week,
        count(*) filter (where act = 'close' and coalesce(previous_admin_date < month_start, true))
            as closed_admin_in_month,
        count(*) filter (where act = 'reply' and coalesce(previous_admin_date < period_start, true))
            as replied_admin_in_day,
        count(*) filter (where act = 'reply' and coalesce(previous_admin_date < week_start, true))
            as replied_admin_in_week,
        count(*) filter (where act = 'reply' and coalesce(previous_admin_date < month_start, true))
            as replied_admin_in_month,

        -- first responses
        count(*) filter (where act = 'first_response' and seconds <= 300)
            as first_response_within_5m,
        count(*) filter (where act = 'first_response' and seconds <= 1800)
            as first_response_within_30m,
        count(*) filter (where act = 'first_response' and seconds <= 3600)
            as first_response_within_1h,
        count(*) filter (where act = 'first_response' and seconds <= 14400)
            as first_response_within_4h,
        count(*) filter (where act = 'first_response' and seconds <= 28800)
            as first_response_within_8h,
        count(*) filter (where act = 'first_response' and seconds <= 86400)
            as first_response_within_1d,
        count(*) filter (where act = 'first_response' and seconds <= 259200)
            as first_response_within_3d
    from dated
    group by workspace_id, conversation_id, period_start, team_id, admin_id, is_handling

)

select * from int_period_tallies
