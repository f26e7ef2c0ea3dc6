-- stg_contacts: one row per contact, user or lead, those that are gone included.
--
-- kind     view
-- key      workspace_id, contact_id
-- reads    intercom.contacts, stg_contact_activities, stg_complete_reads, stg_gone_objects,
--          contact_redirects
-- units    *_at are UTC
-- nulls    merged_into_id is null unless the contact went into another, which is then named;
--          deleted_at is null unless Intercom tells of its deletion, as only Preview does, or the
--          contact was asked for by its id and was no more
-- excludes nothing; is_archived is true for a contact that a search for all did not find and of
--          which Intercom tells neither merge nor deletion

with

contacts as (

    select * from intercom.contacts

),

deletions as (

    select
        workspace_id,
        contact_id,
        min(happened_at) as deleted_at
    from stg_contact_activities
    where event_type = 'contact.deleted'
    group by workspace_id, contact_id

),

stg_contacts as (

    select
        -- keys
        contacts.workspace_id,
        contacts.id as contact_id,
        contacts.external_id,
        contacts.owner_id,
        contact_redirects.surviving_contact_id as merged_into_id,

        -- attributes
        contacts.role,
        contacts.name,
        contacts.email,
        contacts.email_domain,
        contacts.phone,
        contacts.location_country,
        contacts.location_region,
        contacts.location_city,
        contacts.browser_language,
        contacts.language_override,
        contacts.has_hard_bounced,
        contacts.marked_email_as_spam,
        contacts.unsubscribed_from_emails,
        contacts.custom_attributes,
        contacts.tags_has_more,
        contacts.companies_has_more,
        stg_complete_reads.read_at is not null
        and deletions.deleted_at is null
        and stg_gone_objects.found_gone_at is null
        and contact_redirects.surviving_contact_id is null as is_archived,

        -- measures
        contacts.tags_total_count,
        contacts.companies_total_count,

        -- timestamps
        contacts.created_at,
        contacts.updated_at,
        contacts.signed_up_at,
        contacts.last_seen_at,
        contacts.last_replied_at,
        contacts.last_contacted_at,
        contacts.synced_at,
        coalesce(deletions.deleted_at, stg_gone_objects.found_gone_at) as deleted_at
    from contacts
    left join deletions
        on
            contacts.workspace_id = deletions.workspace_id
            and contacts.id = deletions.contact_id
    left join contact_redirects
        on
            contacts.workspace_id = contact_redirects.workspace_id
            and contacts.id = contact_redirects.merged_contact_id
    left join stg_complete_reads
        on
            contacts.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'contacts'
            and contacts.synced_at < stg_complete_reads.read_at
    left join stg_gone_objects
        on
            contacts.workspace_id = stg_gone_objects.workspace_id
            and contacts.id = stg_gone_objects.object_id
            and stg_gone_objects.resource_name = 'contacts'
            and contacts.synced_at < stg_gone_objects.found_gone_at
            and stg_gone_objects.moved_to_id is null

)

select * from stg_contacts
