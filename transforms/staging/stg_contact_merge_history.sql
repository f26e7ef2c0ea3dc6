-- stg_contact_merge_history: one row per contact that went into another.
--
-- kind     view
-- key      workspace_id, surviving_contact_id, merged_contact_id
-- reads    intercom.contact_merge_history
-- units    merged_at is UTC
-- nulls    merged_at is null where Intercom does not say
-- excludes nothing; the table is empty unless the loader was asked for it
--
-- A history: a row stays when what it happened to is gone.

with

stg_contact_merge_history as (

    select
        -- keys
        workspace_id,
        contact_id as surviving_contact_id,
        source_contact_id as merged_contact_id,

        -- attributes
        source_contact_role as merged_contact_role,

        -- timestamps
        merged_at,
        synced_at
    from intercom.contact_merge_history

)

select * from stg_contact_merge_history
