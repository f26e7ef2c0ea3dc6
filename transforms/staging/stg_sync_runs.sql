-- stg_sync_runs: one row per resource and run of the loader, its ledger; verify_* are sweeps.
--
-- kind     view
-- key      workspace_id, run_id, resource_name
-- reads    intercom.sync_runs
-- units    *_at are UTC; *_count are numbers of rows or requests
-- nulls    finished_at is null while a run is under way or after it was killed
-- excludes nothing

with

stg_sync_runs as (

    select
        -- keys
        workspace_id,
        run_id,
        resource as resource_name,
        _dlt_load_id as load_id,

        -- attributes
        status,
        reason,
        read_kind,
        loaded_by_table,
        unknown_keys,

        -- measures
        requests as request_count,
        retries as retry_count,
        claimed as claimed_count,
        received as received_count,
        unchanged as unchanged_count,
        loaded as loaded_count,
        rejected as rejected_count,
        reread as reread_count,
        short as short_count,
        short_threads as short_thread_count,
        missing as missing_count,
        stale as stale_count,
        unlisted as unlisted_count,
        truncated_threads as truncated_thread_count,
        not_found as not_found_count,
        replaced_characters as replaced_character_count,

        -- timestamps
        window_from as window_from_at,
        window_until as window_until_at,
        cursor as cursor_at,
        started_at,
        finished_at
    from intercom.sync_runs

)

select * from stg_sync_runs
