-- teammate_daily: one row per day and teammate who did something, had something or was there.
--
-- kind     table
-- key      workspace_id, local_date, admin_id
-- reads    int_teammate_acts, int_teammate_answers, int_teammate_load, int_teammate_presence,
--          int_backlog_horizon, backlog_daily, ratings, stg_admins
-- units    *_seconds are elapsed time, active_office_seconds open time; csat is a rate from 0 to 1
-- nulls    response_* are null without responses, csat without ratings, concurrent_avg and
--          replies_per_active_hour without active time, active_office_seconds without a schedule;
--          time_* and occupancy where the activity log was not loaded
-- excludes bots, Fin; days after the newest complete read
--
-- A teammate is active while at least one open conversation is in hand; handling counts each of
-- them, so that handling over active is how many at once.

with

acts as (

    select
        workspace_id,
        admin_id,
        local_date,
        cast(sum(assigned) as bigint) as assigned,
        count(*) filter (where replies > 0) as replied_to,
        cast(sum(replies) as bigint) as replies,
        cast(sum(closes) as bigint) as closes,
        cast(sum(reopened_after_my_close) as bigint) as reopened_after_my_close
    from int_teammate_acts
    group by workspace_id, admin_id, local_date

),

stocks as (

    select
        workspace_id,
        admin_id,
        local_date,
        cast(sum(open) as bigint) as open_at_end
    from backlog_daily
    where admin_id != 'none' and open > 0
    group by workspace_id, admin_id, local_date

),

rated as (

    select
        workspace_id,
        rated_admin_id as admin_id,
        local_date,
        count(*) as ratings,
        cast(count(*) filter (where is_positive) as double precision) / count(*) as csat
    from ratings
    where rated_admin_id is not null and local_date is not null
    group by workspace_id, rated_admin_id, local_date

),

days as (

    select
        workspace_id,
        admin_id,
        local_date
    from acts
    union distinct
    select
        workspace_id,
        admin_id,
        local_date
    from int_teammate_answers
    union distinct
    select
        workspace_id,
        admin_id,
        local_date
    from int_teammate_load
    union distinct
    select
        workspace_id,
        admin_id,
        local_date
    from int_teammate_presence
    union distinct
    select
        workspace_id,
        admin_id,
        local_date
    from stocks
    union distinct
    select
        workspace_id,
        admin_id,
        local_date
    from rated

),

teammate_daily as (

    select
        -- keys
        days.workspace_id,
        days.local_date,
        days.admin_id,

        -- attributes
        stg_admins.name as admin_name,

        -- acts
        coalesce(acts.assigned, 0) as assigned,
        coalesce(acts.replied_to, 0) as replied_to,
        coalesce(acts.replies, 0) as replies,
        coalesce(acts.closes, 0) as closes,
        coalesce(acts.reopened_after_my_close, 0) as reopened_after_my_close,
        coalesce(answers.responses, 0) as responses,
        answers.response_p50_seconds,
        answers.response_p90_seconds,

        -- load
        coalesce(loads.handling_seconds, 0) as handling_seconds,
        coalesce(loads.active_seconds, 0) as active_seconds,
        loads.active_office_seconds,
        cast(loads.handling_seconds as double precision) / loads.active_seconds as concurrent_avg,
        coalesce(loads.concurrent_max, 0) as concurrent_max,
        cast(coalesce(acts.replies, 0) as double precision) * 3600 / loads.active_seconds
            as replies_per_active_hour,
        coalesce(stocks.open_at_end, 0) as open_at_end,

        -- ratings
        coalesce(rated.ratings, 0) as ratings,
        rated.csat,

        -- presence
        presence.time_active_seconds,
        presence.time_away_seconds,
        cast(loads.handling_seconds as double precision) / nullif(presence.time_active_seconds, 0)
            as occupancy
    from days
    inner join int_backlog_horizon as horizon
        on
            days.workspace_id = horizon.workspace_id
            and days.local_date <= horizon.last_date
    left join stg_admins
        on
            days.workspace_id = stg_admins.workspace_id
            and days.admin_id = stg_admins.admin_id
    left join acts
        on
            days.workspace_id = acts.workspace_id
            and days.admin_id = acts.admin_id
            and days.local_date = acts.local_date
    left join int_teammate_answers as answers
        on
            days.workspace_id = answers.workspace_id
            and days.admin_id = answers.admin_id
            and days.local_date = answers.local_date
    left join int_teammate_load as loads
        on
            days.workspace_id = loads.workspace_id
            and days.admin_id = loads.admin_id
            and days.local_date = loads.local_date
    left join int_teammate_presence as presence
        on
            days.workspace_id = presence.workspace_id
            and days.admin_id = presence.admin_id
            and days.local_date = presence.local_date
    left join stocks
        on
            days.workspace_id = stocks.workspace_id
            and days.admin_id = stocks.admin_id
            and days.local_date = stocks.local_date
    left join rated
        on
            days.workspace_id = rated.workspace_id
            and days.admin_id = rated.admin_id
            and days.local_date = rated.local_date
    where coalesce(stg_admins.is_bot, false) = false

)

select * from teammate_daily
