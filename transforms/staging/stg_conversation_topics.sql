-- stg_conversation_topics: one row per conversation and topic that Intercom's AI found in it.
--
-- kind     view
-- key      workspace_id, conversation_id, topic_name
-- reads    intercom.conversations, stg_gone_parents
-- units    none
-- nulls    deleted_at is null unless the conversation is gone
-- excludes topics without a name; subtopics; a topic that is named twice is one row

with

parents as (

    select * from intercom.conversations

),

lists as (

    select
        workspace_id,
        id as conversation_id,
        cast(ai_topics as json) -> 'topics' as topics
    from parents
    where cast(ai_topics as text) like '{%'

),

entries as (

    select
        lists.workspace_id,
        lists.conversation_id,
        lists.topics -> cast(item.place as int) ->> 'topic_name' as topic_name
    from lists
    cross join lateral generate_series(
        0,
        case
            when cast(lists.topics as text) like '[%'
                then cast(json_array_length(lists.topics) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        conversation_id,
        topic_name
    from entries
    where topic_name is not null
    group by workspace_id, conversation_id, topic_name

),

stg_conversation_topics as (

    select
        own.*,
        gone_conversations.gone_at as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id

)

select * from stg_conversation_topics
