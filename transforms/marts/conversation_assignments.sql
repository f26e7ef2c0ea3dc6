-- conversation_assignments: one row per stretch that a conversation was assigned to one assignee.
--
-- kind     table
-- key      workspace_id, conversation_id, track, started_order
-- reads    int_assignments, conversation_events
-- units    *_at are UTC; *_seconds are elapsed time while the stretch lasted, office_* open time
-- nulls    ended_at and seconds are null for the last stretch of a track;
--          first_reply_in_interval_seconds without a reply; office_* without a schedule
-- excludes stretches with nobody assigned
-- incremental conversation_id
--
-- Teammate and team are two tracks that do not end each other; a reply counts for the teammate who
-- is assigned if that teammate wrote it, for a team whoever did. Words that come with an assignment
-- count for the team that hands over.

with

spans as (

    select
        *,
        lead(happened_at) over events_in_order as next_at,
        lead(office_clock_seconds) over events_in_order as next_clock
    from conversation_events
    window events_in_order as (partition by workspace_id, conversation_id order by event_order)

),

totals as (

    select
        stretches.workspace_id,
        stretches.conversation_id,
        stretches.track,
        stretches.started_order,
        cast(
            coalesce(
                sum(
                    extract(epoch from spans.next_at) - extract(epoch from spans.happened_at)
                ) filter (
                    where spans.state_after = 'open'
                    and spans.event_order is distinct from stretches.ended_order
                ),
                0
            ) as bigint
        ) as open_seconds,
        cast(
            sum(spans.next_clock - spans.office_clock_seconds) filter (
                where spans.state_after = 'open'
                and spans.event_order is distinct from stretches.ended_order
            ) as bigint
        ) as office_open_seconds,
        count(*) filter (where spans.is_human_reply and is_counted.reply) as replies_during,
        min(spans.happened_at) filter (where spans.is_human_reply and is_counted.reply)
            as first_reply_at
    from int_assignments as stretches
    inner join spans
        on
            stretches.workspace_id = spans.workspace_id
            and stretches.conversation_id = spans.conversation_id
            and stretches.started_order <= spans.event_order
            and spans.event_order <= coalesce(stretches.ended_order, 2147483647)
    cross join
        lateral (
            values
            (
                case
                    when stretches.track = 'team' then spans.event_order > stretches.started_order
                    else
                        spans.author_id = stretches.assignee_id
                        and spans.event_order is distinct from stretches.ended_order
                end
            )
        ) as is_counted (reply)
    group by
        stretches.workspace_id,
        stretches.conversation_id,
        stretches.track,
        stretches.started_order

),

conversation_assignments as (

    select
        -- keys
        stretches.workspace_id,
        stretches.conversation_id,
        stretches.track,
        stretches.started_order,
        stretches.assignee_id,
        stretches.assigned_by_id,

        -- attributes
        stretches.assigned_by_kind,
        stretches.is_bot_assignment,
        case stretches.part_type
            when 'default_assignment' then 'default'
            when 'away_mode_assignment' then 'away mode'
            when 'message_strategy_assignment' then 'balanced'
            else case when stretches.assigned_by_kind = 'teammate' then 'manual' else 'rule' end
        end as assignment_kind,
        case
            when stretches.ended_at is null then 'now'
            when stretches.next_id is null then 'unassigned'
            else 'reassigned'
        end as ended_by,

        -- measures
        cast(
            extract(epoch from stretches.ended_at)
            - extract(epoch from stretches.started_at) as bigint
        ) as seconds,
        stretches.ended_clock - stretches.started_clock as office_seconds,
        totals.open_seconds,
        case
            when stretches.started_clock is not null then coalesce(totals.office_open_seconds, 0)
        end as office_open_seconds,
        totals.replies_during,
        cast(
            extract(epoch from totals.first_reply_at)
            - extract(epoch from stretches.started_at) as bigint
        )
            as first_reply_in_interval_seconds,

        -- timestamps
        stretches.started_at,
        stretches.ended_at
    from int_assignments as stretches
    inner join totals
        on
            stretches.workspace_id = totals.workspace_id
            and stretches.conversation_id = totals.conversation_id
            and stretches.track = totals.track
            and stretches.started_order = totals.started_order

)

select * from conversation_assignments
