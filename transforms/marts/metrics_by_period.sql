-- metrics_by_period: one row per day, week or month and value of a dimension: how much, how fast.
--
-- kind     view
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_period_rates, int_period_spreads, int_period_names
-- units    *_seconds are elapsed time, *_office_seconds open time; rates and shares run from 0 to
--          1; the rest are numbers
-- nulls    *_seconds are null where *_count is 0, a rate where its denominator is;
--          resolved_but_reopened_rate until seven days have passed since the closes
-- excludes days on which nothing happened; who has no company, brand, country, tag or topic
--
-- What began counts on the day the conversation began, first responses too; everything else on the
-- day of the reply, close, rating or outcome. What belongs to no team, teammate or channel has the
-- dimension_id none.

with

metrics_by_period as (

    select
        -- keys
        rates.workspace_id,
        rates.period,
        rates.period_start,
        rates.dimension,
        rates.dimension_id,
        coalesce(labels.dimension_name, rates.dimension_id) as dimension_name,

        -- conversations
        rates.new_conversations,
        rates.new_inbound,
        rates.closed_conversations,
        rates.new_closed,
        rates.reopened,
        rates.replied_to,
        rates.unanswered,

        -- first response
        coalesce(spreads.first_response_count, 0) as first_response_count,
        spreads.first_response_avg_seconds,
        spreads.first_response_p50_seconds,
        spreads.first_response_p90_seconds,
        spreads.first_response_p95_seconds,
        spreads.first_response_avg_office_seconds,
        spreads.first_response_p50_office_seconds,
        spreads.first_response_p90_office_seconds,
        spreads.first_response_p95_office_seconds,
        rates.share_first_response_within_5m,
        rates.share_first_response_within_30m,
        rates.share_first_response_within_1h,
        rates.share_first_response_within_4h,
        rates.share_first_response_within_8h,
        rates.share_first_response_within_1d,
        rates.share_first_response_within_3d,

        -- response
        coalesce(spreads.response_count, 0) as response_count,
        spreads.response_avg_seconds,
        spreads.response_p50_seconds,
        spreads.response_p90_seconds,
        spreads.response_p95_seconds,
        spreads.response_avg_office_seconds,
        spreads.response_p50_office_seconds,
        spreads.response_p90_office_seconds,
        spreads.response_p95_office_seconds,

        -- first close
        coalesce(spreads.first_close_count, 0) as first_close_count,
        spreads.first_close_avg_seconds,
        spreads.first_close_p50_seconds,
        spreads.first_close_p90_seconds,
        spreads.first_close_p95_seconds,
        spreads.first_close_avg_office_seconds,
        spreads.first_close_p50_office_seconds,
        spreads.first_close_p90_office_seconds,
        spreads.first_close_p95_office_seconds,

        -- last close
        coalesce(spreads.last_close_count, 0) as last_close_count,
        spreads.last_close_avg_seconds,
        spreads.last_close_p50_seconds,
        spreads.last_close_p90_seconds,
        spreads.last_close_p95_seconds,
        spreads.last_close_avg_office_seconds,
        spreads.last_close_p50_office_seconds,
        spreads.last_close_p90_office_seconds,
        spreads.last_close_p95_office_seconds,

        -- handling
        coalesce(spreads.handling_count, 0) as handling_count,
        spreads.handling_avg_seconds,
        spreads.handling_p50_seconds,
        spreads.handling_p90_seconds,
        spreads.handling_p95_seconds,

        -- adjusted handling
        coalesce(spreads.adjusted_handling_count, 0) as adjusted_handling_count,
        spreads.adjusted_handling_avg_seconds,
        spreads.adjusted_handling_p50_seconds,
        spreads.adjusted_handling_p90_seconds,
        spreads.adjusted_handling_p95_seconds,

        -- rates
        rates.closed_cycles,
        rates.reopened_cycles,
        rates.reopen_rate,
        rates.answered_conversations,
        rates.reassigned_conversations,
        rates.reassign_rate,
        rates.first_contact_closes,
        rates.first_contact_close_rate,
        rates.one_touch_closes,
        rates.one_touch_rate,

        -- ratings
        rates.ratings,
        rates.positive_ratings,
        rates.csat,
        rates.csat_low,
        rates.csat_high,
        rates.rating_avg,

        -- sla
        rates.sla_targets,
        rates.sla_missed,
        rates.sla_miss_rate,

        -- fin
        rates.fin_involved,
        rates.fin_answered,
        rates.fin_resolved,
        rates.fin_confirmed,
        rates.fin_deflected,
        rates.fin_resolved_but_reopened,
        rates.involvement_rate,
        rates.answer_rate,
        rates.resolution_rate,
        rates.deflection_rate,
        rates.automation_rate,
        rates.resolved_but_reopened_rate
    from int_period_rates as rates
    left join int_period_spreads as spreads
        on
            rates.workspace_id = spreads.workspace_id
            and rates.period = spreads.period
            and rates.period_start = spreads.period_start
            and rates.dimension = spreads.dimension
            and rates.dimension_id = spreads.dimension_id
    left join int_period_names as labels
        on
            rates.workspace_id = labels.workspace_id
            and rates.dimension = labels.dimension
            and rates.dimension_id = labels.dimension_id

)

select * from metrics_by_period
