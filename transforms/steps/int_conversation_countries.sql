-- int_conversation_countries: one row per conversation whose contact's country is known.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_conversation_profiles, stg_contacts, contact_redirects
-- units    none
-- nulls    none
-- excludes conversations without a contact, contacts without a country
-- incremental conversation_id
--
-- The country of a contact who was merged into another is the survivor's.

with

int_conversation_countries as (

    select
        profiles.workspace_id,
        profiles.conversation_id,
        contacts.location_country as country
    from int_conversation_profiles as profiles
    left join contact_redirects as redirects
        on
            profiles.workspace_id = redirects.workspace_id
            and profiles.contact_id = redirects.merged_contact_id
    inner join stg_contacts as contacts
        on
            profiles.workspace_id = contacts.workspace_id
            and coalesce(redirects.surviving_contact_id, profiles.contact_id) = contacts.contact_id
    where contacts.location_country is not null

)

select * from int_conversation_countries
