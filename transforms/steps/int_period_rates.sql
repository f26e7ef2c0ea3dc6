-- int_period_rates: one row per day, week or month and value of a dimension: counts and rates.
--
-- kind     view
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_period_counts, int_period_spreads, int_period_unsettled
-- units    rates run from 0 to 1; rating_avg from 1 to 5
-- nulls    a rate is null where its denominator is 0; resolved_but_reopened_rate while a return may
--          still change it
-- excludes nothing
--
-- csat_low and csat_high are the Wilson interval of 95 %: 1 of 1 is not 100 %.

with

shares as (

    select
        counts.*,
        counts.sla_met + counts.sla_missed as sla_targets,
        nullif(cast(counts.ratings as double precision), 0) as rated,
        nullif(cast(spreads.first_response_count as double precision), 0) as responded,
        nullif(cast(counts.new_closed as double precision), 0) as closed,
        nullif(cast(counts.fin_involved as double precision), 0) as involved,
        nullif(cast(counts.new_inbound as double precision), 0) as inbound,
        case
            when unsettled.period is null
                then nullif(cast(counts.fin_resolved as double precision), 0)
        end as settled
    from int_period_counts as counts
    left join int_period_spreads as spreads
        on
            counts.workspace_id = spreads.workspace_id
            and counts.period = spreads.period
            and counts.period_start = spreads.period_start
            and counts.dimension = spreads.dimension
            and counts.dimension_id = spreads.dimension_id
    left join int_period_unsettled as unsettled
        on
            counts.workspace_id = unsettled.workspace_id
            and counts.period = unsettled.period
            and counts.period_start = unsettled.period_start
            and counts.dimension = unsettled.dimension
            and counts.dimension_id = unsettled.dimension_id

),

scored as (

    select
        *,
        positive_ratings / rated as csat,
        1.96 * 1.96 / rated as doubt
    from shares

),

int_period_rates as (

    select
        *,

        -- work
        reopened_cycles / nullif(cast(closed_cycles as double precision), 0) as reopen_rate,
        reassigned_conversations / nullif(cast(answered_conversations as double precision), 0)
            as reassign_rate,
        first_contact_closes / closed as first_contact_close_rate,
        one_touch_closes / closed as one_touch_rate,
        sla_missed / nullif(cast(sla_met + sla_missed as double precision), 0) as sla_miss_rate,

        -- ratings
        rating_sum / rated as rating_avg,
        (csat + doubt / 2 - sqrt(doubt * csat * (1 - csat) + doubt * doubt / 4)) / (1 + doubt)
            as csat_low,
        (csat + doubt / 2 + sqrt(doubt * csat * (1 - csat) + doubt * doubt / 4)) / (1 + doubt)
            as csat_high,

        -- first responses
        first_response_within_5m / responded as share_first_response_within_5m,
        first_response_within_30m / responded as share_first_response_within_30m,
        first_response_within_1h / responded as share_first_response_within_1h,
        first_response_within_4h / responded as share_first_response_within_4h,
        first_response_within_8h / responded as share_first_response_within_8h,
        first_response_within_1d / responded as share_first_response_within_1d,
        first_response_within_3d / responded as share_first_response_within_3d,

        -- fin
        fin_involved / inbound as involvement_rate,
        fin_answered / involved as answer_rate,
        fin_resolved / involved as resolution_rate,
        fin_deflected / involved as deflection_rate,
        fin_resolved / inbound as automation_rate,
        fin_resolved_but_reopened / settled as resolved_but_reopened_rate
    from scored

)

select * from int_period_rates
