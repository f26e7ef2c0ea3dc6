-- conversation_id: one row per conversation of which something was loaded since the last run.
--
-- kind     view
-- key      conversation_id
-- reads    intercom.conversations, intercom.conversation_parts,
--          intercom.conversation_custom_attributes, intercom.conversation_handling_events,
--          intercom.deleted_conversations, intercom.gone_objects, intercom.contacts, new_loads,
--          int_conversation_countries, int_conversation_profiles, int_conversation_merges,
--          contact_redirects
-- units    none
-- nulls    none
-- excludes nothing; two conversations that were merged change together; the same id in another
--          workspace is taken along, which costs only time

with

contacts as (

    select
        workspace_id,
        id as named_id,
        location_country,
        _dlt_load_id
    from intercom.contacts
    union all
    select
        survivors.workspace_id,
        redirects.merged_contact_id as named_id,
        survivors.location_country,
        survivors._dlt_load_id
    from intercom.contacts as survivors
    inner join contact_redirects as redirects
        on
            survivors.workspace_id = redirects.workspace_id
            and survivors.id = redirects.surviving_contact_id

),

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
    from contacts
    inner join int_conversation_profiles as profiles
        on
            contacts.workspace_id = profiles.workspace_id
            and contacts.named_id = profiles.contact_id
    left join int_conversation_countries as countries
        on
            profiles.workspace_id = countries.workspace_id
            and profiles.conversation_id = countries.conversation_id
    where contacts.location_country is distinct from countries.country

),

changed as (

    select loaded.conversation_id
    from loaded
    inner join new_loads
        on loaded._dlt_load_id = new_loads.load_id
    group by loaded.conversation_id

),

new_merges as (

    select
        coalesce(
            cast(parts.event_details as json) ->> 'secondary_conversation_id',
            cast(parts.event_details as json) -> 'secondary_conversation' ->> 'id'
        ) as conversation_id
    from intercom.conversation_parts as parts
    inner join new_loads
        on parts._dlt_load_id = new_loads.load_id
    where parts.part_type in ('merged_primary_conversation', 'merged_secondary_conversation')

),

told as (

    select * from changed
    union distinct
    select * from new_merges
    union distinct
    select secondaries.merged_id as conversation_id
    from int_conversation_merges as secondaries
    inner join changed
        on secondaries.conversation_id = changed.conversation_id
    union distinct
    select secondaries.conversation_id
    from int_conversation_merges as secondaries
    inner join changed
        on secondaries.merged_id = changed.conversation_id

),

conversation_id as (

    select conversation_id
    from told
    where conversation_id is not null

)

select * from conversation_id
