-- int_period_repeats: one row per close, and per teammate's replies of a day, and the one before.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order
-- reads    conversation_events
-- units    *_date are days of the report time zone
-- nulls    team_id if no team was assigned, admin_id of a close unless a teammate did it;
--          previous_* unless the conversation had the same act on an earlier row, with the same
--          team or teammate
-- excludes nothing
--
-- A conversation that was closed twice in a week is one closed conversation of that week: its
-- second close has a previous_date in the same week.

with

repeats as (

    select
        workspace_id,
        conversation_id,
        'close' as act,
        event_order as act_order,
        team_id,
        case when author_kind = 'teammate' then author_id end as admin_id,
        local_date
    from conversation_events
    where is_close
    union all
    select
        workspace_id,
        conversation_id,
        'reply' as act,
        min(event_order) as act_order,
        team_id,
        author_id as admin_id,
        local_date
    from conversation_events
    where is_human_reply
    group by workspace_id, conversation_id, team_id, author_id, local_date

),

int_period_repeats as (

    select
        workspace_id,
        conversation_id,
        act,
        cast(act_order as bigint) as act_order,
        team_id,
        admin_id,
        cast(null as bigint) as seconds,
        cast(null as bigint) as office_seconds,
        cast(null as bigint) as rating,
        local_date,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act
            order by act_order
        ) as previous_date,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act, team_id
            order by act_order
        ) as previous_team_date,
        lag(local_date) over (
            partition by workspace_id, conversation_id, act, admin_id
            order by act_order
        ) as previous_admin_date
    from repeats

)

select * from int_period_repeats
