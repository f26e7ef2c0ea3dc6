-- sync_health: one row per resource and run of the loader: how fresh and how whole it is.
--
-- kind     view
-- key      workspace_id, resource_name, run_id
-- reads    stg_sync_runs, stg_complete_reads, int_sync_totals, int_raw_rows, int_missing_days,
--          settings
-- units    *_at are UTC; lag_seconds is the age of the newest complete run, expected_every_seconds
--          the usual time between two; other numbers are rows
-- nulls    what describes the warehouse as it is now is null for all runs but the newest, and where
--          it is not known of a resource; lag_seconds while no run was complete
-- excludes nothing
--
-- A resource is late when its newest complete run is twice as old as is usual.

with

runs as (

    select
        *,
        row_number() over (
            partition by workspace_id, resource_name
            order by started_at, run_id
        ) as run_number,
        row_number() over (
            partition by workspace_id, resource_name
            order by started_at desc nulls last, run_id desc nulls last
        ) = 1 as is_newest
    from stg_sync_runs

),

sync_health as (

    select
        -- keys
        runs.workspace_id,
        runs.resource_name,
        runs.run_id,
        runs.load_id,

        -- attributes
        runs.is_newest,
        runs.status,
        runs.reason,
        runs.read_kind,
        extract(epoch from settings.as_of - totals.complete_at)
        > 2 * totals.expected_every_seconds as is_late,
        cast(runs.unknown_keys as text) like '%:%' as has_unknown_keys,

        -- run
        runs.run_number,
        runs.claimed_count as api_total_count,
        runs.received_count as rows_received,
        runs.unchanged_count as rows_unchanged,
        runs.loaded_count as rows_loaded,
        runs.loaded_by_table as rows_loaded_by_table,
        runs.rejected_count as rows_rejected,
        runs.short_count as rows_short,
        runs.missing_count as rows_missing,
        runs.stale_count as rows_stale,
        runs.unlisted_count as rows_unlisted,

        -- warehouse
        totals.loaded_ever,
        totals.rejected_rows,
        held.rows_held,
        held.conversations_without_parts,
        held.parts_behind,
        held.truncated_threads,
        held.deleted_seen,
        missing.days_without_rows,
        case
            when runs.is_newest
                then cast(extract(epoch from settings.as_of - totals.complete_at) as bigint)
        end as lag_seconds,
        totals.expected_every_seconds,

        -- timestamps
        runs.window_from_at,
        runs.window_until_at,
        runs.started_at,
        runs.finished_at,
        totals.complete_at,
        stg_complete_reads.read_at as complete_read_at,
        totals.cursor_at,
        held.newest_updated_at
    from runs
    cross join settings
    left join int_sync_totals as totals
        on
            runs.workspace_id = totals.workspace_id
            and runs.resource_name = totals.resource_name
            and runs.is_newest
    left join int_raw_rows as held
        on
            runs.workspace_id = held.workspace_id
            and runs.resource_name = held.resource_name
            and runs.is_newest
    left join int_missing_days as missing
        on
            runs.workspace_id = missing.workspace_id
            and runs.resource_name = missing.resource_name
            and runs.is_newest
    left join stg_complete_reads
        on
            runs.workspace_id = stg_complete_reads.workspace_id
            and runs.resource_name = stg_complete_reads.resource_name
            and runs.is_newest

)

select * from sync_health
