-- stg_conversation_parts: one row per thing that happened in a conversation after its opening.
--
-- kind     view
-- key      workspace_id, part_id
-- reads    intercom.conversation_parts, intercom.conversations, intercom.workspaces,
--          stg_gone_parents
-- units    *_at are UTC; happened_at is created_at, if that is possible at all: before 2011 there
--          was no Intercom, and nothing was read a day before it happened
-- nulls    removed_at is null while Intercom shows the part; an older part of a thread that is cut
--          at 500 parts counts as shown; body_* and has_files where an older version loaded it;
--          deleted_at also tells that the conversation is gone
-- excludes nothing

with

parts as (

    select * from intercom.conversation_parts

),

conversations as (

    select * from intercom.conversations

),

workspaces as (

    select * from intercom.workspaces
    where id = workspace_id

),

own as (

    select
        -- keys
        parts.workspace_id,
        parts.id as part_id,
        parts.conversation_id,

        -- attributes
        parts.part_type,
        parts.body,
        parts.body_has_picture,
        parts.state,
        parts.redacted as is_redacted,
        parts.author_type,
        parts.author_id,
        parts.author_name,
        parts.author_email,
        coalesce(parts.author_is_operator, parts.author_email like 'operator+%', false)
            as is_author_operator,
        parts.author_from_ai_agent,
        parts.author_is_ai_answer,
        parts.assigned_to_type,
        parts.assigned_to_id,
        parts.attachments,
        parts.has_files,
        parts.event_details,
        parts.app_package_code,

        -- measures
        parts.body_length,
        parts.body_words,

        -- timestamps
        parts.created_at,
        case
            when parts.created_at < timestamptz '2011-01-01 00:00:00+00'
                then coalesce(workspaces.created_at, timestamptz '2011-01-01 00:00:00+00')
            when parts.created_at > parts.synced_at + interval '1 day'
                then parts.synced_at + interval '1 day'
            else parts.created_at
        end as happened_at,
        parts.updated_at,
        parts.synced_at,
        case
            when
                parts.synced_at < conversations.synced_at
                and conversations.parts_received is not null
                and conversations.parts_truncated is not true
                then conversations.synced_at
        end as removed_at
    from parts
    left join conversations
        on
            parts.workspace_id = conversations.workspace_id
            and parts.conversation_id = conversations.id
    left join workspaces
        on parts.workspace_id = workspaces.id

),

stg_conversation_parts as (

    select
        own.*,
        least(own.removed_at, gone_conversations.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id

)

select * from stg_conversation_parts
