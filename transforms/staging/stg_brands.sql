-- stg_brands: one row per brand, gone ones included.
--
-- kind     view
-- key      workspace_id, brand_id
-- reads    intercom.brands, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the brand; then the newest read without it
-- excludes nothing

with

brands as (

    select * from intercom.brands

),

stg_brands as (

    select
        -- keys
        brands.workspace_id,
        brands.id as brand_id,
        brands.help_center_id,
        brands.default_address_settings_id as default_email_id,

        -- attributes
        brands.name,
        brands.is_default,

        -- timestamps
        brands.created_at,
        brands.updated_at,
        brands.synced_at,
        stg_complete_reads.read_at as deleted_at
    from brands
    left join stg_complete_reads
        on
            brands.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'brands'
            and brands.synced_at < stg_complete_reads.read_at

)

select * from stg_brands
