-- int_conversation_things: one row per opening message and per part: who did what, without order.
--
-- kind     view
-- key      workspace_id, event_id
-- reads    stg_conversations, stg_conversation_parts
-- units    happened_at is UTC
-- nulls    part_id and part_state are null for the opening message; assigned_to_* unless the thing
--          assigned; author_type where nobody is named
-- excludes parts that Intercom no longer shows

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

int_conversation_things as (

    select * from openings
    union all
    select * from parts

)

select * from int_conversation_things
