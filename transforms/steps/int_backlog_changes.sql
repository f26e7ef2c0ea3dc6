-- int_backlog_changes: one row per day and hands in which the backlog changed, and by how much.
--
-- kind     table
-- key      workspace_id, team_id, admin_id, channel, priority_rank, local_date
-- reads    int_backlog_steps
-- units    all numbers are conversations; ages are whole days at the end of the day
-- nulls    none
-- excludes days after the newest read

with

int_backlog_changes as (

    select
        workspace_id,
        team_id,
        admin_id,
        channel,
        priority_rank,
        local_date,
        cast(coalesce(sum(amount) filter (where age = 'stock' and state = 'open'), 0) as bigint)
            as open_change,
        cast(coalesce(sum(amount) filter (where age = 'stock' and state = 'snoozed'), 0) as bigint)
            as snoozed_change,
        cast(
            coalesce(sum(amount) filter (where age = 'stock' and state = 'open' and is_our_turn), 0)
            as bigint
        ) as waiting_on_us_change,
        cast(coalesce(sum(amount) filter (where age = 'under_1d'), 0) as bigint)
            as age_under_1d_change,
        cast(coalesce(sum(amount) filter (where age = '1_3d'), 0) as bigint)
            as age_1_3d_change,
        cast(coalesce(sum(amount) filter (where age = '3_7d'), 0) as bigint)
            as age_3_7d_change,
        cast(coalesce(sum(amount) filter (where age = '7_30d'), 0) as bigint)
            as age_7_30d_change,
        cast(coalesce(sum(amount) filter (where age = 'over_30d'), 0) as bigint)
            as age_over_30d_change,
        count(*) filter (where flow in ('opened', 'reopened')) as opened,
        count(*) filter (where flow = 'reopened') as reopened,
        count(*) filter (where flow = 'closed') as closed,
        count(*) filter (where flow = 'moved' and side = 1) as moved_in,
        count(*) filter (where flow = 'moved' and side = -1) as moved_out
    from int_backlog_steps
    where local_date <= last_date
    group by workspace_id, team_id, admin_id, channel, priority_rank, local_date

)

select * from int_backlog_changes
