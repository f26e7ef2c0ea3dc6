-- int_created_days: one row per resource and day on which something was made: how many.
--
-- kind     view
-- key      workspace_id, resource_name, created_date
-- reads    stg_conversations, stg_contacts, stg_tickets
-- units    days are UTC days of created_at
-- nulls    none
-- excludes what was made after it was read: a wrong date

with

created as (

    select
        workspace_id,
        'conversations' as resource_name,
        cast(created_at at time zone 'UTC' as date) as created_date
    from stg_conversations
    where created_at <= synced_at
    union all
    select
        workspace_id,
        'contacts' as resource_name,
        cast(created_at at time zone 'UTC' as date) as created_date
    from stg_contacts
    where created_at <= synced_at
    union all
    select
        workspace_id,
        'tickets' as resource_name,
        cast(created_at at time zone 'UTC' as date) as created_date
    from stg_tickets
    where created_at <= synced_at

),

int_created_days as (

    select
        workspace_id,
        resource_name,
        created_date,
        count(*) as rows_created
    from created
    group by workspace_id, resource_name, created_date

)

select * from int_created_days
