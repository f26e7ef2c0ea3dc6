-- stg_company_segments: one row per company and segment it falls into.
--
-- kind     view
-- key      workspace_id, company_id, segment_id
-- reads    intercom.companies, stg_gone_parents
-- units    none
-- nulls    deleted_at is null unless the company or the segment is gone
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

own as (

    select
        workspace_id,
        company_id,
        segment_id
    from entries
    where segment_id is not null
    group by workspace_id, company_id, segment_id

),

stg_company_segments as (

    select
        own.*,
        least(gone_companies.gone_at, gone_segments.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_companies
        on
            own.workspace_id = gone_companies.workspace_id
            and gone_companies.resource_name = 'companies'
            and own.company_id = gone_companies.object_id
    left join stg_gone_parents as gone_segments
        on
            own.workspace_id = gone_segments.workspace_id
            and gone_segments.resource_name = 'segments'
            and own.segment_id = gone_segments.object_id

)

select * from stg_company_segments
