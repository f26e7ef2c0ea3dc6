-- int_backlog_horizon: one row per workspace: up to when its conversations are known.
--
-- kind     table
-- key      workspace_id
-- reads    stg_conversations, stg_sync_runs
-- units    last_at is UTC, last_date its day in the report time zone
-- nulls    none
-- excludes workspaces without a conversation
--
-- Known up to the start of the newest complete read in the ledger, also when nothing had changed
-- and no row was written. Where the ledger has none, the newest row tells.

with

held as (

    select
        workspace_id,
        report_time_zone,
        max(synced_at) as seen_at
    from stg_conversations
    where synced_at is not null
    group by workspace_id, report_time_zone

),

reads as (

    select
        workspace_id,
        max(started_at) as read_at
    from stg_sync_runs
    where resource_name = 'conversations' and status = 'complete'
    group by workspace_id

),

int_backlog_horizon as (

    select
        held.workspace_id,
        held.report_time_zone,
        coalesce(reads.read_at, held.seen_at) as last_at,
        cast(
            coalesce(reads.read_at, held.seen_at) at time zone held.report_time_zone as date
        ) as last_date
    from held
    left join reads
        on held.workspace_id = reads.workspace_id

)

select * from int_backlog_horizon
