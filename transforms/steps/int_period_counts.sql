-- int_period_counts: one row per day, week or month and value of a dimension: how often.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_period_days
-- units    numbers of conversations, closes, ratings, targets and first responses
-- nulls    none
-- excludes nothing
--
-- A week begins on Monday. Everything but closed_conversations and replied_to adds up; those count
-- a conversation once a period.

with

days as (

    select
        int_period_days.*,
        spans.period,
        cast(date_trunc(spans.period, cast(int_period_days.period_start as timestamp)) as date)
            as span_start
    from int_period_days
    cross join (values ('day'), ('week'), ('month')) as spans (period)

),

int_period_counts as (

    select
        -- keys
        workspace_id,
        period,
        span_start as period_start,
        dimension,
        dimension_id,

        -- once a period
        cast(
            sum(
                case period
                    when 'day' then closed_in_day
                    when 'week' then closed_in_week
                    else closed_in_month
                end
            ) as bigint
        ) as closed_conversations,
        cast(
            sum(
                case period
                    when 'day' then replied_in_day
                    when 'week' then replied_in_week
                    else replied_in_month
                end
            ) as bigint
        ) as replied_to,

        -- additive
        cast(sum(new_conversations) as bigint) as new_conversations,
        cast(sum(new_inbound) as bigint) as new_inbound,
        cast(sum(unanswered) as bigint) as unanswered,
        cast(sum(new_closed) as bigint) as new_closed,
        cast(sum(reopened) as bigint) as reopened,
        cast(sum(answered_conversations) as bigint) as answered_conversations,
        cast(sum(reassigned_conversations) as bigint) as reassigned_conversations,
        cast(sum(closed_cycles) as bigint) as closed_cycles,
        cast(sum(reopened_cycles) as bigint) as reopened_cycles,
        cast(sum(first_contact_closes) as bigint) as first_contact_closes,
        cast(sum(one_touch_closes) as bigint) as one_touch_closes,
        cast(sum(ratings) as bigint) as ratings,
        cast(sum(positive_ratings) as bigint) as positive_ratings,
        cast(sum(sla_met) as bigint) as sla_met,
        cast(sum(sla_missed) as bigint) as sla_missed,
        cast(sum(fin_involved) as bigint) as fin_involved,
        cast(sum(fin_answered) as bigint) as fin_answered,
        cast(sum(fin_resolved) as bigint) as fin_resolved,
        cast(sum(fin_confirmed) as bigint) as fin_confirmed,
        cast(sum(fin_deflected) as bigint) as fin_deflected,
        cast(sum(fin_resolved_but_reopened) as bigint) as fin_resolved_but_reopened,
        cast(sum(rating_sum) as bigint) as rating_sum,
        cast(sum(first_response_within_5m) as bigint) as first_response_within_5m,
        cast(sum(first_response_within_30m) as bigint) as first_response_within_30m,
        cast(sum(first_response_within_1h) as bigint) as first_response_within_1h,
        cast(sum(first_response_within_4h) as bigint) as first_response_within_4h,
        cast(sum(first_response_within_8h) as bigint) as first_response_within_8h,
        cast(sum(first_response_within_1d) as bigint) as first_response_within_1d,
        cast(sum(first_response_within_3d) as bigint) as first_response_within_3d
    from days
    group by workspace_id, period, span_start, dimension, dimension_id

)

select * from int_period_counts
