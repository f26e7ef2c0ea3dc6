-- int_backlog_changes: one row per day and hands in which the backlog changed, and by how much.
--
-- kind     table
-- key      workspace_id, team_id, admin_id, channel, priority_rank, local_date
-- reads    int_backlog_spans, int_backlog_horizon
-- units    all numbers are conversations; ages are whole days at the end of the day
-- nulls    none
-- excludes days after the newest read
--
-- What begins and ends on one day changes no stock, only the flows. A conversation grows into an
-- older age on a day that is known when it is opened.

with

spans as (

    select
        spans.*,
        int_backlog_horizon.last_date
    from int_backlog_spans as spans
    inner join int_backlog_horizon
        on spans.workspace_id = int_backlog_horizon.workspace_id

),

stocks as (

    select
        spans.*,
        cast(null as text) as age,
        step.local_date,
        step.flow,
        case when spans.until_date = spans.from_date then 0 else step.amount end as amount,
        step.amount as sign
    from spans
    cross join
        lateral (
            values
            (spans.from_date, spans.came_by, 1),
            (spans.until_date, spans.left_by, -1)
        ) as step (local_date, flow, amount)

),

ages as (

    select
        spans.*,
        bracket.age,
        step.local_date,
        cast(null as text) as flow,
        step.amount,
        step.amount as sign
    from spans
    cross join
        lateral (
            values
            ('under_1d', spans.opened_date, spans.opened_date + 1),
            ('1_3d', spans.opened_date + 1, spans.opened_date + 3),
            ('3_7d', spans.opened_date + 3, spans.opened_date + 7),
            ('7_30d', spans.opened_date + 7, spans.opened_date + 30),
            ('over_30d', spans.opened_date + 30, null)
        ) as bracket (age, from_date, until_date)
    cross join
        lateral (
            values
            (greatest(spans.from_date, bracket.from_date), 1),
            (least(spans.until_date, bracket.until_date), -1)
        ) as step (local_date, amount)
    where
        spans.state = 'open'
        and greatest(spans.from_date, bracket.from_date)
        < coalesce(least(spans.until_date, bracket.until_date), date '9999-01-01')

),

changes as (

    select * from stocks
    union all
    select * from ages

),

int_backlog_changes as (

    select
        workspace_id,
        team_id,
        admin_id,
        channel,
        priority_rank,
        local_date,
        cast(coalesce(sum(amount) filter (where age is null and state = 'open'), 0) as bigint)
            as open_change,
        cast(coalesce(sum(amount) filter (where age is null and state = 'snoozed'), 0) as bigint)
            as snoozed_change,
        cast(
            coalesce(sum(amount) filter (where age is null and state = 'open' and is_our_turn), 0)
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
        count(*) filter (where flow = 'moved' and sign = 1) as moved_in,
        count(*) filter (where flow = 'moved' and sign = -1) as moved_out
    from changes
    where local_date <= last_date
    group by workspace_id, team_id, admin_id, channel, priority_rank, local_date

)

select * from int_backlog_changes
