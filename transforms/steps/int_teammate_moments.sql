-- int_teammate_moments: one row per moment at which a teammate's load changed or a day began.
--
-- kind     table
-- key      workspace_id, admin_id, happened_at
-- reads    handling_sessions, int_backlog_horizon, int_office_clock_days
-- units    happened_at is UTC, local_date its day in the report time zone; sessions is
--          conversations in hand from then on; office_clock_seconds is open time since 2010
-- nulls    office_clock_seconds is null without a schedule
-- excludes what is later than the newest read
--
-- What is still in hand counts up to the newest read. Midnights are moments too, so that every
-- stretch between two lies in one day, that of the last midnight: a day in the zone of each
-- row costs DuckDB more than all the rest.

with

sessions as (

    select
        sessions.workspace_id,
        sessions.admin_id,
        horizon.report_time_zone,
        sessions.started_at,
        least(coalesce(sessions.ended_at, horizon.last_at), horizon.last_at) as ended_at
    from handling_sessions as sessions
    inner join int_backlog_horizon as horizon
        on
            sessions.workspace_id = horizon.workspace_id
            and sessions.started_at < horizon.last_at

),

spans as (

    select
        workspace_id,
        admin_id,
        report_time_zone,
        min(started_at) as started_at,
        cast(min(started_at) at time zone report_time_zone as date) as first_date,
        cast(max(ended_at) at time zone report_time_zone as date) as last_date
    from sessions
    group by workspace_id, admin_id, report_time_zone

),

changes as (

    select
        workspace_id,
        admin_id,
        started_at as happened_at,
        cast(null as date) as day_begun,
        1 as sessions
    from sessions
    union all
    select
        workspace_id,
        admin_id,
        ended_at as happened_at,
        null as day_begun,
        -1 as sessions
    from sessions
    union all
    select
        workspace_id,
        admin_id,
        started_at as happened_at,
        first_date as day_begun,
        0 as sessions
    from spans
    union all
    select
        spans.workspace_id,
        spans.admin_id,
        cast(spans.first_date + cast(passed.days as int) as timestamp)
        at time zone spans.report_time_zone as happened_at,
        spans.first_date + cast(passed.days as int) as day_begun,
        0 as sessions
    from spans
    cross join lateral generate_series(1, spans.last_date - spans.first_date) as passed (days)

),

moments as (

    select
        workspace_id,
        admin_id,
        happened_at,
        max(day_begun) as day_begun,
        sum(sessions) as net_sessions
    from changes
    group by workspace_id, admin_id, happened_at

),

int_teammate_moments as (

    select
        moments.workspace_id,
        moments.admin_id,
        moments.happened_at,
        max(moments.day_begun) over so_far as local_date,
        cast(sum(moments.net_sessions) over so_far as bigint) as sessions,
        clock.seconds_before + case
            when clock.is_open
                then cast(
                    extract(epoch from moments.happened_at)
                    - extract(epoch from clock.from_at) as bigint
                )
            else 0
        end as office_clock_seconds
    from moments
    left join int_office_clock_days as clock
        on
            moments.workspace_id = clock.workspace_id
            and cast(moments.happened_at at time zone 'UTC' as date) = clock.utc_day
            and moments.happened_at >= clock.from_at
            and moments.happened_at < clock.until_at
    window so_far as (
        partition by moments.workspace_id, moments.admin_id order by moments.happened_at
    )

)

select * from int_teammate_moments
