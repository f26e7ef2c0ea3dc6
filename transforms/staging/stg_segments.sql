-- stg_segments: one row per segment of contacts, gone ones included.
--
-- kind     view
-- key      workspace_id, segment_id
-- reads    intercom.segments, stg_complete_reads
-- units    contact_count is of the last read; *_at are UTC
-- nulls    deleted_at is null while Intercom lists the segment; then the newest read without it
-- excludes nothing

with

segments as (

    select * from intercom.segments

),

stg_segments as (

    select
        -- keys
        segments.workspace_id,
        segments.id as segment_id,

        -- attributes
        segments.name,
        segments.person_type,

        -- measures
        segments.count as contact_count,

        -- timestamps
        segments.created_at,
        segments.updated_at,
        segments.synced_at,
        stg_complete_reads.read_at as deleted_at
    from segments
    left join stg_complete_reads
        on
            segments.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'segments'
            and segments.synced_at < stg_complete_reads.read_at

)

select * from stg_segments
