-- int_office_due: one row per open stretch and block of eight open hours that it touches.
--
-- kind     table
-- key      workspace_id, block, from_at
-- reads    int_office_clock
-- units    *_at are UTC; *_seconds is open time since 2010; a block is 28800 s of open time
-- nulls    none
-- excludes schedules that are not the default; days outside 2010 to 2039
--
-- Turns the office clock around: the moment at which it shows n seconds is in the block of the
-- second before, in the stretch with from_seconds < n <= until_seconds.

with

stretches as (

    select
        workspace_id,
        seconds_before as from_seconds,
        seconds_before + cast(extract(epoch from until_at - from_at) as bigint) as until_seconds,
        from_at
    from int_office_clock
    where is_open

),

int_office_due as (

    select
        stretches.workspace_id,
        cast(touched.block as bigint) as block,
        stretches.from_seconds,
        stretches.until_seconds,
        stretches.from_at
    from stretches
    cross join lateral generate_series(
        cast(floor(cast(stretches.from_seconds as double precision) / 28800) as bigint),
        cast(floor(cast(stretches.until_seconds - 1 as double precision) / 28800) as bigint)
    ) as touched (block)

)

select * from int_office_due
