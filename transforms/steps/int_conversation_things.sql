-- int_conversation_things: one row per opening message and per part: who did what, without order.
--
-- kind     view
-- key      workspace_id, event_id
-- reads    stg_conversations, stg_conversation_parts, part_types, int_counted_conversations
-- units    happened_at is UTC; body_length is characters without markup, word_count words
-- nulls    word_count is null unless a customer wrote; part_id for the opening message;
--          assigned_to_type unless the thing assigned
-- excludes parts that Intercom no longer shows, conversations that do not count

with

openings as (

    select
        workspace_id,
        conversation_id,
        conversation_id || ':opening' as event_id,
        cast(null as text) as part_id,
        'opening' as part_type,
        cast(null as text) as part_state,
        source_body as body,
        cast(source_attachments as text) as attachments,
        source_author_id as author_id,
        source_author_email as author_email,
        false as is_from_ai,
        cast(null as text) as assigned_to_type,
        cast(null as text) as assigned_to_id,
        cast(null as text) as app_package_code,
        created_at as happened_at,
        case
            when source_author_type is not null then source_author_type
            when coalesce(source_delivered_as, 'customer_initiated') = 'customer_initiated'
                then 'contact'
        end as author_type
    from stg_conversations

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
        cast(attachments as text) as attachments,
        author_id,
        author_email,
        coalesce(author_from_ai_agent, false) or coalesce(author_is_ai_answer, false)
            as is_from_ai,
        assigned_to_type,
        assigned_to_id,
        app_package_code,
        created_at as happened_at,
        author_type
    from stg_conversation_parts
    where deleted_at is null

),

things as (

    select * from openings
    union all
    select * from parts

),

described as (

    select
        things.*,
        coalesce(part_types.kind, 'other') as kind,
        part_types.state_after as state_set,
        case
            when things.is_from_ai then 'fin'
            when things.author_type = 'bot' or things.author_email like 'operator+%' then 'bot'
            when things.author_type = 'admin' then 'teammate'
            when things.author_type in ('user', 'lead', 'contact', 'visitor') then 'customer'
            when things.author_type = 'team' then 'team'
            else 'system'
        end as author_kind,
        trim(
            replace(
                regexp_replace(coalesce(things.body, ''), '<[^>]*>|&nbsp;', ' ', 'g'), chr(10), ' '
            )
        ) as words
    from things
    inner join int_counted_conversations
        on
            things.workspace_id = int_counted_conversations.workspace_id
            and things.conversation_id = int_counted_conversations.conversation_id
    left join part_types
        on things.part_type = part_types.part_type

),

int_conversation_things as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_id,
        part_id,

        -- attributes
        kind,
        part_type,
        part_state,
        author_kind,
        author_id,
        assigned_to_type,
        assigned_to_id,
        app_package_code,
        part_type = 'opening'
        or (
            kind in ('message', 'state', 'assignment', 'other')
            and (
                words != ''
                or coalesce(body, '') like '%<img%'
                or coalesce(attachments, '') like '[{%'
            )
        ) as is_reply,
        state_set,

        -- measures
        length(words) as body_length,
        case
            when author_kind = 'customer' and words != ''
                then length(regexp_replace(regexp_replace(words, '[^ ]+', 'w', 'g'), ' ', '', 'g'))
        end as word_count,

        -- timestamps
        happened_at
    from described

)

select * from int_conversation_things
