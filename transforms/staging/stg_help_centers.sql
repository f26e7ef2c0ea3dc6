-- stg_help_centers: one row per help center, gone ones included.
--
-- kind     view
-- key      workspace_id, help_center_id
-- reads    intercom.help_centers, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the help center; then the newest read without it
-- excludes nothing

with

help_centers as (

    select * from intercom.help_centers

),

stg_help_centers as (

    select
        -- keys
        help_centers.workspace_id,
        help_centers.id as help_center_id,

        -- attributes
        help_centers.identifier,
        help_centers.display_name,
        help_centers.url,
        help_centers.custom_domain,
        help_centers.locales,
        help_centers.website_turned_on as is_public,
        help_centers.default as is_default,

        -- timestamps
        help_centers.created_at,
        help_centers.updated_at,
        help_centers.synced_at,
        stg_complete_reads.read_at as deleted_at
    from help_centers
    left join stg_complete_reads
        on
            help_centers.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'help_centers'
            and help_centers.synced_at < stg_complete_reads.read_at

)

select * from stg_help_centers
