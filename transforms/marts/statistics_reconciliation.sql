-- statistics_reconciliation: one row per conversation and statistic: Intercom's number and ours.
--
-- kind     table
-- key      workspace_id, conversation_id, statistic
-- reads    int_statistic_pairs
-- units    moments are Unix seconds, durations seconds, ids their digits; our_office_value is open
--          time; difference and tolerance are in the unit of the values
-- nulls    difference is null where a side is; reason is null where the two agree
-- excludes nothing that counts; a pair that cannot be compared says why
-- incremental conversation_id
--
-- Durations of statistics run on the office clock; where a workspace is known to have no office
-- hours, on that of the wall.

with

judged as (

    select
        *,
        case
            when clock = 'wall' then our_value
            else our_office_value
        end as judged_value,
        greatest(
            least_tolerance, cast(share_tolerance * abs(coalesce(intercom_value, 0)) as bigint)
        ) as tolerance,
        case
            when is_without_statistics then 'no statistics'
            when not is_whole then 'truncated'
            when clock = 'unknown' and our_value is not null then 'schedule unknown'
            when statistic = 'adjusted_handling_time' and our_value is null
                then 'handling events not loaded'
        end as obstacle
    from int_statistic_pairs

),

verdicts as (

    select
        *,
        judged_value - intercom_value as difference,
        case
            when obstacle is not null then 'not_comparable'
            when judged_value = intercom_value then 'match'
            when judged_value is null and intercom_value is null then 'match'
            when intercom_value is null then 'missing_theirs'
            when judged_value is null then 'missing_ours'
            when abs(judged_value - intercom_value) <= tolerance then 'within'
            else 'differs'
        end as verdict
    from judged

),

statistics_reconciliation as (

    select
        -- keys
        workspace_id,
        conversation_id,
        statistic,

        -- attributes
        verdict,
        case
            when obstacle is not null then obstacle
            when verdict in ('match', 'within') then null
            when is_state_forced then 'state_forced'
            else 'unexplained'
        end as reason,
        obstacle is null as is_comparable,

        -- measures
        intercom_value,
        our_value,
        our_office_value,
        difference,
        cast(tolerance as bigint) as tolerance,

        -- timestamps
        created_at
    from verdicts

)

select * from statistics_reconciliation
