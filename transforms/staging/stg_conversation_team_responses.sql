-- stg_conversation_team_responses: one row per conversation and team that Intercom timed.
--
-- kind     view
-- key      workspace_id, conversation_id, team_id
-- reads    intercom.conversations, stg_gone_parents
-- units    response_seconds is elapsed time from the team's assignment
-- nulls    response_seconds is null where Intercom gave none; deleted_at is null unless the
--          conversation or the team is gone
-- excludes entries without a team; of a team that is listed twice the shorter time

with

parents as (

    select
        workspace_id,
        id as conversation_id,
        cast(statistics_assigned_team_first_response_time as json) as entries
    from intercom.conversations

),

items as (

    select
        parents.workspace_id,
        parents.conversation_id,
        parents.entries -> cast(item.place as int) as entry
    from parents
    cross join lateral generate_series(
        0,
        case
            when cast(parents.entries as text) like '[%'
                then cast(json_array_length(parents.entries) as int)
            else 0
        end - 1
    ) as item (place)

),

own as (

    select
        workspace_id,
        conversation_id,
        entry ->> 'team_id' as team_id,
        min(
            case
                when entry ->> 'response_time' ~ '^[0-9]{1,15}$'
                    then cast(entry ->> 'response_time' as bigint)
            end
        ) as response_seconds
    from items
    where entry ->> 'team_id' is not null
    group by workspace_id, conversation_id, entry ->> 'team_id'

),

stg_conversation_team_responses as (

    select
        own.*,
        least(gone_conversations.gone_at, gone_teams.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_conversations
        on
            own.workspace_id = gone_conversations.workspace_id
            and gone_conversations.resource_name = 'conversations'
            and own.conversation_id = gone_conversations.object_id
    left join stg_gone_parents as gone_teams
        on
            own.workspace_id = gone_teams.workspace_id
            and gone_teams.resource_name = 'teams'
            and own.team_id = gone_teams.object_id

)

select * from stg_conversation_team_responses
