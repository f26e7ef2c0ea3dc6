-- int_conversation_lists: one row per conversation that has a tag, contact, topic or link.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    stg_conversation_tags, stg_conversation_contacts, stg_conversation_linked_objects,
--          stg_conversation_topics
-- units    names and ids in a list are sorted and parted by a comma
-- nulls    a list without entries is null, its count 0
-- excludes nothing

with

entries as (

    select
        workspace_id,
        conversation_id,
        'tag' as kind,
        coalesce(tag_name, tag_id) as entry
    from stg_conversation_tags
    union all
    select
        workspace_id,
        conversation_id,
        'contact' as kind,
        contact_id as entry
    from stg_conversation_contacts
    union all
    select
        workspace_id,
        conversation_id,
        case when linked_type = 'ticket' then 'ticket' else 'conversation' end as kind,
        linked_id as entry
    from stg_conversation_linked_objects
    union all
    select
        workspace_id,
        conversation_id,
        'topic' as kind,
        topic_name as entry
    from stg_conversation_topics

),

int_conversation_lists as (

    select
        workspace_id,
        conversation_id,
        string_agg(entry, ', ' order by entry) filter (where kind = 'tag') as tags,
        count(*) filter (where kind = 'tag') as tag_count,
        min(entry) filter (where kind = 'contact') as any_contact_id,
        count(*) filter (where kind = 'contact') as contact_count,
        string_agg(entry, ', ' order by entry) filter (where kind = 'ticket') as ticket_ids,
        string_agg(entry, ', ' order by entry) filter (where kind = 'conversation')
            as linked_conversation_ids,
        string_agg(entry, ', ' order by entry) filter (where kind = 'topic') as topics
    from entries
    group by workspace_id, conversation_id

)

select * from int_conversation_lists
