-- stg_events: one row per thing that a contact did at yours.
--
-- kind     view
-- key      workspace_id, event_id
-- reads    intercom.events
-- units    happened_at is UTC
-- nulls    external_id and email are null where the event does not name them
-- excludes nothing; the table is empty unless the loader was asked for it
--
-- A history: a row stays when what it happened to is gone.

with

stg_events as (

    select
        -- keys
        workspace_id,
        id as event_id,
        contact_id,
        user_id as external_id,

        -- attributes
        event_name,
        email,
        metadata,

        -- timestamps
        created_at as happened_at,
        synced_at
    from intercom.events

)

select * from stg_events
