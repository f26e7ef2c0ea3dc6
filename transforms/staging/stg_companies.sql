-- stg_companies: one row per company, those that are gone included.
--
-- kind     view
-- key      workspace_id, company_id
-- reads    intercom.companies, stg_complete_reads, stg_gone_objects
-- units    monthly_spend is in the workspace's own currency; *_at are UTC
-- nulls    deleted_at is null while a complete read finds the company; then the newest without
--          it, or when the company was asked for by its id and was no more
-- excludes nothing

with

companies as (

    select * from intercom.companies

),

stg_companies as (

    select
        -- keys
        companies.workspace_id,
        companies.id as company_id,
        companies.company_id as external_id,

        -- attributes
        companies.name,
        companies.website,
        companies.industry,
        cast(companies.plan as json) ->> 'name' as plan_name,
        companies.custom_attributes,

        -- measures
        companies.size as employee_count,
        companies.monthly_spend,
        companies.session_count,
        companies.user_count,

        -- timestamps
        companies.remote_created_at,
        companies.created_at,
        companies.updated_at,
        companies.last_request_at,
        companies.synced_at,
        coalesce(stg_gone_objects.found_gone_at, stg_complete_reads.read_at) as deleted_at
    from companies
    left join stg_complete_reads
        on
            companies.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'companies'
            and companies.synced_at < stg_complete_reads.read_at
    left join stg_gone_objects
        on
            companies.workspace_id = stg_gone_objects.workspace_id
            and companies.id = stg_gone_objects.object_id
            and stg_gone_objects.resource_name = 'companies'
            and companies.synced_at < stg_gone_objects.found_gone_at

)

select * from stg_companies
