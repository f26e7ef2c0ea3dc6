-- int_backlog_oldest: one row per day and hands with an open conversation: when the oldest opened.
--
-- kind     table
-- key      workspace_id, team_id, admin_id, channel, priority_rank, local_date
-- reads    int_backlog_spans, int_backlog_horizon
-- units    opened_at is UTC; local_date is a day of the report time zone
-- nulls    none
-- excludes days after the newest read
--
-- A stretch that began after an older one which still lasts is never the oldest. Without those few
-- days are left to list.

with

stocks as (

    select
        spans.workspace_id,
        spans.team_id,
        spans.admin_id,
        spans.channel,
        spans.priority_rank,
        spans.opened_at,
        spans.from_date,
        least(spans.until_date - 1, int_backlog_horizon.last_date) as last_date,
        min(
            case
                when coalesce(spans.until_date, date '9999-01-01') > int_backlog_horizon.last_date
                    then spans.opened_at
            end
        ) over (
            partition by
                spans.workspace_id,
                spans.team_id,
                spans.admin_id,
                spans.channel,
                spans.priority_rank
            order by spans.from_date, spans.opened_at, spans.conversation_id, spans.started_order
            rows between unbounded preceding and 1 preceding
        ) as oldest_before_at
    from int_backlog_spans as spans
    inner join int_backlog_horizon
        on spans.workspace_id = int_backlog_horizon.workspace_id
    where spans.state = 'open' and spans.until_date is distinct from spans.from_date

),

days as (

    select
        stocks.*,
        stocks.from_date + cast(passed.days as int) as local_date
    from stocks
    cross join lateral generate_series(0, stocks.last_date - stocks.from_date) as passed (days)
    where stocks.oldest_before_at is null or stocks.opened_at < stocks.oldest_before_at

),

int_backlog_oldest as (

    select
        workspace_id,
        team_id,
        admin_id,
        channel,
        priority_rank,
        local_date,
        min(opened_at) as opened_at
    from days
    group by workspace_id, team_id, admin_id, channel, priority_rank, local_date

)

select * from int_backlog_oldest
