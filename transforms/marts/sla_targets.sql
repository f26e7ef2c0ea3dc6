-- sla_targets: one row per SLA target promised for a conversation, and what became of it.
--
-- kind     view
-- key      workspace_id, conversation_id, application_number, target, wait_order
-- reads    int_sla_targets, settings
-- units    *_at are UTC; *_seconds are elapsed time without pauses, *_office_seconds open time
-- nulls    met_at is null until it was done; outcome_at while the outcome is open or overdue;
--          due_at while the clock stands; elapsed_office_seconds without a schedule; agrees until
--          it was done
-- excludes replies given before they were promised; a first reply in a cut thread
--
-- A target is judged on office hours where there is a schedule, else around the clock. Late means
-- missed only once it was done, as Intercom counts; until then it is overdue. What is late when the
-- conversation closes without an answer is missed too, though Intercom never says so. What ended
-- beyond the office calendar is unknown.

with

judged as (

    select
        int_sla_targets.*,
        case
            when int_sla_targets.ended_at is not null
                then cast(
                    extract(epoch from int_sla_targets.ended_at)
                    - extract(epoch from int_sla_targets.started_at)
                    as bigint
                ) - int_sla_targets.paused_seconds
        end as elapsed_seconds,
        case
            when int_sla_targets.is_office
                then
                    int_sla_targets.ended_clock - int_sla_targets.started_clock
                    - int_sla_targets.paused_clock_seconds
        end as elapsed_office_seconds,
        settings.as_of
    from int_sla_targets
    cross join settings

),

decided as (

    select
        *,
        coalesce(ended_outcome, case when due_at < as_of then 'overdue' else 'open' end) as outcome
    from judged

),

sla_targets as (

    select
        -- keys
        workspace_id,
        conversation_id,
        application_number,
        target,
        wait_order,
        team_at_outcome_id,
        admin_at_outcome_id,

        -- attributes
        sla_name,
        applied_by,
        case when is_office then 'office' else 'wall' end as clock,
        outcome,
        case when is_missed_by_intercom then 'missed' end as intercom_status,
        case
            when is_done and outcome in ('met', 'missed')
                then is_missed_by_intercom = (outcome = 'missed')
        end as agrees,

        -- measures
        target_seconds,
        paused_seconds,
        elapsed_seconds,
        elapsed_office_seconds,
        case
            when coalesce(ended_at, as_of) > due_at
                then cast(
                    extract(epoch from coalesce(ended_at, as_of))
                    - extract(epoch from due_at) as bigint
                )
        end as overdue_seconds,

        -- timestamps
        applied_at,
        started_at,
        due_at,
        case when is_done then ended_at end as met_at,
        case when outcome not in ('open', 'overdue') then ended_at end as outcome_at
    from decided

)

select * from sla_targets
