-- stg_contacts: one row per contact, user or lead.
--
-- kind     view
-- key      workspace_id, contact_id
-- reads    intercom.contacts
-- units    *_at are UTC
-- nulls    deleted_at and merged_into_id are null: nothing loaded yet says who was removed
-- excludes nothing

with

stg_contacts as (

    select
        -- keys
        workspace_id,
        id as contact_id,
        external_id,
        owner_id,
        cast(null as text) as merged_into_id,

        -- attributes
        role,
        name,
        email,
        email_domain,
        phone,
        location_country,
        location_region,
        location_city,
        browser_language,
        language_override,
        has_hard_bounced,
        marked_email_as_spam,
        unsubscribed_from_emails,
        custom_attributes,
        tags_has_more,
        companies_has_more,

        -- measures
        tags_total_count,
        companies_total_count,

        -- timestamps
        created_at,
        updated_at,
        signed_up_at,
        last_seen_at,
        last_replied_at,
        last_contacted_at,
        synced_at,
        cast(null as timestamptz) as deleted_at
    from intercom.contacts

)

select * from stg_contacts
