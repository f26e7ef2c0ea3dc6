-- stg_company_segments: one row per company and segment it falls into.
--
-- kind     view
-- key      workspace_id, company_id, segment_id
-- reads    intercom.companies
-- units    none
-- nulls    none
-- excludes entries without an id; a pair that Intercom lists twice is one row

with

parents as (

    select * from intercom.companies

),

entries as (

    select
        parents.workspace_id,
        parents.id as company_id,
        cast(parents.segments as json) -> cast(item.place as int) ->> 'id' as segment_id
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.segments as text) like '[%'
                then cast(json_array_length(cast(parents.segments as json)) as int)
            else 0
        end - 1
    ) as item (place)

),

stg_company_segments as (

    select
        workspace_id,
        company_id,
        segment_id
    from entries
    where segment_id is not null
    group by workspace_id, company_id, segment_id

)

select * from stg_company_segments
