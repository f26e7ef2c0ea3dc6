-- backlog_balances: in every row of the backlog yesterday and the day's changes make today.
--
-- kind     view
-- key      workspace_id, local_date, team_id, admin_id, channel, priority_rank
-- reads    backlog_daily
-- units    numbers are conversations
-- nulls    none
-- excludes nothing
--
-- A row that is not there is a day with nothing. What moves out of a row moves into another.

with

days as (

    select
        *,
        case when lag(local_date) over days = local_date - 1 then lag(open + snoozed) over days end
            as yesterday,
        sum(moved_in - moved_out) over (partition by workspace_id, local_date) as moved
    from backlog_daily
    window
        days as (
            partition by workspace_id, team_id, admin_id, channel, priority_rank
            order by local_date
        )

),

backlog_balances as (

    select * from days
    where
        coalesce(yesterday, 0) + net_change != open + snoozed
        or net_change != opened - closed + moved_in - moved_out
        or open != waiting_on_us + waiting_on_customer
        or open != open_age_under_1d + open_age_1_3d + open_age_3_7d + open_age_7_30d
        + open_age_over_30d
        or moved != 0
        or (open > 0) != (oldest_open_seconds is not null)
        or least(open, snoozed, waiting_on_us, waiting_on_customer) < 0

)

select * from backlog_balances
