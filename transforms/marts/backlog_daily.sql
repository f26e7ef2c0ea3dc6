-- backlog_daily: one row per day, team, teammate, channel and priority with a backlog or a change.
--
-- kind     table
-- key      workspace_id, local_date, team_id, admin_id, channel, priority_rank
-- reads    int_backlog_changes, int_backlog_oldest, int_backlog_horizon
-- units    all numbers are conversations, at the end of the day or in its course;
--          oldest_open_seconds is the age at the end of the day, which for the day of the newest
--          complete read is that read
-- nulls    oldest_open_seconds is null where none is open
-- excludes days after the newest complete read, rows in which all is zero
--
-- Yesterday plus opened less closed, plus moved_in less moved_out, is today; what moves leaves one
-- row for another. opened contains reopened. Ages are those of open conversations, counted from
-- when they were opened the last time; nobody and no team is none.

with

summed as (

    select
        changes.*,
        sum(changes.open_change) over days as open_stock,
        sum(changes.snoozed_change) over days as snoozed_stock,
        sum(changes.waiting_on_us_change) over days as waiting_on_us_stock,
        sum(changes.age_under_1d_change) over days as age_under_1d_stock,
        sum(changes.age_1_3d_change) over days as age_1_3d_stock,
        sum(changes.age_3_7d_change) over days as age_3_7d_stock,
        sum(changes.age_7_30d_change) over days as age_7_30d_stock,
        sum(changes.age_over_30d_change) over days as age_over_30d_stock,
        coalesce(
            lead(changes.local_date) over days, int_backlog_horizon.last_date + 1
        ) - changes.local_date as days_to_next
    from int_backlog_changes as changes
    inner join int_backlog_horizon
        on changes.workspace_id = int_backlog_horizon.workspace_id
    window
        days as (
            partition by
                changes.workspace_id,
                changes.team_id,
                changes.admin_id,
                changes.channel,
                changes.priority_rank
            order by changes.local_date
        )

),

listed as (

    select
        summed.*,
        passed.days = 0 as is_change,
        summed.local_date + cast(passed.days as int) as listed_date
    from summed
    cross join lateral generate_series(
        0,
        case
            when summed.open_stock + summed.snoozed_stock > 0 then summed.days_to_next - 1
            else 0
        end
    ) as passed (days)

),

backlog_daily as (

    select
        -- keys
        listed.workspace_id,
        listed.listed_date as local_date,
        listed.team_id,
        listed.admin_id,
        listed.channel,
        listed.priority_rank,

        -- stocks
        cast(listed.open_stock as bigint) as open,
        cast(listed.snoozed_stock as bigint) as snoozed,
        cast(listed.waiting_on_us_stock as bigint) as waiting_on_us,
        cast(listed.open_stock - listed.waiting_on_us_stock as bigint) as waiting_on_customer,
        case when listed.admin_id = 'none' then cast(listed.open_stock as bigint) else 0 end
            as unassigned,
        cast(listed.age_under_1d_stock as bigint) as open_age_under_1d,
        cast(listed.age_1_3d_stock as bigint) as open_age_1_3d,
        cast(listed.age_3_7d_stock as bigint) as open_age_3_7d,
        cast(listed.age_7_30d_stock as bigint) as open_age_7_30d,
        cast(listed.age_over_30d_stock as bigint) as open_age_over_30d,
        oldest.open_seconds as oldest_open_seconds,

        -- flows
        case when listed.is_change then listed.opened else 0 end as opened,
        case when listed.is_change then listed.reopened else 0 end as reopened,
        case when listed.is_change then listed.closed else 0 end as closed,
        case when listed.is_change then listed.moved_in else 0 end as moved_in,
        case when listed.is_change then listed.moved_out else 0 end as moved_out,
        case
            when listed.is_change
                then listed.opened - listed.closed + listed.moved_in - listed.moved_out
            else 0
        end as net_change
    from listed
    left join int_backlog_oldest as oldest
        on
            listed.workspace_id = oldest.workspace_id
            and listed.listed_date = oldest.local_date
            and listed.team_id = oldest.team_id
            and listed.admin_id = oldest.admin_id
            and listed.channel = oldest.channel
            and listed.priority_rank = oldest.priority_rank
    where
        listed.open_stock + listed.snoozed_stock > 0
        or listed.opened + listed.closed + listed.moved_in + listed.moved_out > 0

)

select * from backlog_daily
