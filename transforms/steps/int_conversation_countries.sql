-- int_conversation_countries: one row per conversation whose contact's country is known.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    int_conversation_profiles, stg_contacts
-- units    none
-- nulls    none
-- excludes conversations without a contact, contacts without a country
-- incremental conversation_id

with

int_conversation_countries as (

    select
        profiles.workspace_id,
        profiles.conversation_id,
        contacts.location_country as country
    from int_conversation_profiles as profiles
    inner join stg_contacts as contacts
        on
            profiles.workspace_id = contacts.workspace_id
            and profiles.contact_id = contacts.contact_id
    where contacts.location_country is not null

)

select * from int_conversation_countries
