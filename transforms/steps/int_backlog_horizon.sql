-- int_backlog_horizon: one row per workspace: up to when its conversations are known.
--
-- kind     table
-- key      workspace_id
-- reads    stg_conversations
-- units    last_at is UTC, last_date its day in the report time zone
-- nulls    none
-- excludes workspaces without a conversation

with

int_backlog_horizon as (

    select
        workspace_id,
        report_time_zone,
        max(synced_at) as last_at,
        cast(max(synced_at) at time zone report_time_zone as date) as last_date
    from stg_conversations
    where synced_at is not null
    group by workspace_id, report_time_zone

)

select * from int_backlog_horizon
