-- conversation_events: one row per thing that happened, the opening message included, in order.
--
-- kind     table
-- key      workspace_id, event_id
-- reads    int_conversation_things, int_office_clock, stg_office_hours_schedules
-- units    happened_at is UTC; seconds_since_previous is elapsed time; office_clock_seconds is
--          open time since 2010, its differences are office hours; body_length is characters
-- nulls    admin_id and team_id are null while nobody is assigned; seconds_since_previous for the
--          first event; word_count unless a customer wrote; is_in_office_hours and
--          office_clock_seconds without a schedule
-- excludes parts that Intercom no longer shows, conversations that do not count
-- incremental conversation_id
--
-- Events of one second keep the order of their numbers; the opening message comes first. Numbers
-- are text of digits: the shorter is the smaller. A customer's message opens what was closed.

with

dated as (

    select
        things.*,
        cast(things.happened_at at time zone schedules.time_zone_name as date) as office_day
    from int_conversation_things as things
    left join stg_office_hours_schedules as schedules
        on
            things.workspace_id = schedules.workspace_id
            and schedules.is_default

),

marked as (

    select
        dated.*,
        clock.is_open as is_in_office_hours,
        clock.seconds_before + case
            when clock.is_open
                then cast(extract(epoch from dated.happened_at - clock.from_at) as bigint)
            else 0
        end as office_clock_seconds,
        row_number() over (
            partition by dated.workspace_id, dated.conversation_id
            order by
                dated.happened_at, dated.part_id is not null, length(dated.part_id), dated.part_id
        ) - 1 as event_order,
        coalesce(
            dated.state_set,
            case when dated.is_reply and dated.author_kind = 'customer' then 'open' end
        ) as new_state,
        coalesce(dated.assigned_to_type in ('admin', 'bot', 'nobody_admin'), false)
            as is_for_admin,
        coalesce(dated.assigned_to_type = 'team', false) as is_for_team
    from dated
    left join int_office_clock as clock
        on
            dated.workspace_id = clock.workspace_id
            and dated.office_day = clock.local_day
            and dated.happened_at >= clock.from_at
            and dated.happened_at < clock.until_at

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
        is_in_office_hours,

        -- measures
        body_length,
        word_count,
        cast(extract(epoch from happened_at - previous_at) as bigint) as seconds_since_previous,
        office_clock_seconds,

        -- timestamps
        happened_at
    from tracked

)

select * from conversation_events
