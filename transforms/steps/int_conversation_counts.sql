-- int_conversation_counts: one row per conversation: how often, by how many, for how long.
--
-- kind     table
-- key      workspace_id, conversation_id
-- reads    conversation_events
-- units    ended_*_seconds are elapsed seconds up to the last event, of stretches in which the
--          conversation was open and with a team but no teammate, or with a bot
-- nulls    *_since_at is null unless such a stretch began with the last event; first_* while no
--          team or teammate had it
-- excludes conversations that do not count; in a cut thread only the parts loaded are counted
-- incremental conversation_id
--
-- Between two events neither state nor assignees change, so a stretch is a sum over events. Who had
-- it first is the least text of the event's number, 10 characters, and the id.

with

measured as (

    select
        *,
        cast(
            extract(epoch from followed_at) - extract(epoch from happened_at) as bigint
        ) as stretch_seconds,
        state_after = 'open' and admin_id is null and team_id is not null as is_queued,
        state_after = 'open' and is_bot_assigned as is_with_bot,
        assigned_to_id is not null as is_assignment
    from conversation_events

),

int_conversation_counts as (

    select
        -- keys
        workspace_id,
        conversation_id,

        -- counts
        count(part_id) as parts,
        count(*) filter (where is_customer_message) as customer_messages,
        count(*) filter (where is_human_reply) as human_replies,
        count(*) filter (where is_reply and author_kind = 'fin') as fin_messages,
        count(*) filter (where is_reply and author_kind = 'bot') as bot_messages,
        count(*) filter (where kind = 'note') as notes,
        count(*) filter (where is_assignment) as assignments,
        count(*) filter (where is_assignment and human_replies_before > 0)
            as reassignments_after_reply,
        count(*) filter (where is_close) as closes,
        count(*) filter (where is_reopening) as reopens,
        count(*) filter (where is_reopening and author_kind = 'customer') as reopened_by_customer,
        count(distinct team_id) as teams_touched,
        count(distinct case when is_human_reply then author_id end) as teammates_replied,
        count(*) filter (where part_state != state_after) as state_disagreements,
        cast(coalesce(sum(word_count) filter (where is_customer_message), 0) as bigint)
            as words_by_customer,

        -- stretches
        cast(coalesce(sum(stretch_seconds) filter (where is_queued), 0) as bigint)
            as ended_team_queue_seconds,
        cast(coalesce(sum(stretch_seconds) filter (where is_with_bot), 0) as bigint)
            as ended_bot_seconds,
        max(case when followed_at is null and is_queued then happened_at end) as queued_since_at,
        max(case when followed_at is null and is_with_bot then happened_at end) as bot_since_at,

        -- first hands
        substr(
            min(
                case
                    when team_id is not null
                        then lpad(cast(event_order as text), 10, '0') || team_id
                end
            ), 11
        ) as first_team_id,
        substr(
            min(
                case
                    when admin_id is not null and not is_bot_assigned
                        then lpad(cast(event_order as text), 10, '0') || admin_id
                end
            ), 11
        ) as first_admin_id
    from measured
    group by workspace_id, conversation_id

)

select * from int_conversation_counts
