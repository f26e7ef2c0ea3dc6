-- int_period_verdicts: one row per rating given and per SLA target met or missed.
--
-- kind     view
-- key      workspace_id, conversation_id, act, act_order
-- reads    int_conversation_profiles, ratings, sla_targets
-- units    rating runs from 1 to 5; local_date is a day of the report time zone
-- nulls    rating is null for SLA targets; team_id and admin_id if nobody was assigned
-- excludes ratings of Fin, SLA targets without an outcome
--
-- A rating counts for the teammate who was rated and the team that had it at the close, a target
-- for who had it at its outcome.

with

rated as (

    select
        ratings.workspace_id,
        ratings.conversation_id,
        act.name as act,
        cast(0 as bigint) as act_order,
        ratings.team_at_close_id as team_id,
        ratings.rated_admin_id as admin_id,
        cast(null as bigint) as seconds,
        cast(null as bigint) as office_seconds,
        ratings.rating,
        ratings.local_date
    from ratings
    cross join
        lateral (
            values
            ('rating', true),
            ('positive_rating', ratings.is_positive)
        ) as act (name, is_counted)
    where act.is_counted and ratings.rated_kind != 'fin'

),

targets as (

    select
        targets.workspace_id,
        targets.conversation_id,
        'sla_' || targets.outcome as act,
        row_number() over (
            partition by targets.workspace_id, targets.conversation_id, targets.outcome
            order by targets.application_number, targets.target, targets.wait_order
        ) as act_order,
        targets.team_at_outcome_id as team_id,
        targets.admin_at_outcome_id as admin_id,
        cast(null as bigint) as seconds,
        cast(null as bigint) as office_seconds,
        cast(null as bigint) as rating,
        cast(targets.outcome_at at time zone profiles.report_time_zone as date) as local_date
    from sla_targets as targets
    inner join int_conversation_profiles as profiles
        on
            targets.workspace_id = profiles.workspace_id
            and targets.conversation_id = profiles.conversation_id
    where targets.outcome in ('met', 'missed')

),

int_period_verdicts as (

    select * from rated
    union all
    select * from targets

)

select * from int_period_verdicts
