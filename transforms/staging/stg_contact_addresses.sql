-- stg_contact_addresses: one row per contact that was ever loaded, with its address.
--
-- kind     view
-- key      workspace_id, contact_id
-- reads    intercom.contacts
-- units    none
-- nulls    email and email_domain are null where Intercom knows none, or where they are redacted
-- excludes nothing: who was merged or deleted keeps the address
--
-- Apart from stg_contacts: who was merged into whom is no matter to those who go by addresses,
-- and would rebuild all that reads them.

with

stg_contact_addresses as (

    select
        -- keys
        workspace_id,
        id as contact_id,

        -- attributes
        email,
        coalesce(email_domain, split_part(email, '@', 2)) as email_domain
    from intercom.contacts

)

select * from stg_contact_addresses
