-- fin_conversations: one row per conversation that Fin took part in, and how it really ended.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    int_fin_conversations, int_backlog_horizon
-- units    *_at are UTC; *_seconds are elapsed time
-- nulls    handed_over_* are null unless people were assigned after Fin spoke; counts, seconds and
--          is_* that need the whole thread are null where it is cut, handed_over_* too;
--          is_resolved_but_reopened until it is known
-- excludes conversations that do not count, previews of Fin and of workflows among them
--
-- The two "but" columns say what a count of resolutions hides: the customer came back within seven
-- days of the close, or a teammate replied after all. The first is not known before the newest
-- complete read is seven days later than the close. A conversation was deflected if no teammate
-- replied and Fin did not leave it to people: handed over and waiting is not deflected.

with

fin_conversations as (

    select
        -- keys
        fin.workspace_id,
        fin.conversation_id,
        fin.handed_over_to_team_id,

        -- attributes
        fin.source_type,
        fin.source_title,
        fin.last_answer_type,
        fin.resolution_state,
        fin.rating_remark,
        fin.topics,
        fin.is_procedure_handoff,
        fin.is_resolved,
        fin.is_confirmed,
        fin.is_answered,
        fin.is_deflected,
        case
            when
                fin.is_resolved
                and not fin.is_resolved_but_reopened
                and fin.settles_at > horizon.last_at
                then null
            else fin.is_resolved_but_reopened
        end as is_resolved_but_reopened,
        fin.is_resolved_but_human_replied,

        -- measures
        fin.answers,
        fin.ai_answers,
        fin.custom_answers,
        fin.first_answer_seconds,
        fin.rating,

        -- timestamps
        fin.local_date,
        fin.created_at,
        fin.handed_over_at
    from int_fin_conversations as fin
    left join int_backlog_horizon as horizon
        on fin.workspace_id = horizon.workspace_id

)

select * from fin_conversations
