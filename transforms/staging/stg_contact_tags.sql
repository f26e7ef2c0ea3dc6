-- stg_contact_tags: one row per contact and tag it carries.
--
-- kind     view
-- key      workspace_id, contact_id, tag_id
-- reads    intercom.contacts, stg_gone_parents
-- units    none
-- nulls    deleted_at is null unless the contact or the tag is gone
-- excludes entries without an id; a pair that Intercom lists twice is one row

with

parents as (

    select * from intercom.contacts

),

entries as (

    select
        parents.workspace_id,
        parents.id as contact_id,
        cast(parents.tags as json) -> cast(item.place as int) ->> 'id' as tag_id
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.tags as text) like '[%'
                then cast(json_array_length(cast(parents.tags as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        contact_id,
        tag_id
    from entries
    where tag_id is not null
    group by workspace_id, contact_id, tag_id

),

stg_contact_tags as (

    select
        own.*,
        least(gone_contacts.gone_at, gone_tags.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_contacts
        on
            own.workspace_id = gone_contacts.workspace_id
            and gone_contacts.resource_name = 'contacts'
            and own.contact_id = gone_contacts.object_id
    left join stg_gone_parents as gone_tags
        on
            own.workspace_id = gone_tags.workspace_id
            and gone_tags.resource_name = 'tags'
            and own.tag_id = gone_tags.object_id

)

select * from stg_contact_tags
