-- stg_contact_companies: one row per contact and company it belongs to.
--
-- kind     view
-- key      workspace_id, contact_id, company_id
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
        cast(parents.companies as json) -> cast(item.place as int) ->> 'id' as company_id
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.companies as text) like '[%'
                then cast(json_array_length(cast(parents.companies as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

stg_contact_companies as (

    select
        workspace_id,
        contact_id,
        company_id
    from entries
    where company_id is not null
    group by workspace_id, contact_id, company_id

)

select * from stg_contact_companies
