-- stg_companies: one row per company, those that are gone included.
--
-- kind     view
-- key      workspace_id, company_id
-- reads    intercom.companies, stg_complete_reads
-- units    monthly_spend is in the workspace's own currency; *_at are UTC
-- nulls    deleted_at is null while a complete read finds the company; then the newest without it
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
        case
            when companies.synced_at < stg_complete_reads.read_at then stg_complete_reads.read_at
        end as deleted_at
    from companies
    left join stg_complete_reads
        on
            companies.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'companies'

)

select * from stg_companies
