-- stg_contact_activities: one row per making, change of role, merge or deletion of a contact.
--
-- kind     view
-- key      workspace_id, activity_id
-- reads    intercom.contact_activities
-- units    happened_at is UTC
-- nulls    merged_contact_id and surviving_contact_id are null but for merges, failure_reason but
--          for failed ones
-- excludes nothing; Intercom tells of activities on API version Preview only
--
-- A history: a row stays when what it happened to is gone.

with

stg_contact_activities as (

    select
        -- keys
        workspace_id,
        id as activity_id,
        contact_id,
        merge_source_id as merged_contact_id,
        merge_target_id as surviving_contact_id,
        external_id,

        -- attributes
        event_type,
        role,
        failure_reason,

        -- timestamps
        created_at as happened_at,
        synced_at
    from intercom.contact_activities

)

select * from stg_contact_activities
