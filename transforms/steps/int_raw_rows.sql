-- int_raw_rows: one row per resource that carries dates: what the warehouse holds of it.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    stg_conversations, stg_contacts, stg_companies, stg_tickets
-- units    numbers are rows; *_at are UTC
-- nulls    the numbers of threads are null for other resources; newest_updated_at if none is dated
-- excludes lists that are read whole each time
--
-- parts_behind are threads of which fewer parts came than Intercom counts, under its limit of 500.

with

dated as (

    select
        workspace_id,
        'conversations' as resource_name,
        parts_received is null as is_without_parts,
        coalesce(parts_truncated, false) as is_truncated,
        coalesce(parts_received < parts_total_count and not parts_truncated, false) as is_behind,
        deleted_at is not null as is_deleted,
        updated_at
    from stg_conversations
    union all
    select
        workspace_id,
        'contacts' as resource_name,
        null as is_without_parts,
        null as is_truncated,
        null as is_behind,
        deleted_at is not null as is_deleted,
        updated_at
    from stg_contacts
    union all
    select
        workspace_id,
        'companies' as resource_name,
        null as is_without_parts,
        null as is_truncated,
        null as is_behind,
        deleted_at is not null as is_deleted,
        updated_at
    from stg_companies
    union all
    select
        workspace_id,
        'tickets' as resource_name,
        parts_received is null as is_without_parts,
        coalesce(parts_truncated, false) as is_truncated,
        coalesce(parts_received < parts_total_count and not parts_truncated, false) as is_behind,
        deleted_at is not null as is_deleted,
        updated_at
    from stg_tickets

),

int_raw_rows as (

    select
        workspace_id,
        resource_name,
        count(*) as rows_held,
        count(*) filter (where is_deleted) as deleted_seen,
        case
            when resource_name in ('conversations', 'tickets')
                then count(*) filter (where is_without_parts)
        end as conversations_without_parts,
        case
            when resource_name in ('conversations', 'tickets')
                then count(*) filter (where is_truncated)
        end as truncated_threads,
        case
            when resource_name in ('conversations', 'tickets')
                then count(*) filter (where is_behind)
        end as parts_behind,
        max(updated_at) as newest_updated_at
    from dated
    group by workspace_id, resource_name

)

select * from int_raw_rows
