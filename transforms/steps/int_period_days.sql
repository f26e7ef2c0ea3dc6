-- int_period_days: one row per day and value of a dimension: how often each act happened.
--
-- kind     table
-- key      workspace_id, period_start, dimension, dimension_id
-- reads    int_period_tallies, int_conversation_dimensions
-- units    period_start is the day of the report time zone; first_response_within_* are first
--          responses; *_in_day, *_in_week and *_in_month are conversations that had none earlier in
--          that day, week or month
-- nulls    none
-- excludes nothing
-- incremental period_start
--
-- All of these add up to weeks and months.

with

tallies as (

    select * from int_period_tallies

),

places as (

    select
        tallies.*,
        dimensions.dimension,
        dimensions.dimension_id
    from tallies
    inner join int_conversation_dimensions as dimensions
        on
            tallies.workspace_id = dimensions.workspace_id
            and tallies.conversation_id = dimensions.conversation_id
    where not tallies.is_handling or tallies.admin_id = 'none'
    union all
    select
        tallies.*,
        'team' as dimension,
        tallies.team_id as dimension_id
    from tallies
    where not tallies.is_handling or tallies.admin_id = 'none'
    union all
    select
        tallies.*,
        'teammate' as dimension,
        tallies.admin_id as dimension_id
    from tallies
    where not tallies.is_handling or tallies.admin_id != 'none'

),

int_period_days as (

    select
        -- keys
        workspace_id,
        period_start,
        dimension,
        dimension_id,

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

        -- once a period
        cast(
            sum(
                case dimension
                    when 'team' then closed_team_in_day
                    when 'teammate' then closed_admin_in_day
                    else closed_in_day
                end
            ) as bigint
        ) as closed_in_day,
        cast(
            sum(
                case dimension
                    when 'team' then closed_team_in_week
                    when 'teammate' then closed_admin_in_week
                    else closed_in_week
                end
            ) as bigint
        ) as closed_in_week,
        cast(
            sum(
                case dimension
                    when 'team' then closed_team_in_month
                    when 'teammate' then closed_admin_in_month
                    else closed_in_month
                end
            ) as bigint
        ) as closed_in_month,
        cast(
            sum(
                case dimension
                    when 'team' then replied_team_in_day
                    when 'teammate' then replied_admin_in_day
                    else replied_in_day
                end
            ) as bigint
        ) as replied_in_day,
        cast(
            sum(
                case dimension
                    when 'team' then replied_team_in_week
                    when 'teammate' then replied_admin_in_week
                    else replied_in_week
                end
            ) as bigint
        ) as replied_in_week,
        cast(
            sum(
                case dimension
                    when 'team' then replied_team_in_month
                    when 'teammate' then replied_admin_in_month
                    else replied_in_month
                end
            ) as bigint
        ) as replied_in_month,

        -- first responses
        cast(sum(first_response_within_5m) as bigint) as first_response_within_5m,
        cast(sum(first_response_within_30m) as bigint) as first_response_within_30m,
        cast(sum(first_response_within_1h) as bigint) as first_response_within_1h,
        cast(sum(first_response_within_4h) as bigint) as first_response_within_4h,
        cast(sum(first_response_within_8h) as bigint) as first_response_within_8h,
        cast(sum(first_response_within_1d) as bigint) as first_response_within_1d,
        cast(sum(first_response_within_3d) as bigint) as first_response_within_3d
    from places
    group by workspace_id, period_start, dimension, dimension_id

)

select * from int_period_days
