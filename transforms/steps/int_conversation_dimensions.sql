-- int_conversation_dimensions: one row per conversation and value that its periods are told by.
--
-- kind     table
-- key      workspace_id, conversation_id, dimension, dimension_id
-- reads    int_conversation_profiles, int_conversation_countries, conversation_tags,
--          stg_conversation_topics
-- units    none
-- nulls    none
-- excludes teams and teammates, who differ from act to act; conversations without a company, brand,
--          country, tag or topic, from that dimension
-- incremental conversation_id
--
-- What belongs to no channel has the dimension_id none.

with

int_conversation_dimensions as (

    select
        profiles.workspace_id,
        profiles.conversation_id,
        place.dimension,
        place.dimension_id
    from int_conversation_profiles as profiles
    cross join
        lateral (
            values
            ('all', 'all'),
            ('channel', coalesce(profiles.channel_started, 'none')),
            ('started_by', profiles.started_by),
            ('priority', cast(profiles.priority_rank as text)),
            ('company', profiles.company_id),
            ('brand', profiles.brand)
        ) as place (dimension, dimension_id)
    where place.dimension_id is not null
    union all
    select
        workspace_id,
        conversation_id,
        'tag' as dimension,
        tag_name as dimension_id
    from conversation_tags
    where is_current
    union all
    select
        workspace_id,
        conversation_id,
        'topic' as dimension,
        topic_name as dimension_id
    from stg_conversation_topics
    union all
    select
        workspace_id,
        conversation_id,
        'country' as dimension,
        country as dimension_id
    from int_conversation_countries

)

select * from int_conversation_dimensions
