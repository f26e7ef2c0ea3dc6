-- stg_message_statuses: one row per WhatsApp message of a ruleset.
--
-- kind     view
-- key      workspace_id, message_status_id
-- reads    intercom.message_statuses
-- units    *_at are UTC
-- nulls    error is null unless the message failed
-- excludes nothing
--
-- A history: a row stays when what it happened to is gone.

with

stg_message_statuses as (

    select
        -- keys
        workspace_id,
        id as message_status_id,
        ruleset_id,
        conversation_id,
        user_id as contact_id,
        whatsapp_message_id,

        -- attributes
        type as message_type,
        status,
        template_name,
        error,

        -- timestamps
        created_at,
        updated_at,
        synced_at
    from intercom.message_statuses

)

select * from stg_message_statuses
