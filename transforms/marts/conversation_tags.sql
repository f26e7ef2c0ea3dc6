-- conversation_tags: one row per conversation and tag that it carries or carried.
--
-- kind     table
-- key      workspace_id, conversation_id, tag_name
-- reads    stg_conversation_tags, stg_conversation_tag_changes, int_counted_conversations
-- units    *_at are UTC
-- nulls    tag_id is null for a tag that is no longer carried; applied_* where neither the tag nor
--          a part tells; removed_at while the tag is carried
-- excludes conversations that do not count
-- incremental conversation_id
--
-- Parts tell names only, so a tag is known by its name; of several changes the newest counts.

with

changes as (

    select
        *,
        row_number() over (
            partition by workspace_id, conversation_id, tag_name, is_added
            order by
                changed_at desc nulls last, length(part_id) desc nulls last, part_id desc nulls last
        ) as place
    from stg_conversation_tag_changes

),

present as (

    select
        workspace_id,
        conversation_id,
        coalesce(tag_name, tag_id) as tag_name,
        min(tag_id) as tag_id,
        min(applied_at) as applied_at,
        min(applied_by_id) as applied_by_id
    from stg_conversation_tags
    group by workspace_id, conversation_id, coalesce(tag_name, tag_id)

),

tags_ever as (

    select
        workspace_id,
        conversation_id,
        tag_name
    from present
    union distinct
    select
        workspace_id,
        conversation_id,
        tag_name
    from changes

),

conversation_tags as (

    select
        -- keys
        tags_ever.workspace_id,
        tags_ever.conversation_id,
        tags_ever.tag_name,
        present.tag_id,
        coalesce(present.applied_by_id, additions.changed_by_id) as applied_by_id,
        additions.part_id,

        -- attributes
        present.tag_name is not null as is_current,

        -- timestamps
        coalesce(present.applied_at, additions.changed_at) as applied_at,
        case when present.tag_name is null then removals.changed_at end as removed_at
    from tags_ever
    inner join int_counted_conversations as counted
        on
            tags_ever.workspace_id = counted.workspace_id
            and tags_ever.conversation_id = counted.conversation_id
    left join present
        on
            tags_ever.workspace_id = present.workspace_id
            and tags_ever.conversation_id = present.conversation_id
            and tags_ever.tag_name = present.tag_name
    left join changes as additions
        on
            tags_ever.workspace_id = additions.workspace_id
            and tags_ever.conversation_id = additions.conversation_id
            and tags_ever.tag_name = additions.tag_name
            and additions.is_added
            and additions.place = 1
    left join changes as removals
        on
            tags_ever.workspace_id = removals.workspace_id
            and tags_ever.conversation_id = removals.conversation_id
            and tags_ever.tag_name = removals.tag_name
            and not removals.is_added
            and removals.place = 1

)

select * from conversation_tags
