-- stg_help_center_redirects: one row per old address of a help center, gone ones included.
--
-- kind     view
-- key      workspace_id, redirect_id
-- reads    intercom.help_center_redirects, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the redirect; then the newest read without it
-- excludes nothing

with

help_center_redirects as (

    select * from intercom.help_center_redirects

),

stg_help_center_redirects as (

    select
        -- keys
        help_center_redirects.workspace_id,
        help_center_redirects.id as redirect_id,
        help_center_redirects.help_center_id,
        help_center_redirects.target_id,

        -- attributes
        help_center_redirects.from_url,
        help_center_redirects.locale,
        help_center_redirects.target_type,

        -- timestamps
        help_center_redirects.created_at,
        help_center_redirects.updated_at,
        help_center_redirects.synced_at,
        stg_complete_reads.read_at as deleted_at
    from help_center_redirects
    left join stg_complete_reads
        on
            help_center_redirects.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'help_center_redirects'
            and help_center_redirects.synced_at < stg_complete_reads.read_at

)

select * from stg_help_center_redirects
