-- int_backlog_oldest: one row per day and hands with an open conversation: the age of the oldest.
--
-- kind     table
-- key      workspace_id, team_id, admin_id, channel, priority_rank, local_date
-- reads    int_backlog_spans, int_backlog_horizon
-- units    open_seconds is elapsed time at the end of the day, or at the newest read if that came
--          first; local_date is a day of the report time zone
-- nulls    none
-- excludes days after the newest read
--
-- A stretch that began after an older one which still lasts is never the oldest. Without those few
-- days are left to list. A day's end is computed once: in the zone of each row it costs DuckDB as
-- much as all the rest.

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

oldest as (

    select
        workspace_id,
        team_id,
        admin_id,
        channel,
        priority_rank,
        local_date,
        extract(epoch from min(opened_at)) as opened_unix
    from days
    group by workspace_id, team_id, admin_id, channel, priority_rank, local_date

),

dates as (

    select
        workspace_id,
        local_date
    from oldest
    group by workspace_id, local_date

),

midnights as (

    select
        dates.workspace_id,
        dates.local_date,
        extract(
            epoch from
            least(
                cast(dates.local_date + 1 as timestamp)
                at time zone int_backlog_horizon.report_time_zone,
                int_backlog_horizon.last_at
            )
        ) as end_unix
    from dates
    inner join int_backlog_horizon
        on dates.workspace_id = int_backlog_horizon.workspace_id

),

int_backlog_oldest as (

    select
        oldest.workspace_id,
        oldest.team_id,
        oldest.admin_id,
        oldest.channel,
        oldest.priority_rank,
        oldest.local_date,
        cast(midnights.end_unix - oldest.opened_unix as bigint) as open_seconds
    from oldest
    inner join midnights
        on
            oldest.workspace_id = midnights.workspace_id
            and oldest.local_date = midnights.local_date

)

select * from int_backlog_oldest
