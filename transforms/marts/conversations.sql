-- conversations: one row per conversation, with what happened in it and how long that took.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    int_conversation_profiles, int_conversation_moments, int_conversation_durations,
--          int_conversation_counts, int_statistics, int_conversation_sla, stg_conversations,
--          stg_admins, stg_teams, contact_redirects, settings
-- units    *_at are UTC; *_seconds are elapsed time, running stretches up to now,
--          *_office_seconds open time; stat_* are Intercom's own numbers, durations in seconds
-- nulls    a duration that has not ended is null, handling while the conversation is not closed,
--          adjusted handling without handling events, an office one without a schedule; where
--          parts of the thread are missing numbers_from is intercom and every number that needs
--          them is null
-- excludes deleted conversations unless their metrics were retained or a setting counts them,
--          merged ones, ones with a tag that a setting excludes
--
-- A stretch that begins in the future has lasted no time; greatest() skips nulls.

with

conversations as (

    select
        -- keys
        profiles.workspace_id,
        profiles.conversation_id,
        stg.merged_into_id,
        coalesce(contact_redirects.surviving_contact_id, profiles.contact_id) as contact_id,
        profiles.company_id,
        profiles.admin_assignee_id,
        profiles.team_assignee_id,
        profiles.rating_teammate_id,

        -- attributes
        stg.title,
        profiles.state,
        stg.ticket_state,
        stg.counted_state,
        stg.is_open,
        stg.is_read,
        profiles.priority_rank,
        profiles.channel_started,
        profiles.channel_now,
        profiles.started_by,
        stg.source_delivered_as as delivered_as,
        stg.source_subject,
        stg.source_url,
        profiles.brand,
        stg_admins.name as admin_assignee_name,
        stg_teams.name as team_assignee_name,
        profiles.topics,
        profiles.tags,
        profiles.ticket_ids,
        profiles.linked_conversation_ids,
        profiles.rating,
        stg.rating_remark,
        stg.sla_name,
        stg.sla_status,
        profiles.fin_involved,
        stg.ai_agent_resolution_state as fin_resolution,
        stg.ai_agent_last_answer_type as fin_last_answer_type,
        stg.ai_agent_rating as fin_rating,
        profiles.closed_by_last,
        case when profiles.is_whole then 'parts' else 'intercom' end as numbers_from,
        coalesce(durations.is_state_forced, false) as is_state_forced,
        counts.closes = 1 and counts.teammates_replied = 1 and profiles.state = 'closed'
            as is_closed_on_first_contact,
        counts.human_replies = 1 and profiles.state = 'closed' as is_one_touch,
        case
            when profiles.is_whole
                then
                    moments.first_customer_message_at is not null
                    and moments.last_answer_at is null
        end as is_unanswered,
        profiles.is_outbound and counts.customer_messages = 0 as is_outbound_without_reply,

        -- durations
        durations.first_response_seconds,
        durations.first_response_office_seconds,
        durations.first_response_after_handover_seconds,
        durations.response_p50_seconds,
        durations.response_p50_office_seconds,
        durations.response_max_seconds,
        durations.time_to_first_close_seconds,
        durations.time_to_first_close_office_seconds,
        durations.time_to_last_close_seconds,
        durations.time_to_last_close_office_seconds,
        durations.time_to_assignment_seconds,
        durations.time_from_assignment_to_close_seconds,
        durations.ended_open_seconds + greatest(
            cast(
                extract(epoch from settings.as_of)
                - extract(epoch from durations.open_since_at) as bigint
            ), 0
        ) as open_seconds,
        durations.ended_snoozed_seconds + greatest(
            cast(
                extract(epoch from settings.as_of)
                - extract(epoch from durations.snoozed_since_at) as bigint
            ), 0
        ) as snoozed_seconds,
        durations.ended_waiting_seconds + greatest(
            cast(
                extract(epoch from settings.as_of)
                - extract(epoch from durations.waiting_since_at) as bigint
            ), 0
        ) as customer_waiting_seconds,
        totals.handling_seconds,
        totals.adjusted_handling_seconds,
        counts.ended_team_queue_seconds + greatest(
            cast(
                extract(epoch from settings.as_of)
                - extract(epoch from counts.queued_since_at) as bigint
            ), 0
        ) as team_queue_seconds,
        counts.ended_bot_seconds + greatest(
            cast(
                extract(epoch from settings.as_of)
                - extract(epoch from counts.bot_since_at) as bigint
            ), 0
        ) as bot_seconds,

        -- counts
        counts.parts,
        counts.customer_messages,
        counts.human_replies,
        counts.fin_messages,
        counts.bot_messages,
        counts.notes,
        counts.words_by_customer,
        counts.assignments,
        counts.reassignments_after_reply,
        counts.teams_touched,
        counts.teammates_replied,
        counts.closes,
        counts.reopens,
        counts.reopened_by_customer,
        durations.responses,
        case when profiles.is_whole then coalesce(promises.sla_targets_applied, 0) end
            as sla_targets_applied,
        case when profiles.is_whole then coalesce(promises.sla_targets_missed, 0) end
            as sla_targets_missed,
        profiles.tags_count,
        profiles.contact_ids_count,
        profiles.parts_loaded,
        profiles.parts_missing,

        -- timestamps
        profiles.local_date,
        profiles.created_at,
        stg.updated_at,
        stg.waiting_since,
        stg.snoozed_until,
        profiles.rating_at,
        moments.first_customer_message_at,
        moments.first_human_reply_at,
        moments.first_any_reply_at,
        moments.first_assigned_at,
        moments.first_closed_at,
        moments.last_customer_message_at,
        moments.last_human_reply_at,
        moments.last_closed_at,
        durations.first_reopened_at,
        stg.deleted_at,
        stg.synced_at as loaded_at,

        -- statistics
        stg.stat_time_to_assignment,
        stg.stat_time_to_admin_reply,
        stg.stat_time_to_first_close,
        stg.stat_time_to_last_close,
        stg.stat_median_time_to_reply,
        stg.stat_first_contact_reply_at,
        stg.stat_first_assignment_at,
        stg.stat_first_admin_reply_at,
        stg.stat_first_close_at,
        stg.stat_last_assignment_at,
        stg.stat_last_assignment_admin_reply_at,
        stg.stat_last_contact_reply_at,
        stg.stat_last_admin_reply_at,
        stg.stat_last_close_at,
        stg.stat_last_closed_by_id,
        stg.stat_count_reopens,
        stg.stat_count_assignments,
        stg.stat_count_conversation_parts,
        stg.stat_assigned_team_first_response_time,
        stg.stat_assigned_team_first_response_time_in_office_hours,
        stg.stat_handling_time,
        stg.stat_adjusted_handling_time
    from int_conversation_profiles as profiles
    cross join settings
    inner join stg_conversations as stg
        on
            profiles.workspace_id = stg.workspace_id
            and profiles.conversation_id = stg.conversation_id
    inner join int_conversation_moments as moments
        on
            profiles.workspace_id = moments.workspace_id
            and profiles.conversation_id = moments.conversation_id
    left join int_conversation_durations as durations
        on
            profiles.workspace_id = durations.workspace_id
            and case when profiles.is_whole then profiles.conversation_id end
            = durations.conversation_id
    left join int_conversation_counts as counts
        on
            profiles.workspace_id = counts.workspace_id
            and case when profiles.is_whole then profiles.conversation_id end
            = counts.conversation_id
    left join int_statistics as totals
        on
            profiles.workspace_id = totals.workspace_id
            and profiles.conversation_id = totals.conversation_id
    left join int_conversation_sla as promises
        on
            profiles.workspace_id = promises.workspace_id
            and profiles.conversation_id = promises.conversation_id
    left join stg_admins
        on
            profiles.workspace_id = stg_admins.workspace_id
            and profiles.admin_assignee_id = stg_admins.admin_id
    left join stg_teams
        on
            profiles.workspace_id = stg_teams.workspace_id
            and profiles.team_assignee_id = stg_teams.team_id
    left join contact_redirects
        on
            profiles.workspace_id = contact_redirects.workspace_id
            and profiles.contact_id = contact_redirects.merged_contact_id

)

select * from conversations
