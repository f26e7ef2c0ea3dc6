-- stg_side_conversation_parts: one row per message or event in a talk beside a conversation.
--
-- kind     view
-- key      workspace_id, part_id
-- reads    intercom.side_conversation_parts, stg_side_conversations
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom shows the part and the talk that it belongs to
-- excludes nothing; the table is empty unless the loader was asked for it

with

parts as (

    select * from intercom.side_conversation_parts

),

stg_side_conversation_parts as (

    select
        -- keys
        parts.workspace_id,
        parts.id as part_id,
        parts.side_conversation_id,
        parts.conversation_id,

        -- attributes
        parts.part_type,
        parts.body,
        parts.redacted as is_redacted,
        parts.author_type,
        parts.author_id,
        parts.author_name,
        parts.author_email,
        parts.attachments,

        -- timestamps
        parts.created_at,
        parts.updated_at,
        parts.synced_at,
        coalesce(
            case when parts.synced_at < talks.synced_at then talks.synced_at end,
            talks.deleted_at
        ) as deleted_at
    from parts
    left join stg_side_conversations as talks
        on
            parts.workspace_id = talks.workspace_id
            and parts.side_conversation_id = talks.side_conversation_id

)

select * from stg_side_conversation_parts
