-- int_conversation_merges: one row per conversation that tells of a merge, and one merged away.
--
-- kind     table
-- key      workspace_id, conversation_id, merged_id
-- reads    stg_conversation_parts, stg_conversation_custom_attributes
-- units    none
-- nulls    merged_into_id is null where nothing names the conversation that survives
-- excludes parts that Intercom no longer shows
-- incremental conversation_id
--
-- The secondary conversation is merged into the primary. Ids in the details of the part tell which
-- is which; without them a part of type merged_secondary_conversation, or the attribute Merged,
-- stands in the secondary one itself.

with

parts as (

    select
        workspace_id,
        conversation_id,
        part_type,
        coalesce(
            cast(event_details as json) ->> 'secondary_conversation_id',
            cast(event_details as json) -> 'secondary_conversation' ->> 'id'
        ) as secondary_id,
        coalesce(
            cast(event_details as json) ->> 'primary_conversation_id',
            cast(event_details as json) -> 'primary_conversation' ->> 'id'
        ) as primary_id
    from stg_conversation_parts
    where
        part_type in ('merged_primary_conversation', 'merged_secondary_conversation')
        and removed_at is null

),

told as (

    select
        workspace_id,
        conversation_id,
        case
            when secondary_id is not null then secondary_id
            when primary_id != conversation_id then conversation_id
            when primary_id is null and part_type = 'merged_secondary_conversation'
                then conversation_id
        end as merged_id,
        coalesce(primary_id, conversation_id) as merged_into_id
    from parts
    union all
    select
        workspace_id,
        conversation_id,
        conversation_id as merged_id,
        null as merged_into_id
    from stg_conversation_custom_attributes
    where
        attribute_name = 'Merged'
        and removed_at is null
        and lower(cast(value as text)) in ('true', '"true"')

),

int_conversation_merges as (

    select
        workspace_id,
        conversation_id,
        merged_id,
        max(merged_into_id) filter (where merged_into_id != merged_id) as merged_into_id
    from told
    where merged_id is not null
    group by workspace_id, conversation_id, merged_id

)

select * from int_conversation_merges
