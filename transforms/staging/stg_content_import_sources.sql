-- stg_content_import_sources: one row per source of content for Fin, gone ones included.
--
-- kind     view
-- key      workspace_id, content_import_source_id
-- reads    intercom.content_import_sources, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the source; then the newest read without it
-- excludes nothing

with

content_import_sources as (

    select * from intercom.content_import_sources

),

stg_content_import_sources as (

    select
        -- keys
        content_import_sources.workspace_id,
        content_import_sources.id as content_import_source_id,

        -- attributes
        content_import_sources.url,
        content_import_sources.sync_behavior,
        content_import_sources.status,
        content_import_sources.audience_ids,

        -- timestamps
        content_import_sources.created_at,
        content_import_sources.updated_at,
        content_import_sources.last_synced_at as last_imported_at,
        content_import_sources.synced_at,
        stg_complete_reads.read_at as deleted_at
    from content_import_sources
    left join stg_complete_reads
        on
            content_import_sources.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'content_import_sources'
            and content_import_sources.synced_at < stg_complete_reads.read_at

)

select * from stg_content_import_sources
