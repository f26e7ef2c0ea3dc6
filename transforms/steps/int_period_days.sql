-- int_period_days: one row per day and value of a dimension: how often each act happened.
--
-- kind     table
-- key      workspace_id, period_start, dimension, dimension_id
-- reads    int_period_places
-- units    period_start is the day of the report time zone; first_response_within_* are first
--          responses; *_in_day, *_in_week and *_in_month are conversations that had none earlier in
--          that day, week or month
-- nulls    none
-- excludes nothing
-- incremental period_start
--
-- All of these add up to weeks and months.

with

places as (

    select
        *,
        coalesce(earlier_date < period_start, true) as is_new_in_day,
        coalesce(earlier_date < date_trunc('week', cast(period_start as timestamp)), true)
            as is_new_in_week,
        coalesce(earlier_date < date_trunc('month', cast(period_start as timestamp)), true)
            as is_new_in_month
    from int_period_places

),

int_period_days as (

    select
        -- keys
        workspace_id,
        period_start,
        dimension,
        dimension_id,

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
        count(*) filter (where act = 'close' and is_new_in_day) as closed_in_day,
        count(*) filter (where act = 'close' and is_new_in_week) as closed_in_week,
        count(*) filter (where act = 'close' and is_new_in_month) as closed_in_month,
        count(*) filter (where act = 'reply' and is_new_in_day) as replied_in_day,
        count(*) filter (where act = 'reply' and is_new_in_week) as replied_in_week,
        count(*) filter (where act = 'reply' and is_new_in_month) as replied_in_month,

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
    from places
    group by workspace_id, period_start, dimension, dimension_id

)

select * from int_period_days
