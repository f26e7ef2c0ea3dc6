-- int_conversation_profiles: one row per conversation: who began it, where, with whom, about what.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    stg_conversations, int_counted_conversations, conversation_events,
--          int_resolution_cycles, int_conversation_lists
-- units    priority_rank runs from 0, none, to 4, urgent; *_at are UTC
-- nulls    rating is null until one was given; closed_by_last is null until a close
-- excludes conversations that do not count
-- incremental conversation_id
--
-- A conversation was begun by who wrote its first message. That is the opening, unless nothing was
-- said by it, as in one that was born as a ticket. Its first message is joined from the left, as in
-- int_statistics.

with

firsts as (

    select
        workspace_id,
        conversation_id,
        is_reply,
        author_kind,
        author_id,
        row_number() over (
            partition by workspace_id, conversation_id
            order by
                case when is_reply and part_id is null then 0 when is_reply then 1 else 2 end,
                event_order
        ) as place
    from conversation_events

),

beginnings as (

    select
        firsts.workspace_id,
        firsts.conversation_id,
        case
            when conversations.source_delivered_as in ('campaigns_initiated', 'automated')
                then 'campaign'
            when firsts.is_reply then firsts.author_kind
            else 'nobody'
        end as started_by,
        case when firsts.is_reply then firsts.author_id end as started_by_id
    from firsts
    left join stg_conversations as conversations
        on
            firsts.workspace_id = conversations.workspace_id
            and firsts.conversation_id = conversations.conversation_id
    where firsts.place = 1

),

int_conversation_profiles as (

    select
        -- keys
        conversations.workspace_id,
        conversations.conversation_id,
        coalesce(
            case when beginnings.started_by = 'customer' then beginnings.started_by_id end,
            lists.any_contact_id
        ) as contact_id,
        conversations.company_id,
        conversations.admin_assignee_id,
        conversations.team_assignee_id,

        -- attributes
        conversations.state,
        case conversations.priority
            when 'low' then 1
            when 'medium' then 2
            when 'high' then 3
            when 'priority' then 3
            when 'urgent' then 4
            else 0
        end as priority_rank,
        coalesce(conversations.channel_initial, sources.channel) as channel_started,
        coalesce(
            conversations.channel_current, conversations.channel_initial, sources.channel
        ) as channel_now,
        beginnings.started_by,
        beginnings.started_by = 'customer' as is_inbound,
        beginnings.started_by not in ('customer', 'nobody') as is_outbound,
        last_closes.closed_by_kind as closed_by_last,
        cast(conversations.custom_attributes as json) ->> 'Brand' as brand,
        lists.topics,
        lists.tags,
        coalesce(lists.tag_count, 0) as tags_count,
        coalesce(lists.contact_count, 0) as contact_ids_count,
        lists.ticket_ids,
        lists.linked_conversation_ids,
        conversations.rating_value as rating,
        conversations.rating_teammate_id,
        coalesce(conversations.ai_agent_participated, false) as fin_involved,
        counted.is_whole,
        counted.parts_loaded_count as parts_loaded,
        counted.parts_missing_count as parts_missing,

        -- timestamps
        conversations.report_time_zone,
        conversations.local_date,
        conversations.created_at,
        conversations.rating_updated_at as rating_at
    from stg_conversations as conversations
    inner join int_counted_conversations as counted
        on
            conversations.workspace_id = counted.workspace_id
            and conversations.conversation_id = counted.conversation_id
    left join beginnings
        on
            conversations.workspace_id = beginnings.workspace_id
            and conversations.conversation_id = beginnings.conversation_id
    cross join
        lateral (
            values
            (
                case
                    when conversations.source_type = 'conversation' then 'messenger'
                    else conversations.source_type
                end
            )
        ) as sources (channel)
    left join int_resolution_cycles as last_closes
        on
            conversations.workspace_id = last_closes.workspace_id
            and conversations.conversation_id = last_closes.conversation_id
            and last_closes.is_last_closed
    left join int_conversation_lists as lists
        on
            conversations.workspace_id = lists.workspace_id
            and conversations.conversation_id = lists.conversation_id

)

select * from int_conversation_profiles
