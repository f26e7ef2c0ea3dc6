-- stg_gone_parents: one row per object that is gone and takes along what hangs on it.
--
-- kind     view
-- key      workspace_id, resource_name, object_id
-- reads    intercom.deleted_conversations, intercom.gone_objects, intercom.conversations,
--          stg_contacts, contact_redirects, stg_companies, stg_tickets, stg_tags, stg_segments,
--          stg_subscription_types, stg_teams, stg_admins, stg_articles, stg_help_centers,
--          stg_content_import_sources, stg_newsfeeds, stg_news_items, stg_ticket_types
-- units    gone_at is UTC
-- nulls    none
-- excludes objects that came back
--
-- Staging views join this for each object that a row hangs on: their deleted_at tells that the row
-- or such an object is gone, their removed_at, where they have one, the row alone. Numbers are
-- computed from removed_at: whether a deleted conversation counts is decided for all of it.
-- Histories join nothing: what happened stays when what it happened to is gone. Conversations are
-- told by their short lists, since the largest tables join them.

with

told as (

    select
        workspace_id,
        id as object_id,
        deleted_at as gone_at
    from intercom.deleted_conversations
    union all
    select
        gone.workspace_id,
        gone.id as object_id,
        gone.seen_at as gone_at
    from intercom.gone_objects as gone
    inner join intercom.conversations as conversations
        on
            gone.workspace_id = conversations.workspace_id
            and gone.id = conversations.id
            and gone.seen_at > conversations.synced_at
    where gone.resource = 'conversations'

),

stg_gone_parents as (

    select
        workspace_id,
        'conversations' as resource_name,
        object_id,
        min(gone_at) as gone_at
    from told
    group by workspace_id, object_id
    union all
    select
        contacts.workspace_id,
        'contacts' as resource_name,
        contacts.contact_id as object_id,
        coalesce(contacts.deleted_at, redirects.merged_at, contacts.synced_at) as gone_at
    from stg_contacts as contacts
    left join contact_redirects as redirects
        on
            contacts.workspace_id = redirects.workspace_id
            and contacts.contact_id = redirects.merged_contact_id
    where contacts.deleted_at is not null or contacts.merged_into_id is not null
    union all
    select
        workspace_id,
        'companies' as resource_name,
        company_id as object_id,
        deleted_at as gone_at
    from stg_companies
    where deleted_at is not null
    union all
    select
        workspace_id,
        'tickets' as resource_name,
        ticket_id as object_id,
        deleted_at as gone_at
    from stg_tickets
    where deleted_at is not null
    union all
    select
        workspace_id,
        'tags' as resource_name,
        tag_id as object_id,
        deleted_at as gone_at
    from stg_tags
    where deleted_at is not null
    union all
    select
        workspace_id,
        'segments' as resource_name,
        segment_id as object_id,
        deleted_at as gone_at
    from stg_segments
    where deleted_at is not null
    union all
    select
        workspace_id,
        'subscription_types' as resource_name,
        subscription_type_id as object_id,
        deleted_at as gone_at
    from stg_subscription_types
    where deleted_at is not null
    union all
    select
        workspace_id,
        'teams' as resource_name,
        team_id as object_id,
        deleted_at as gone_at
    from stg_teams
    where deleted_at is not null
    union all
    select
        workspace_id,
        'admins' as resource_name,
        admin_id as object_id,
        deleted_at as gone_at
    from stg_admins
    where deleted_at is not null
    union all
    select
        workspace_id,
        'articles' as resource_name,
        article_id as object_id,
        deleted_at as gone_at
    from stg_articles
    where deleted_at is not null
    union all
    select
        workspace_id,
        'help_centers' as resource_name,
        help_center_id as object_id,
        deleted_at as gone_at
    from stg_help_centers
    where deleted_at is not null
    union all
    select
        workspace_id,
        'content_import_sources' as resource_name,
        content_import_source_id as object_id,
        deleted_at as gone_at
    from stg_content_import_sources
    where deleted_at is not null
    union all
    select
        workspace_id,
        'newsfeeds' as resource_name,
        newsfeed_id as object_id,
        deleted_at as gone_at
    from stg_newsfeeds
    where deleted_at is not null
    union all
    select
        workspace_id,
        'news_items' as resource_name,
        news_item_id as object_id,
        deleted_at as gone_at
    from stg_news_items
    where deleted_at is not null
    union all
    select
        workspace_id,
        'ticket_types' as resource_name,
        ticket_type_id as object_id,
        deleted_at as gone_at
    from stg_ticket_types
    where deleted_at is not null

)

select * from stg_gone_parents
