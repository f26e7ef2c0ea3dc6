-- int_counted_conversations: one row per conversation that counts in reports.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    stg_conversations, stg_conversation_parts, stg_conversation_tags, settings,
--          excluded_tags
-- units    *_count are numbers of parts
-- nulls    parts_missing_count is null until the thread was read; opened_at where Intercom gives an
--          impossible time
-- excludes deleted conversations unless Intercom retained their metrics or a setting counts them;
--          ones that were merged into another; previews of Fin and of workflows; ones that carry a
--          tag which a setting excludes, in capital letters or not
-- incremental conversation_id

with

parts as (

    select
        workspace_id,
        conversation_id,
        count(*) as loaded_count
    from stg_conversation_parts
    where removed_at is null
    group by workspace_id, conversation_id

),

excluded as (

    select
        stg_conversation_tags.workspace_id,
        stg_conversation_tags.conversation_id
    from stg_conversation_tags
    inner join excluded_tags
        on lower(stg_conversation_tags.tag_name) = lower(excluded_tags.name)
    group by stg_conversation_tags.workspace_id, stg_conversation_tags.conversation_id

),

threads as (

    select
        conversations.workspace_id,
        conversations.conversation_id,
        conversations.counted_state as state,
        conversations.report_time_zone,
        case
            when conversations.begun_at = conversations.created_at then conversations.created_at
        end as opened_at,
        coalesce(parts.loaded_count, 0) as parts_loaded_count,
        case
            when conversations.parts_received is null then null
            when conversations.parts_truncated
                then greatest(
                    greatest(
                        coalesce(conversations.parts_total_count, 0),
                        coalesce(conversations.stat_count_conversation_parts, 0) - 1
                    ) - coalesce(parts.loaded_count, 0),
                    0
                )
            else 0
        end as parts_missing_count
    from stg_conversations as conversations
    cross join settings
    left join parts
        on
            conversations.workspace_id = parts.workspace_id
            and conversations.conversation_id = parts.conversation_id
    left join excluded
        on
            conversations.workspace_id = excluded.workspace_id
            and conversations.conversation_id = excluded.conversation_id
    where
        excluded.conversation_id is null
        and not conversations.is_merged
        and not conversations.is_preview
        and (
            conversations.deleted_at is null
            or settings.deleted_conversations = 'count'
            or (
                settings.deleted_conversations = 'as_intercom'
                and conversations.is_metrics_retained
            )
        )

),

int_counted_conversations as (

    select
        workspace_id,
        conversation_id,
        state,
        report_time_zone,
        parts_loaded_count,
        parts_missing_count,
        opened_at,
        coalesce(parts_missing_count = 0, false) as is_whole
    from threads

)

select * from int_counted_conversations
