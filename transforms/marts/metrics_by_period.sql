-- metrics_by_period: one row per day, week or month and team, teammate, channel or all.
--
-- kind     table
-- key      workspace_id, period, period_start, dimension, dimension_id
-- reads    int_period_numbers, stg_teams, stg_admins
-- units    *_seconds are elapsed time; new_*, closed_*, reopened, replied_to, unanswered and
--          *_count are numbers
-- nulls    *_seconds are null where *_count is 0
-- excludes nothing; what belongs to nobody has the dimension_id none
--
-- new_* and first_response_* count on the day the conversation began, unanswered too; response_*
-- and replied_to on the day of the reply; closed_*, new_closed, first_close_* and last_close_* on
-- the day of the close. closed_conversations counts a conversation once a period, new_closed only
-- in the period of its first close.

with

pivoted as (

    select
        workspace_id,
        period,
        period_start,
        dimension,
        dimension_id,
        cast(coalesce(sum(acts) filter (where act = 'new'), 0) as bigint) as new_conversations,
        cast(coalesce(sum(acts) filter (where act = 'new_inbound'), 0) as bigint) as new_inbound,
        cast(coalesce(sum(conversations) filter (where act = 'close'), 0) as bigint)
            as closed_conversations,
        cast(coalesce(sum(acts) filter (where act = 'first_close'), 0) as bigint) as new_closed,
        cast(coalesce(sum(acts) filter (where act = 'reopening'), 0) as bigint) as reopened,
        cast(coalesce(sum(conversations) filter (where act = 'reply'), 0) as bigint)
            as replied_to,
        cast(coalesce(sum(acts) filter (where act = 'unanswered'), 0) as bigint) as unanswered,
        cast(coalesce(sum(durations) filter (where act = 'first_response'), 0) as bigint)
            as first_response_count,
        max(avg_seconds) filter (where act = 'first_response') as first_response_avg_seconds,
        max(p50_seconds) filter (where act = 'first_response') as first_response_p50_seconds,
        max(p90_seconds) filter (where act = 'first_response') as first_response_p90_seconds,
        max(p95_seconds) filter (where act = 'first_response') as first_response_p95_seconds,
        cast(coalesce(sum(durations) filter (where act = 'response'), 0) as bigint)
            as response_count,
        max(avg_seconds) filter (where act = 'response') as response_avg_seconds,
        max(p50_seconds) filter (where act = 'response') as response_p50_seconds,
        max(p90_seconds) filter (where act = 'response') as response_p90_seconds,
        max(p95_seconds) filter (where act = 'response') as response_p95_seconds,
        cast(coalesce(sum(durations) filter (where act = 'first_close'), 0) as bigint)
            as first_close_count,
        max(avg_seconds) filter (where act = 'first_close') as first_close_avg_seconds,
        max(p50_seconds) filter (where act = 'first_close') as first_close_p50_seconds,
        max(p90_seconds) filter (where act = 'first_close') as first_close_p90_seconds,
        max(p95_seconds) filter (where act = 'first_close') as first_close_p95_seconds,
        cast(coalesce(sum(durations) filter (where act = 'last_close'), 0) as bigint)
            as last_close_count,
        max(avg_seconds) filter (where act = 'last_close') as last_close_avg_seconds,
        max(p50_seconds) filter (where act = 'last_close') as last_close_p50_seconds,
        max(p90_seconds) filter (where act = 'last_close') as last_close_p90_seconds,
        max(p95_seconds) filter (where act = 'last_close') as last_close_p95_seconds
    from int_period_numbers
    group by workspace_id, period, period_start, dimension, dimension_id

),

metrics_by_period as (

    select
        pivoted.*,
        coalesce(stg_teams.name, stg_admins.name, pivoted.dimension_id) as dimension_name
    from pivoted
    left join stg_teams
        on
            pivoted.workspace_id = stg_teams.workspace_id
            and pivoted.dimension = 'team'
            and pivoted.dimension_id = stg_teams.team_id
    left join stg_admins
        on
            pivoted.workspace_id = stg_admins.workspace_id
            and pivoted.dimension = 'teammate'
            and pivoted.dimension_id = stg_admins.admin_id

)

select * from metrics_by_period
