-- conversation_events: one row per thing that happened, the opening message included, in order.
--
-- kind     table
-- key      workspace_id, event_id
-- reads    int_conversation_things
-- units    happened_at is UTC; *_seconds are elapsed seconds; body_length is characters
-- nulls    admin_id and team_id are null while nobody is assigned; seconds_since_previous is null
--          for the first event
-- excludes parts that Intercom no longer shows, conversations that do not count
-- incremental conversation_id
--
-- Events of one second keep the order of their numbers; the opening message comes first. Numbers
-- are text of digits: the shorter is the smaller. A customer's message opens what was closed.

with

marked as (

    select
        *,
        row_number() over (
            partition by workspace_id, conversation_id
            order by happened_at, part_id is not null, length(part_id), part_id
        ) - 1 as event_order,
        coalesce(
            state_set,
            case when is_reply and author_kind = 'customer' then 'open' end
        ) as new_state,
        coalesce(assigned_to_type in ('admin', 'bot', 'nobody_admin'), false) as is_for_admin,
        coalesce(assigned_to_type = 'team', false) as is_for_team
    from int_conversation_things

),

counted as (

    select
        *,
        count(new_state) over so_far as state_number,
        count(*) filter (where is_for_admin) over so_far as admin_number,
        count(*) filter (where is_for_team) over so_far as team_number,
        lag(happened_at) over so_far as previous_at
    from marked
    window so_far as (partition by workspace_id, conversation_id order by event_order)

),

tracked as (

    select
        *,
        first_value(new_state) over (
            partition by workspace_id, conversation_id, state_number
            order by event_order
        ) as state_after,
        first_value(case when is_for_admin then assigned_to_id end) over (
            partition by workspace_id, conversation_id, admin_number
            order by event_order
        ) as admin_id,
        first_value(case when is_for_admin then assigned_to_type end) over (
            partition by workspace_id, conversation_id, admin_number
            order by event_order
        ) = 'bot' as is_bot_assigned,
        first_value(case when is_for_team then assigned_to_id end) over (
            partition by workspace_id, conversation_id, team_number
            order by event_order
        ) as team_id
    from counted

),

conversation_events as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_id,
        part_id,
        cast(event_order as int) as event_order,

        -- attributes
        kind,
        part_type,
        author_kind,
        author_id,
        is_reply,
        is_reply and author_kind = 'customer' as is_customer_message,
        is_reply and author_kind = 'teammate' and part_id is not null as is_human_reply,
        state_after,
        part_state,
        admin_id,
        team_id,
        coalesce(is_bot_assigned, false) as is_bot_assigned,
        assigned_to_type,
        assigned_to_id,
        app_package_code,

        -- measures
        body_length,
        word_count,
        cast(extract(epoch from happened_at - previous_at) as bigint) as seconds_since_previous,

        -- timestamps
        happened_at
    from tracked

)

select * from conversation_events
