-- stg_complete_reads: one row per resource, its newest read that saw every row there was.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    stg_sync_runs
-- units    read_at is the UTC start of the read
-- nulls    none
-- excludes reads that failed, were interrupted, put a row aside or got fewer than were claimed:
--          they prove nothing about a row that was not seen
--
-- What was last seen before read_at is gone. That holds for a search through all of time, too, but
-- only once a later read has brought what changed while it ran, and if it loaded what it found;
-- not for companies, which a search lists only if they have users.

with

reads as (

    select
        workspace_id,
        resource_name,
        read_kind = 'complete' as is_list,
        resource_name in ('contacts', 'conversations', 'tickets')
        and window_from_at is null
        and unchanged_count = 0 as is_search,
        started_at,
        max(started_at) over (partition by workspace_id, resource_name) as newest_read_at
    from stg_sync_runs
    where
        status = 'complete'
        and coalesce(rejected_count, 0) = 0
        and coalesce(short_count, 0) = 0

),

stg_complete_reads as (

    select
        workspace_id,
        resource_name,
        max(started_at) as read_at
    from reads
    where is_list or (is_search and started_at < newest_read_at)
    group by workspace_id, resource_name

)

select * from stg_complete_reads
