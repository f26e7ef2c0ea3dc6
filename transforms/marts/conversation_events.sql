-- conversation_events: one row per thing that happened, the opening message included, in order.
--
-- kind     table
-- key      workspace_id, event_id
-- reads    int_conversation_sequence, int_office_clock_days
-- units    *_at are UTC, local_date is a day of the report time zone; seconds_since_previous is
--          elapsed time; office_clock_seconds is open time since 2010, its differences are
--          office hours; body_length is characters; *_before are numbers of events
-- nulls    admin_id and team_id are null while nobody is assigned; seconds_since_previous and
--          state_before for the first event, followed_at for the last; word_count unless a customer
--          wrote; is_in_office_hours and office_clock_seconds without a schedule
-- excludes parts that Intercom no longer shows, conversations that do not count
-- incremental conversation_id
--
-- An answer is a teammate's reply after the customer's first message.

with

followed as (

    select
        *,
        lag(state_after) over so_far as state_before,
        state_after = 'open' and coalesce(lag(settled_state) over so_far = 'closed', false)
            as is_reopening,
        lead(happened_at) over so_far as followed_at,
        is_human_reply and customer_messages_before > 0 as is_answer,
        customer_messages > coalesce(
            max(case when is_human_reply then customer_messages end) over so_far, 0
        ) as is_customer_waiting,
        count(*) filter (where is_human_reply and customer_messages_before > 0) over so_far
            as answers_so_far
    from int_conversation_sequence
    window so_far as (partition by workspace_id, conversation_id order by event_order)

),

conversation_events as (

    select
        -- keys
        followed.workspace_id,
        followed.conversation_id,
        followed.event_id,
        followed.part_id,
        followed.event_order,

        -- attributes
        followed.kind,
        followed.part_type,
        followed.author_kind,
        followed.author_id,
        followed.is_close,
        followed.is_reply,
        followed.is_customer_message,
        followed.is_human_reply,
        followed.is_answer,
        followed.is_customer_waiting,
        followed.state_before,
        followed.state_after,
        followed.is_reopening,
        followed.part_state,
        followed.admin_id,
        followed.team_id,
        followed.is_bot_assigned,
        followed.assigned_to_type,
        followed.assigned_to_id,
        followed.app_package_code,
        clock.is_open as is_in_office_hours,

        -- measures
        followed.body_length,
        followed.word_count,
        followed.customer_messages_before,
        followed.human_replies_before,
        followed.answers_so_far - case when followed.is_answer then 1 else 0 end
            as answers_before,
        cast(
            extract(epoch from followed.happened_at)
            - extract(epoch from followed.previous_at) as bigint
        )
            as seconds_since_previous,
        clock.seconds_before + case
            when clock.is_open
                then cast(
                    extract(epoch from followed.happened_at)
                    - extract(epoch from clock.from_at) as bigint
                )
            else 0
        end as office_clock_seconds,

        -- timestamps
        followed.happened_at,
        followed.local_date,
        followed.followed_at
    from followed
    left join int_office_clock_days as clock
        on
            followed.workspace_id = clock.workspace_id
            and cast(followed.happened_at at time zone 'UTC' as date) = clock.utc_day
            and followed.happened_at >= clock.from_at
            and followed.happened_at < clock.until_at

)

select * from conversation_events
