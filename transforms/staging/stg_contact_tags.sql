-- stg_contact_tags: one row per contact and tag it carries.
--
-- kind     view
-- key      workspace_id, contact_id, tag_id
-- reads    intercom.contacts
-- units    none
-- nulls    none
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

stg_contact_tags as (

    select
        workspace_id,
        contact_id,
        tag_id
    from entries
    where tag_id is not null
    group by workspace_id, contact_id, tag_id

)

select * from stg_contact_tags
