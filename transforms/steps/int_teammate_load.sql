-- int_teammate_load: one row per teammate and day with a conversation in hand: how many, how long.
--
-- kind     table
-- key      workspace_id, admin_id, local_date
-- reads    int_teammate_moments
-- units    *_seconds are elapsed time, active_office_seconds open time
-- nulls    active_office_seconds is null without a schedule
-- excludes days without a conversation in hand

with

stretches as (

    select
        *,
        cast(
            extract(epoch from lead(happened_at) over teammate)
            - extract(epoch from happened_at) as bigint
        ) as seconds,
        lead(office_clock_seconds) over teammate - office_clock_seconds as office_seconds
    from int_teammate_moments
    window teammate as (partition by workspace_id, admin_id order by happened_at)

),

int_teammate_load as (

    select
        workspace_id,
        admin_id,
        local_date,
        cast(sum(seconds * sessions) as bigint) as handling_seconds,
        cast(sum(seconds) as bigint) as active_seconds,
        cast(sum(office_seconds) as bigint) as active_office_seconds,
        max(sessions) as concurrent_max
    from stretches
    where sessions > 0 and seconds > 0
    group by workspace_id, admin_id, local_date

)

select * from int_teammate_load
