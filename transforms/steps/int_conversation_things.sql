-- int_conversation_things: one row per opening message and per part: who did what, without order.
--
-- kind     view
-- key      workspace_id, event_id
-- reads    stg_conversations, stg_conversation_parts
-- units    happened_at is UTC; body_length is characters without markup, word_count words
-- nulls    part_id and part_state are null for the opening message; assigned_to_* unless the thing
--          assigned; author_type where nobody is named
-- excludes parts that Intercom no longer shows
--
-- Every conversation has an opening, also where nothing was said by it: since 2026 one that was
-- born as a ticket has no source. From 2.16 on a source of type unknown may repeat a comment, which
-- is then told once, as the comment.
-- What a text holds was counted before it was loaded, so that it may be redacted; here only for
-- what an older version loaded. Words are counted by their spaces, by a pattern only where spaces
-- meet: it costs three times as much.

with

repeated as (

    select
        conversations.workspace_id,
        conversations.conversation_id
    from stg_conversations as conversations
    inner join stg_conversation_parts as parts
        on
            conversations.workspace_id = parts.workspace_id
            and conversations.conversation_id = parts.conversation_id
            and conversations.source_author_id = parts.author_id
            and coalesce(
                conversations.source_body_length = parts.body_length
                and conversations.source_body_words = parts.body_words
                and conversations.source_body_has_picture = parts.body_has_picture,
                conversations.source_body = parts.body
            )
    where
        conversations.source_type = 'unknown'
        and parts.part_type = 'comment'
        and parts.removed_at is null
    group by conversations.workspace_id, conversations.conversation_id

),

sources as (

    select
        conversations.*,
        repeated.conversation_id is not null as is_repeated
    from stg_conversations as conversations
    left join repeated
        on
            conversations.workspace_id = repeated.workspace_id
            and conversations.conversation_id = repeated.conversation_id

),

openings as (

    select
        workspace_id,
        conversation_id,
        conversation_id || ':opening' as event_id,
        cast(null as text) as part_id,
        'opening' as part_type,
        cast(null as text) as part_state,
        source_body as body,
        source_body_length as body_length,
        source_body_words as word_count,
        source_body_has_picture as has_picture,
        source_has_files as has_files,
        coalesce(is_source_redacted, false) as is_redacted,
        cast(source_attachments as text) as attachments,
        source_author_id as author_id,
        source_author_email as author_email,
        is_source_author_operator as is_operator,
        is_repeated,
        false as is_from_ai,
        cast(null as text) as assigned_to_type,
        cast(null as text) as assigned_to_id,
        cast(null as text) as app_package_code,
        begun_at as happened_at,
        case
            when source_author_type is not null then source_author_type
            when source_delivered_as = 'customer_initiated' then 'contact'
        end as author_type
    from sources

),

parts as (

    select
        workspace_id,
        conversation_id,
        part_id as event_id,
        part_id,
        coalesce(part_type, 'unknown') as part_type,
        state as part_state,
        body,
        body_length,
        body_words as word_count,
        body_has_picture as has_picture,
        has_files,
        coalesce(is_redacted, false) as is_redacted,
        cast(attachments as text) as attachments,
        author_id,
        author_email,
        is_author_operator as is_operator,
        false as is_repeated,
        coalesce(author_from_ai_agent, false) or coalesce(author_is_ai_answer, false)
            as is_from_ai,
        assigned_to_type,
        assigned_to_id,
        app_package_code,
        happened_at,
        author_type
    from stg_conversation_parts
    where removed_at is null

),

loaded as (

    select * from openings
    union all
    select * from parts

),

things as (

    select
        *,
        case
            when body_length is null
                then trim(
                    replace(
                        replace(
                            regexp_replace(coalesce(body, ''), '<[^>]*>', ' ', 'g'), '&nbsp;', ' '
                        ),
                        chr(10), ' '
                    )
                )
        end as words
    from loaded

),

int_conversation_things as (

    select
        workspace_id,
        conversation_id,
        event_id,
        part_id,
        part_type,
        part_state,
        author_type,
        author_id,
        author_email,
        is_operator,
        is_redacted,
        is_repeated,
        is_from_ai,
        assigned_to_type,
        assigned_to_id,
        app_package_code,
        coalesce(has_picture, body like '%<img%', false) as has_picture,
        coalesce(has_files, attachments like '[{%', false) as has_files,
        coalesce(body_length, length(words)) as body_length,
        coalesce(
            word_count,
            case
                when words = '' then 0
                when words like '%  %' then length(regexp_replace(words, '[^ ]+ *', 'w', 'g'))
                else length(words) - length(replace(words, ' ', '')) + 1
            end
        ) as word_count,
        happened_at
    from things

)

select * from int_conversation_things
