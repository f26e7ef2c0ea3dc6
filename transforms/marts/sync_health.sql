-- sync_health: one row per resource of the loader: how fresh and how whole it is.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    stg_sync_runs, stg_rejected_rows, stg_conversations, stg_complete_reads, settings
-- units    *_at are UTC; lag_seconds is the age of the newest complete run; other numbers are rows
-- nulls    complete_at and lag_seconds are null while no run was complete; conversation numbers
--          are null for other resources
-- excludes nothing
--
-- Every run on its own is in stg_sync_runs.

with

runs as (

    select
        *,
        row_number() over (
            partition by workspace_id, resource_name
            order by started_at desc, run_id desc
        ) as place
    from stg_sync_runs

),

totals as (

    select
        workspace_id,
        resource_name,
        count(*) as runs,
        cast(coalesce(sum(loaded_count), 0) as bigint) as loaded_ever,
        cast(coalesce(sum(rejected_count), 0) as bigint) as rejected_ever,
        max(case when status = 'complete' then started_at end) as complete_at,
        max(case when status = 'complete' then cursor_at end) as cursor_at
    from stg_sync_runs
    group by workspace_id, resource_name

),

threads as (

    select
        workspace_id,
        'conversations' as resource_name,
        count(*) as rows_held,
        count(*) filter (where parts_received is null) as conversations_without_parts,
        count(*) filter (where parts_truncated) as truncated_threads,
        count(*) filter (where deleted_at is not null) as deleted_seen,
        max(updated_at) as newest_updated_at
    from stg_conversations
    group by workspace_id

),

rejections as (

    select
        workspace_id,
        table_name as resource_name,
        count(*) as rejected_rows
    from stg_rejected_rows
    group by workspace_id, table_name

),

sync_health as (

    select
        -- keys
        runs.workspace_id,
        runs.resource_name,
        runs.run_id as last_run_id,

        -- attributes
        runs.status as last_status,
        runs.reason as last_reason,
        runs.read_kind as last_read_kind,

        -- measures
        totals.runs,
        runs.loaded_count as last_loaded,
        runs.claimed_count as last_claimed,
        totals.loaded_ever,
        coalesce(rejections.rejected_rows, 0) as rejected_rows,
        threads.rows_held,
        threads.conversations_without_parts,
        threads.truncated_threads,
        threads.deleted_seen,
        cast(extract(epoch from settings.as_of - totals.complete_at) as bigint) as lag_seconds,

        -- timestamps
        runs.started_at as last_started_at,
        totals.complete_at,
        stg_complete_reads.read_at as complete_read_at,
        totals.cursor_at,
        threads.newest_updated_at
    from runs
    cross join settings
    inner join totals
        on
            runs.workspace_id = totals.workspace_id
            and runs.resource_name = totals.resource_name
    left join threads
        on
            runs.workspace_id = threads.workspace_id
            and runs.resource_name = threads.resource_name
    left join rejections
        on
            runs.workspace_id = rejections.workspace_id
            and runs.resource_name = rejections.resource_name
    left join stg_complete_reads
        on
            runs.workspace_id = stg_complete_reads.workspace_id
            and runs.resource_name = stg_complete_reads.resource_name
    where runs.place = 1

)

select * from sync_health
