-- int_sync_totals: one row per resource: what all its runs come to.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    stg_sync_runs, stg_rejected_rows
-- units    *_at are UTC; expected_every_seconds is the usual time between two complete runs; other
--          numbers are rows
-- nulls    complete_at and cursor_at are null while no run was complete, expected_every_seconds
--          while fewer than two were
-- excludes nothing

with

complete as (

    select
        workspace_id,
        resource_name,
        started_at,
        cursor_at,
        lag(started_at) over (
            partition by workspace_id, resource_name
            order by started_at, run_id
        ) as previous_at
    from stg_sync_runs
    where status = 'complete'

),

rhythms as (

    select
        workspace_id,
        resource_name,
        max(started_at) as complete_at,
        max(cursor_at) as cursor_at,
        cast(
            percentile_cont(0.5) within group (
                order by extract(epoch from started_at - previous_at)
            ) as bigint
        ) as expected_every_seconds
    from complete
    group by workspace_id, resource_name

),

loads as (

    select
        workspace_id,
        resource_name,
        cast(coalesce(sum(loaded_count), 0) as bigint) as loaded_ever
    from stg_sync_runs
    group by workspace_id, resource_name

),

rejections as (

    select
        workspace_id,
        table_name as resource_name,
        count(*) as rejected_rows
    from stg_rejected_rows
    group by workspace_id, table_name

),

int_sync_totals as (

    select
        loads.workspace_id,
        loads.resource_name,
        loads.loaded_ever,
        coalesce(rejections.rejected_rows, 0) as rejected_rows,
        rhythms.expected_every_seconds,
        rhythms.complete_at,
        rhythms.cursor_at
    from loads
    left join rejections
        on
            loads.workspace_id = rejections.workspace_id
            and loads.resource_name = rejections.resource_name
    left join rhythms
        on
            loads.workspace_id = rhythms.workspace_id
            and loads.resource_name = rhythms.resource_name

)

select * from int_sync_totals
