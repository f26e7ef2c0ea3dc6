-- stg_conversation_tag_changes: one row per part that changed tags, tag and whether it was added.
--
-- kind     view
-- key      workspace_id, part_id, tag_name, is_added
-- reads    intercom.conversation_parts
-- units    changed_at is UTC
-- nulls    changed_by_id is null where nobody is named
-- excludes entries that are no name
--
-- A history: a row stays when what it happened to is gone.

with

changes as (

    select
        workspace_id,
        id as part_id,
        conversation_id,
        author_id as changed_by_id,
        created_at as changed_at,
        true as is_added,
        cast(event_details as json) -> 'tags_added' as tag_list
    from intercom.conversation_parts
    where part_type = 'conversation_tags_updated'
    union all
    select
        workspace_id,
        id as part_id,
        conversation_id,
        author_id as changed_by_id,
        created_at as changed_at,
        false as is_added,
        cast(event_details as json) -> 'tags_removed' as tag_list
    from intercom.conversation_parts
    where part_type = 'conversation_tags_updated'

),

entries as (

    select
        changes.workspace_id,
        changes.part_id,
        changes.conversation_id,
        changes.changed_by_id,
        changes.changed_at,
        changes.is_added,
        changes.tag_list ->> cast(item.place as int) as tag_name
    from changes
    cross join lateral generate_series(
        0,
        case
            when cast(changes.tag_list as text) like '[%'
                then cast(json_array_length(changes.tag_list) as int)
            else 0
        end - 1
    ) as item (place)

),

stg_conversation_tag_changes as (

    select
        workspace_id,
        conversation_id,
        part_id,
        tag_name,
        is_added,
        min(changed_by_id) as changed_by_id,
        min(changed_at) as changed_at
    from entries
    where tag_name is not null
    group by workspace_id, conversation_id, part_id, tag_name, is_added

)

select * from stg_conversation_tag_changes
