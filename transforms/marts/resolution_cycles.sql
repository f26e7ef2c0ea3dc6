-- resolution_cycles: one row per time a conversation was opened, up to its close if it came.
--
-- kind     view
-- key      workspace_id, conversation_id, cycle_number
-- reads    int_resolution_cycles, int_backlog_horizon, settings
-- units    *_at are UTC; seconds is elapsed time, office_seconds open time, hours_until_reopen
--          hours with fractions
-- nulls    closed_* and both durations are null while the cycle runs, office_seconds also without
--          a schedule; reopened_within_* until that time has passed from the close to the newest
--          complete read
-- excludes nothing; closing or snoozing what is closed starts no cycle
--
-- Reopen rate: reopened cycles over closed cycles, by the day of the close.

with

cycles as (

    select
        steps.*,
        cast(extract(epoch from steps.reopened_at) - extract(epoch from steps.closed_at) as bigint)
            as until_reopen_seconds,
        cast(
            extract(epoch from least(settings.as_of, horizon.last_at))
            - extract(epoch from steps.closed_at) as bigint
        ) as since_close_seconds
    from int_resolution_cycles as steps
    cross join settings
    left join int_backlog_horizon as horizon
        on steps.workspace_id = horizon.workspace_id

),

resolution_cycles as (

    select
        -- keys
        workspace_id,
        conversation_id,
        cycle_number,
        opened_by_id,
        closed_by_id,

        -- attributes
        opened_by_kind,
        closed_by_kind,
        is_reopen,
        case
            when until_reopen_seconds <= 86400 then true
            when since_close_seconds > 86400 then false
        end as reopened_within_1d,
        case
            when until_reopen_seconds <= 259200 then true
            when since_close_seconds > 259200 then false
        end as reopened_within_3d,
        case
            when until_reopen_seconds <= 604800 then true
            when since_close_seconds > 604800 then false
        end as reopened_within_7d,

        -- measures
        resolution_seconds as seconds,
        resolution_office_seconds as office_seconds,
        human_replies,
        cast(until_reopen_seconds as double precision) / 3600 as hours_until_reopen,

        -- timestamps
        opened_at,
        closed_at,
        reopened_at
    from cycles

)

select * from resolution_cycles
