-- stg_contact_notes: one row per note about a contact, gone ones included.
--
-- kind     view
-- key      workspace_id, note_id
-- reads    intercom.contact_notes, stg_contacts, stg_sync_runs, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null unless the contact was last read without the note by a run that read
--          this list, too; deleted_at also tells that the contact is gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

contact_notes as (

    select * from intercom.contact_notes

),

own as (

    select
        -- keys
        contact_notes.workspace_id,
        contact_notes.id as note_id,
        contact_notes.contact_id,
        contact_notes.author_id as author_admin_id,

        -- attributes
        contact_notes.body,

        -- timestamps
        contact_notes.created_at,
        contact_notes.synced_at,
        case when runs.run_id is not null then stg_contacts.synced_at end as removed_at
    from contact_notes
    left join stg_contacts
        on
            contact_notes.workspace_id = stg_contacts.workspace_id
            and contact_notes.contact_id = stg_contacts.contact_id
    left join stg_sync_runs as runs
        on
            contact_notes.workspace_id = runs.workspace_id
            and runs.resource_name = 'contact_notes'
            and runs.status = 'complete'
            and contact_notes.synced_at < stg_contacts.synced_at
            and stg_contacts.synced_at between runs.started_at and runs.finished_at

),

stg_contact_notes as (

    select
        own.*,
        least(own.removed_at, gone_contacts.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_contacts
        on
            own.workspace_id = gone_contacts.workspace_id
            and gone_contacts.resource_name = 'contacts'
            and own.contact_id = gone_contacts.object_id

)

select * from stg_contact_notes
