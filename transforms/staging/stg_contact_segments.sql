-- stg_contact_segments: one row per contact and segment it is or was in.
--
-- kind     view
-- key      workspace_id, contact_id, segment_id
-- reads    intercom.contact_segments, stg_contacts, stg_sync_runs
-- units    *_at are UTC
-- nulls    deleted_at is null unless the contact is gone, or was last read without the segment by a
--          run that read this list, too
-- excludes nothing; the table is empty unless the loader was asked for it

with

contact_segments as (

    select * from intercom.contact_segments

),

stg_contact_segments as (

    select
        -- keys
        contact_segments.workspace_id,
        contact_segments.contact_id,
        contact_segments.segment_id,

        -- timestamps
        contact_segments.synced_at,
        coalesce(
            case when runs.run_id is not null then stg_contacts.synced_at end,
            stg_contacts.deleted_at
        ) as deleted_at
    from contact_segments
    left join stg_contacts
        on
            contact_segments.workspace_id = stg_contacts.workspace_id
            and contact_segments.contact_id = stg_contacts.contact_id
    left join stg_sync_runs as runs
        on
            contact_segments.workspace_id = runs.workspace_id
            and runs.resource_name = 'contact_segments'
            and runs.status = 'complete'
            and contact_segments.synced_at < stg_contacts.synced_at
            and stg_contacts.synced_at between runs.started_at and runs.finished_at

)

select * from stg_contact_segments
