-- stg_contact_segments: one row per contact and segment it is or was in.
--
-- kind     view
-- key      workspace_id, contact_id, segment_id
-- reads    intercom.contact_segments, stg_contacts, stg_sync_runs, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null unless the contact was last read without the segment by a run that
--          read this list, too; deleted_at also tells that the contact or the segment is gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

contact_segments as (

    select * from intercom.contact_segments

),

own as (

    select
        -- keys
        contact_segments.workspace_id,
        contact_segments.contact_id,
        contact_segments.segment_id,

        -- timestamps
        contact_segments.synced_at,
        case when runs.run_id is not null then stg_contacts.synced_at end as removed_at
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

),

stg_contact_segments as (

    select
        own.*,
        least(own.removed_at, gone_contacts.gone_at, gone_segments.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_contacts
        on
            own.workspace_id = gone_contacts.workspace_id
            and gone_contacts.resource_name = 'contacts'
            and own.contact_id = gone_contacts.object_id
    left join stg_gone_parents as gone_segments
        on
            own.workspace_id = gone_segments.workspace_id
            and gone_segments.resource_name = 'segments'
            and own.segment_id = gone_segments.object_id

)

select * from stg_contact_segments
