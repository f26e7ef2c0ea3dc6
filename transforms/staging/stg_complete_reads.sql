-- stg_complete_reads: one row per resource, its newest read that was to see every row.
--
-- kind     view
-- key      workspace_id, resource_name
-- reads    stg_sync_runs
-- units    read_at is the UTC start of the read
-- nulls    none
-- excludes reads that failed or were interrupted: they prove nothing about a missing row

with

stg_complete_reads as (

    select
        workspace_id,
        resource_name,
        max(started_at) as read_at
    from stg_sync_runs
    where status = 'complete' and read_kind = 'complete'
    group by workspace_id, resource_name

)

select * from stg_complete_reads
