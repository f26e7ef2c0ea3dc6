-- stg_calls: one row per phone call, gone ones included.
--
-- kind     view
-- key      workspace_id, call_id
-- reads    intercom.calls, stg_complete_reads
-- units    *_seconds are elapsed time; *_at are UTC
-- nulls    *_seconds are null before API version Preview; deleted_at is null while Intercom lists
--          the call; then the newest read without it
-- excludes nothing
--
-- A history: a row stays when what it happened to is gone.

with

calls as (

    select * from intercom.calls

),

stg_calls as (

    select
        -- keys
        calls.workspace_id,
        calls.id as call_id,
        calls.conversation_id,
        calls.admin_id,
        calls.contact_id,

        -- attributes
        calls.state,
        calls.call_type,
        calls.direction,
        calls.ended_reason,
        calls.phone,
        calls.recording_url,
        calls.transcription_url,

        -- measures
        calls.duration as duration_seconds,
        calls.talk_time as talk_seconds,
        calls.queue_time as queue_seconds,
        calls.hold_time as hold_seconds,

        -- timestamps
        calls.initiated_at,
        calls.answered_at,
        calls.ended_at,
        calls.created_at,
        calls.updated_at,
        calls.synced_at,
        stg_complete_reads.read_at as deleted_at
    from calls
    left join stg_complete_reads
        on
            calls.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'calls'
            and calls.synced_at < stg_complete_reads.read_at

)

select * from stg_calls
