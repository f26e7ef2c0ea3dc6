-- stg_article_versions: one row per version of an article, without its text.
--
-- kind     view
-- key      workspace_id, version_id
-- reads    intercom.article_versions
-- units    *_at are UTC
-- nulls    from_version_id is null for the first version of an article
-- excludes nothing; the table is empty unless the loader was asked for it

with

stg_article_versions as (

    select
        -- keys
        workspace_id,
        id as version_id,
        article_id,
        from_version_id,
        author_id as author_admin_id,
        created_by_id as created_by_admin_id,

        -- attributes
        title,
        description,
        state,
        created_via,

        -- timestamps
        created_at,
        synced_at
    from intercom.article_versions

)

select * from stg_article_versions
