-- stg_external_pages: one row per imported page that Fin answers from, gone ones included.
--
-- kind     view
-- key      workspace_id, page_id
-- reads    intercom.external_pages, stg_complete_reads, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null while Intercom lists the page; then the newest read without it;
--          deleted_at also tells that the import source is gone
-- excludes nothing

with

external_pages as (

    select * from intercom.external_pages

),

own as (

    select
        -- keys
        external_pages.workspace_id,
        external_pages.id as page_id,
        external_pages.source_id as content_import_source_id,
        external_pages.external_id,

        -- attributes
        external_pages.title,
        external_pages.html,
        external_pages.url,
        external_pages.locale,
        external_pages.ai_agent_availability as is_for_fin,
        external_pages.ai_copilot_availability as is_for_copilot,
        external_pages.ai_sales_agent_availability as is_for_sales_agent,

        -- timestamps
        external_pages.created_at,
        external_pages.updated_at,
        external_pages.last_ingested_at,
        external_pages.synced_at,
        stg_complete_reads.read_at as removed_at
    from external_pages
    left join stg_complete_reads
        on
            external_pages.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'external_pages'
            and external_pages.synced_at < stg_complete_reads.read_at

),

stg_external_pages as (

    select
        own.*,
        least(own.removed_at, gone_content_import_sources.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_content_import_sources
        on
            own.workspace_id = gone_content_import_sources.workspace_id
            and gone_content_import_sources.resource_name = 'content_import_sources'
            and own.content_import_source_id = gone_content_import_sources.object_id

)

select * from stg_external_pages
