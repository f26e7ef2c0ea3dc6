-- int_statistic_pairs: one row per conversation and statistic: Intercom's value beside ours.
--
-- kind     view
-- key      workspace_id, conversation_id, statistic
-- reads    stg_conversations, stg_conversation_team_responses, int_conversation_profiles,
--          int_conversation_durations, int_statistics, int_unscheduled_workspaces
-- units    moments are Unix seconds, durations seconds, ids their digits; office_value is open time
-- nulls    a side is null where it has no value; office_value for what has no office clock
-- excludes nothing that counts
--
-- clock says which of our values is meant, that of the wall, of the office, or of one not known.
-- Intercom may note a message a second after it created the conversation.

with

sides as (

    select
        profiles.is_whole,
        durations.is_state_forced,
        stg.*,
        ours.assignments,
        ours.reopens,
        ours.parts,
        ours.last_closed_by_id,
        ours.time_to_assignment_seconds,
        ours.time_to_assignment_office_seconds,
        ours.time_to_admin_reply_seconds,
        ours.time_to_admin_reply_office_seconds,
        ours.time_to_first_close_seconds,
        ours.time_to_first_close_office_seconds,
        ours.time_to_last_close_seconds,
        ours.time_to_last_close_office_seconds,
        ours.median_time_to_reply_seconds,
        ours.median_time_to_reply_office_seconds,
        ours.team_response_seconds,
        ours.handling_seconds,
        ours.adjusted_handling_seconds,
        ours.first_contact_reply_at as our_first_contact_reply_at,
        ours.first_assignment_at,
        ours.first_admin_reply_at,
        ours.first_close_at,
        ours.last_assignment_at,
        ours.last_assignment_admin_reply_at,
        ours.last_contact_reply_at,
        ours.last_admin_reply_at,
        ours.last_close_at,
        teams.response_seconds as stat_team_response,
        case
            when unscheduled.workspace_id is not null then 'wall'
            when ours.is_clock_known then 'office'
            else 'unknown'
        end as office_clock,
        stg.stat_count_conversation_parts is null
        and stg.stat_count_assignments is null
        and stg.stat_first_contact_reply_at is null as is_without_statistics
    from int_conversation_profiles as profiles
    inner join stg_conversations as stg
        on
            profiles.workspace_id = stg.workspace_id
            and profiles.conversation_id = stg.conversation_id
    inner join int_conversation_durations as durations
        on
            profiles.workspace_id = durations.workspace_id
            and profiles.conversation_id = durations.conversation_id
    left join int_statistics as ours
        on
            profiles.workspace_id = ours.workspace_id
            and profiles.conversation_id = ours.conversation_id
    left join stg_conversation_team_responses as teams
        on
            ours.workspace_id = teams.workspace_id
            and ours.conversation_id = teams.conversation_id
            and ours.team_id = teams.team_id
    left join int_unscheduled_workspaces as unscheduled
        on profiles.workspace_id = unscheduled.workspace_id

),

numbers as (

    select
        sides.workspace_id,
        sides.conversation_id,
        sides.created_at,
        sides.is_whole,
        sides.is_state_forced,
        sides.is_without_statistics,
        pair.*
    from sides
    cross join lateral (
        values
        (
            'time_to_assignment', sides.office_clock, sides.stat_time_to_assignment,
            sides.time_to_assignment_seconds, sides.time_to_assignment_office_seconds,
            2, cast(0 as double precision)
        ),
        (
            'time_to_admin_reply', sides.office_clock, sides.stat_time_to_admin_reply,
            sides.time_to_admin_reply_seconds, sides.time_to_admin_reply_office_seconds, 60, 0.01
        ),
        (
            'time_to_first_close', sides.office_clock, sides.stat_time_to_first_close,
            sides.time_to_first_close_seconds, sides.time_to_first_close_office_seconds, 60, 0.01
        ),
        (
            'time_to_last_close', sides.office_clock, sides.stat_time_to_last_close,
            sides.time_to_last_close_seconds, sides.time_to_last_close_office_seconds, 60, 0.01
        ),
        (
            'median_time_to_reply', sides.office_clock, sides.stat_median_time_to_reply,
            sides.median_time_to_reply_seconds, sides.median_time_to_reply_office_seconds, 60, 0.02
        ),
        (
            'handling_time', 'wall', sides.stat_handling_time, sides.handling_seconds, null,
            60, 0.02
        ),
        (
            'adjusted_handling_time', 'wall', sides.stat_adjusted_handling_time,
            sides.adjusted_handling_seconds, null, 60, 0.05
        ),
        (
            'assigned_team_first_response_time', 'wall', sides.stat_team_response,
            sides.team_response_seconds, null, 2, 0
        ),
        ('count_reopens', 'wall', sides.stat_count_reopens, sides.reopens, null, 0, 0),
        ('count_assignments', 'wall', sides.stat_count_assignments, sides.assignments, null, 0, 0),
        (
            'count_conversation_parts', 'wall', sides.stat_count_conversation_parts,
            sides.parts, null, 0, 0
        ),
        (
            'last_closed_by_id', 'wall',
            case
                when sides.stat_last_closed_by_id ~ '^[0-9]{1,18}$'
                    then cast(sides.stat_last_closed_by_id as bigint)
            end,
            case
                when sides.last_closed_by_id ~ '^[0-9]{1,18}$'
                    then cast(sides.last_closed_by_id as bigint)
            end,
            null, 0, 0
        )
    ) as pair (
        statistic, clock, intercom_value, our_value, our_office_value, least_tolerance,
        share_tolerance
    )

),

moments as (

    select
        sides.workspace_id,
        sides.conversation_id,
        sides.created_at,
        sides.is_whole,
        sides.is_state_forced,
        sides.is_without_statistics,
        pair.statistic,
        'wall' as clock,
        cast(extract(epoch from pair.theirs) as bigint) as intercom_value,
        cast(extract(epoch from pair.ours) as bigint) as our_value,
        cast(null as bigint) as our_office_value,
        pair.least_tolerance,
        cast(0 as double precision) as share_tolerance
    from sides
    cross join lateral (
        values
        (
            'first_contact_reply_at', sides.stat_first_contact_reply_at,
            sides.our_first_contact_reply_at, 1
        ),
        ('first_assignment_at', sides.stat_first_assignment_at, sides.first_assignment_at, 1),
        ('last_assignment_at', sides.stat_last_assignment_at, sides.last_assignment_at, 1),
        ('first_admin_reply_at', sides.stat_first_admin_reply_at, sides.first_admin_reply_at, 1),
        ('last_admin_reply_at', sides.stat_last_admin_reply_at, sides.last_admin_reply_at, 1),
        ('first_close_at', sides.stat_first_close_at, sides.first_close_at, 1),
        ('last_close_at', sides.stat_last_close_at, sides.last_close_at, 1),
        ('last_contact_reply_at', sides.stat_last_contact_reply_at, sides.last_contact_reply_at, 1),
        (
            'last_assignment_admin_reply_at', sides.stat_last_assignment_admin_reply_at,
            sides.last_assignment_admin_reply_at, 1
        )
    ) as pair (statistic, theirs, ours, least_tolerance)

),

int_statistic_pairs as (

    select * from numbers
    union all
    select * from moments

)

select * from int_statistic_pairs
