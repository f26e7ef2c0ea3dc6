-- int_fin_conversations: one row per conversation that Fin took part in, without the present time.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    stg_conversations, int_conversation_profiles, int_conversation_moments,
--          int_resolution_cycles, conversation_events, stg_conversation_parts
-- units    *_at are UTC; *_seconds are elapsed time
-- nulls    handed_over_* are null unless people were assigned after Fin spoke; counts, seconds and
--          is_* that need the whole thread are null where it is cut, handed_over_* too;
--          settles_at is null unless it is closed
-- excludes conversations that do not count, previews of Fin and of workflows among them
-- incremental conversation_id
--
-- A conversation was deflected if no teammate replied and Fin did not leave it to people: handed
-- over and waiting is not deflected. Until settles_at the customer may still come back.

with

answers as (

    select
        workspace_id,
        conversation_id,
        count(*) as answers,
        min(happened_at) as first_answer_at,
        min(event_order) as first_answer_order
    from conversation_events
    where author_kind = 'fin' and is_reply
    group by workspace_id, conversation_id

),

ai_answers as (

    select
        parts.workspace_id,
        parts.conversation_id,
        count(*) as ai_answers
    from stg_conversation_parts as parts
    inner join conversation_events as events
        on
            parts.workspace_id = events.workspace_id
            and parts.conversation_id = events.conversation_id
            and parts.part_id = events.part_id
    where parts.author_is_ai_answer and events.author_kind = 'fin' and events.is_reply
    group by parts.workspace_id, parts.conversation_id

),

handovers as (

    select
        events.workspace_id,
        events.conversation_id,
        events.happened_at,
        case when events.assigned_to_type = 'team' then events.assigned_to_id end as team_id,
        row_number() over (
            partition by events.workspace_id, events.conversation_id
            order by events.event_order
        ) as place
    from conversation_events as events
    inner join answers
        on
            events.workspace_id = answers.workspace_id
            and events.conversation_id = answers.conversation_id
            and events.event_order > answers.first_answer_order
    where events.assigned_to_type in ('admin', 'team') and events.assigned_to_id is not null

),

returns as (

    select
        earlier.workspace_id,
        earlier.conversation_id,
        count(*) as times
    from int_resolution_cycles as earlier
    inner join int_resolution_cycles as later
        on
            earlier.workspace_id = later.workspace_id
            and earlier.conversation_id = later.conversation_id
            and earlier.cycle_number + 1 = later.cycle_number
    where
        later.opened_by_kind = 'customer'
        and later.opened_at <= earlier.closed_at + interval '7 days'
    group by earlier.workspace_id, earlier.conversation_id

),

last_closes as (

    select
        workspace_id,
        conversation_id,
        max(closed_at) + interval '7 days' as settles_at
    from int_resolution_cycles
    where reopened_at is null
    group by workspace_id, conversation_id

),

judged as (

    select
        *,
        coalesce(
            ai_agent_resolution_state in ('confirmed_resolution', 'assumed_resolution'), false
        ) as is_resolved
    from stg_conversations
    where ai_agent_participated

),

int_fin_conversations as (

    select
        -- keys
        judged.workspace_id,
        judged.conversation_id,
        case when profiles.is_whole then handovers.team_id end as handed_over_to_team_id,

        -- attributes
        judged.ai_agent_source_type as source_type,
        judged.ai_agent_source_title as source_title,
        judged.ai_agent_last_answer_type as last_answer_type,
        judged.ai_agent_resolution_state as resolution_state,
        judged.ai_agent_rating_remark as rating_remark,
        profiles.topics,
        coalesce(judged.ai_agent_resolution_state = 'procedure_handoff', false)
            as is_procedure_handoff,
        judged.is_resolved,
        coalesce(judged.ai_agent_resolution_state = 'confirmed_resolution', false)
            as is_confirmed,
        judged.ai_agent_last_answer_type is not null as is_answered,
        case
            when profiles.is_whole
                then
                    moments.last_answer_at is null
                    and (
                        handovers.happened_at is null
                        or (judged.is_resolved and profiles.state = 'closed')
                    )
        end as is_deflected,
        case when profiles.is_whole then judged.is_resolved and returns.times is not null end
            as is_resolved_but_reopened,
        case
            when profiles.is_whole
                then judged.is_resolved and moments.last_answer_at is not null
        end as is_resolved_but_human_replied,

        -- measures
        case when profiles.is_whole then coalesce(answers.answers, 0) end as answers,
        case when profiles.is_whole then coalesce(ai_answers.ai_answers, 0) end as ai_answers,
        case
            when profiles.is_whole
                then coalesce(answers.answers, 0) - coalesce(ai_answers.ai_answers, 0)
        end as custom_answers,
        case
            when profiles.is_whole and answers.first_answer_at >= moments.first_customer_message_at
                then cast(
                    extract(epoch from answers.first_answer_at)
                    - extract(epoch from moments.first_customer_message_at)
                    as bigint
                )
        end as first_answer_seconds,
        judged.ai_agent_rating as rating,

        -- timestamps
        profiles.local_date,
        judged.created_at,
        case when profiles.is_whole then handovers.happened_at end as handed_over_at,
        last_closes.settles_at
    from judged
    inner join int_conversation_profiles as profiles
        on
            judged.workspace_id = profiles.workspace_id
            and judged.conversation_id = profiles.conversation_id
    inner join int_conversation_moments as moments
        on
            judged.workspace_id = moments.workspace_id
            and judged.conversation_id = moments.conversation_id
    left join answers
        on
            judged.workspace_id = answers.workspace_id
            and judged.conversation_id = answers.conversation_id
    left join ai_answers
        on
            judged.workspace_id = ai_answers.workspace_id
            and judged.conversation_id = ai_answers.conversation_id
    left join handovers
        on
            judged.workspace_id = handovers.workspace_id
            and judged.conversation_id = handovers.conversation_id
            and handovers.place = 1
    left join last_closes
        on
            judged.workspace_id = last_closes.workspace_id
            and judged.conversation_id = last_closes.conversation_id
    left join returns
        on
            judged.workspace_id = returns.workspace_id
            and judged.conversation_id = returns.conversation_id

)

select * from int_fin_conversations
