-- stg_article_versions: one row per version of an article, without its text.
--
-- kind     view
-- key      workspace_id, version_id
-- reads    intercom.article_versions, stg_gone_parents
-- units    *_at are UTC
-- nulls    from_version_id is null for the first version of an article; deleted_at is null unless
--          the article is gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

own as (

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

),

stg_article_versions as (

    select
        own.*,
        gone_articles.gone_at as deleted_at
    from own
    left join stg_gone_parents as gone_articles
        on
            own.workspace_id = gone_articles.workspace_id
            and gone_articles.resource_name = 'articles'
            and own.article_id = gone_articles.object_id

)

select * from stg_article_versions
