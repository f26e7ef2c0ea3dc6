-- stg_conversations: one row per conversation, deleted ones included.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    intercom.conversations, intercom.deleted_conversations, intercom.gone_objects,
--          intercom.workspaces, stg_workspaces, int_conversation_merges
-- units    *_at are UTC; begun_at is created_at, if that is possible at all: before 2011 there was
--          no Intercom, and nothing was read a day before it happened; local_date is its day in the
--          report time zone; stat_* are Intercom's own numbers, untouched, durations in seconds
-- nulls    merged_into_id is null unless it is told into which one this was merged; deleted_at is
--          null while the conversation exists; parts_received is null until its thread was read;
--          source_body_* and source_has_files where an older version loaded the conversation
-- excludes nothing

with

raw_conversations as (

    select * from intercom.conversations

),

workspaces as (

    select * from intercom.workspaces
    where id = workspace_id

),

conversations as (

    select
        raw_conversations.*,
        lower(
            coalesce(
                cast(raw_conversations.ticket as json) -> 'state' ->> 'category',
                cast(raw_conversations.ticket as json) ->> 'state',
                cast(raw_conversations.ticket as json) -> 'ticket_state' ->> 'category',
                cast(raw_conversations.ticket as json) ->> 'ticket_state'
            )
        ) as ticket_state,
        case
            when raw_conversations.created_at < timestamptz '2011-01-01 00:00:00+00'
                then coalesce(workspaces.created_at, timestamptz '2011-01-01 00:00:00+00')
            when raw_conversations.created_at > raw_conversations.synced_at + interval '1 day'
                then raw_conversations.synced_at + interval '1 day'
            else raw_conversations.created_at
        end as begun_at
    from raw_conversations
    left join workspaces
        on raw_conversations.workspace_id = workspaces.id

),

deletions as (

    select * from intercom.deleted_conversations

),

gone as (

    select * from intercom.gone_objects

),

secondaries as (

    select
        workspace_id,
        merged_id,
        max(merged_into_id) as merged_into_id
    from int_conversation_merges
    group by workspace_id, merged_id

),

stg_conversations as (

    select
        -- keys
        conversations.workspace_id,
        conversations.id as conversation_id,
        secondaries.merged_into_id,
        conversations.company_id,
        conversations.admin_assignee_id,
        conversations.team_assignee_id,

        -- attributes
        conversations.title,
        conversations.state,
        conversations.ticket_state,
        case when conversations.ticket_state = 'resolved' then 'closed' else conversations.state end
            as counted_state,
        conversations.open as is_open,
        conversations.read as is_read,
        conversations.priority,
        conversations.channel_initial,
        conversations.channel_current,
        conversations.contacts,
        conversations.tags,
        conversations.custom_attributes,
        conversations.linked_objects,
        conversations.ai_topics,
        coalesce(stg_workspaces.report_time_zone, 'UTC') as report_time_zone,
        coalesce(deletions.metrics_retained, false) as is_metrics_retained,
        secondaries.merged_id is not null as is_merged,
        coalesce(conversations.ai_agent_source_type in ('fin_preview', 'workflow_preview'), false)
            as is_preview,

        -- opening
        conversations.source_id,
        conversations.source_type,
        conversations.source_delivered_as,
        conversations.source_subject,
        conversations.source_body,
        conversations.source_body_length,
        conversations.source_body_words,
        conversations.source_body_has_picture,
        conversations.source_author_type,
        conversations.source_author_id,
        conversations.source_author_email,
        coalesce(
            conversations.source_author_is_operator,
            conversations.source_author_email like 'operator+%',
            false
        ) as is_source_author_operator,
        conversations.source_attachments,
        conversations.source_has_files,
        conversations.source_redacted as is_source_redacted,
        conversations.source_url,

        -- rating
        conversations.rating_value,
        conversations.rating_remark,
        conversations.rating_teammate_type,
        conversations.rating_teammate_id,
        conversations.rating_requested_at,
        conversations.rating_updated_at,

        -- sla
        conversations.sla_name,
        conversations.sla_status,

        -- fin
        conversations.ai_agent_participated,
        conversations.ai_agent_source_type,
        conversations.ai_agent_source_title,
        conversations.ai_agent_last_answer_type,
        conversations.ai_agent_resolution_state,
        conversations.ai_agent_rating,
        conversations.ai_agent_rating_remark,
        conversations.ai_agent_rating_created_at,
        conversations.ai_agent_rating_updated_at,
        conversations.ai_agent_content_sources,

        -- statistics
        conversations.statistics_time_to_assignment as stat_time_to_assignment,
        conversations.statistics_time_to_admin_reply as stat_time_to_admin_reply,
        conversations.statistics_time_to_first_close as stat_time_to_first_close,
        conversations.statistics_time_to_last_close as stat_time_to_last_close,
        conversations.statistics_median_time_to_reply as stat_median_time_to_reply,
        conversations.statistics_first_contact_reply_at as stat_first_contact_reply_at,
        conversations.statistics_first_assignment_at as stat_first_assignment_at,
        conversations.statistics_first_admin_reply_at as stat_first_admin_reply_at,
        conversations.statistics_first_close_at as stat_first_close_at,
        conversations.statistics_last_assignment_at as stat_last_assignment_at,
        conversations.statistics_last_assignment_admin_reply_at
            as stat_last_assignment_admin_reply_at,
        conversations.statistics_last_contact_reply_at as stat_last_contact_reply_at,
        conversations.statistics_last_admin_reply_at as stat_last_admin_reply_at,
        conversations.statistics_last_close_at as stat_last_close_at,
        conversations.statistics_last_closed_by_id as stat_last_closed_by_id,
        conversations.statistics_count_reopens as stat_count_reopens,
        conversations.statistics_count_assignments as stat_count_assignments,
        conversations.statistics_count_conversation_parts as stat_count_conversation_parts,
        conversations.statistics_assigned_team_first_response_time
            as stat_assigned_team_first_response_time,
        conversations.statistics_assigned_team_first_response_time_in_office_hours
            as stat_assigned_team_first_response_time_in_office_hours,
        conversations.statistics_handling_time as stat_handling_time,
        conversations.statistics_adjusted_handling_time as stat_adjusted_handling_time,

        -- thread
        conversations.parts_truncated,
        conversations.parts_total_count,
        conversations.parts_received,

        -- timestamps
        conversations.created_at,
        conversations.begun_at,
        cast(
            conversations.begun_at at time zone coalesce(stg_workspaces.report_time_zone, 'UTC')
            as date
        ) as local_date,
        conversations.updated_at,
        conversations.waiting_since,
        conversations.snoozed_until,
        conversations.first_contact_reply_at,
        conversations.synced_at,
        coalesce(deletions.deleted_at, gone.seen_at) as deleted_at
    from conversations
    left join deletions
        on
            conversations.workspace_id = deletions.workspace_id
            and conversations.id = deletions.id
    left join gone
        on
            conversations.workspace_id = gone.workspace_id
            and conversations.id = gone.id
            and gone.resource = 'conversations'
            and conversations.synced_at < gone.seen_at
    left join secondaries
        on
            conversations.workspace_id = secondaries.workspace_id
            and conversations.id = secondaries.merged_id
    left join stg_workspaces
        on conversations.workspace_id = stg_workspaces.workspace_id

)

select * from stg_conversations
