-- stg_call_transcripts: one row per phone call, with what was said.
--
-- kind     view
-- key      workspace_id, call_id
-- reads    intercom.call_transcripts, stg_calls, stg_sync_runs
-- units    *_at are UTC
-- nulls    deleted_at is null unless the call is gone, or was last read without the transcript by a
--          run that read this list, too
-- excludes nothing; the table is empty unless the loader was asked for it

with

call_transcripts as (

    select * from intercom.call_transcripts

),

stg_call_transcripts as (

    select
        -- keys
        call_transcripts.workspace_id,
        call_transcripts.id as call_id,
        call_transcripts.conversation_id,

        -- attributes
        call_transcripts.transcript_status,
        call_transcripts.transcript,

        -- timestamps
        call_transcripts.synced_at,
        coalesce(
            case when runs.run_id is not null then stg_calls.synced_at end,
            stg_calls.deleted_at
        ) as deleted_at
    from call_transcripts
    left join stg_calls
        on
            call_transcripts.workspace_id = stg_calls.workspace_id
            and call_transcripts.id = stg_calls.call_id
    left join stg_sync_runs as runs
        on
            call_transcripts.workspace_id = runs.workspace_id
            and runs.resource_name = 'call_transcripts'
            and runs.status = 'complete'
            and call_transcripts.synced_at < stg_calls.synced_at
            and stg_calls.synced_at between runs.started_at and runs.finished_at

)

select * from stg_call_transcripts
