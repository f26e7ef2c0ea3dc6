-- int_period_begun: one row per conversation and thing that counts on the day it began.
--
-- kind     view
-- key      workspace_id, conversation_id, act
-- reads    int_conversation_profiles, int_conversation_moments, int_conversation_counts,
--          int_fin_conversations
-- units    local_date is a day of the report time zone
-- nulls    team_id and admin_id are null while nobody was assigned
-- excludes what needs the whole thread where it is cut
--
-- What began counts for the team and the teammate who had it first, so that history does not move
-- when an old conversation changes hands.

with

int_period_begun as (

    select
        profiles.workspace_id,
        profiles.conversation_id,
        act.name as act,
        cast(0 as bigint) as act_order,
        coalesce(counts.first_team_id, profiles.team_assignee_id) as team_id,
        coalesce(counts.first_admin_id, profiles.admin_assignee_id) as admin_id,
        cast(null as bigint) as seconds,
        cast(null as bigint) as office_seconds,
        cast(null as bigint) as rating,
        profiles.local_date
    from int_conversation_profiles as profiles
    inner join int_conversation_moments as moments
        on
            profiles.workspace_id = moments.workspace_id
            and profiles.conversation_id = moments.conversation_id
    left join int_conversation_counts as counts
        on
            profiles.workspace_id = counts.workspace_id
            and profiles.conversation_id = counts.conversation_id
    left join int_fin_conversations as fin
        on
            profiles.workspace_id = fin.workspace_id
            and profiles.conversation_id = fin.conversation_id
    cross join
        lateral (
            values
            ('new', true),
            ('new_inbound', profiles.is_inbound),
            (
                'unanswered',
                profiles.is_whole
                and moments.first_customer_message_at is not null
                and moments.last_answer_at is null
            ),
            ('answered', profiles.is_whole and counts.human_replies > 0),
            ('reassigned', profiles.is_whole and counts.reassignments_after_reply > 0),
            ('fin_involved', fin.conversation_id is not null),
            ('fin_answered', fin.is_answered),
            ('fin_resolved', fin.is_resolved),
            ('fin_confirmed', fin.is_confirmed),
            ('fin_deflected', fin.is_deflected),
            ('fin_reopened', fin.is_resolved_but_reopened)
        ) as act (name, is_counted)
    where act.is_counted

)

select * from int_period_begun
