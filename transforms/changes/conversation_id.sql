-- conversation_id: one row per conversation of which something was loaded since the last run.
--
-- kind     view
-- key      conversation_id
-- reads    intercom.conversations, intercom.conversation_parts,
--          intercom.conversation_custom_attributes, intercom.conversation_handling_events,
--          intercom.deleted_conversations, intercom.gone_objects, intercom.contacts, new_loads,
--          int_conversation_countries, int_conversation_profiles
-- units    none
-- nulls    none
-- excludes nothing; the same id in another workspace is taken along, which costs only time

with

loaded as (

    select
        id as conversation_id,
        _dlt_load_id
    from intercom.conversations
    union all
    select
        conversation_id,
        _dlt_load_id
    from intercom.conversation_parts
    union all
    select
        conversation_id,
        _dlt_load_id
    from intercom.conversation_custom_attributes
    union all
    select
        conversation_id,
        _dlt_load_id
    from intercom.conversation_handling_events
    union all
    select
        id as conversation_id,
        _dlt_load_id
    from intercom.deleted_conversations
    union all
    select
        id as conversation_id,
        _dlt_load_id
    from intercom.gone_objects
    where resource = 'conversations'
    union all
    select
        profiles.conversation_id,
        contacts._dlt_load_id
    from intercom.contacts as contacts
    inner join int_conversation_profiles as profiles
        on
            contacts.workspace_id = profiles.workspace_id
            and contacts.id = profiles.contact_id
    left join int_conversation_countries as countries
        on
            profiles.workspace_id = countries.workspace_id
            and profiles.conversation_id = countries.conversation_id
    where contacts.location_country is distinct from countries.country

),

conversation_id as (

    select loaded.conversation_id
    from loaded
    inner join new_loads
        on loaded._dlt_load_id = new_loads.load_id
    where loaded.conversation_id is not null
    group by loaded.conversation_id

)

select * from conversation_id
