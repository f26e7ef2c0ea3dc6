-- stg_help_center_redirects: one row per old address of a help center, gone ones included.
--
-- kind     view
-- key      workspace_id, redirect_id
-- reads    intercom.help_center_redirects, stg_complete_reads, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null while Intercom lists the redirect; then the newest read without it;
--          deleted_at also tells that the help center is gone
-- excludes nothing

with

help_center_redirects as (

    select * from intercom.help_center_redirects

),

own as (

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
        stg_complete_reads.read_at as removed_at
    from help_center_redirects
    left join stg_complete_reads
        on
            help_center_redirects.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'help_center_redirects'
            and help_center_redirects.synced_at < stg_complete_reads.read_at

),

stg_help_center_redirects as (

    select
        own.*,
        least(own.removed_at, gone_help_centers.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_help_centers
        on
            own.workspace_id = gone_help_centers.workspace_id
            and gone_help_centers.resource_name = 'help_centers'
            and own.help_center_id = gone_help_centers.object_id

)

select * from stg_help_center_redirects
