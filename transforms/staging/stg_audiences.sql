-- stg_audiences: one row per group that content is meant for, gone ones included.
--
-- kind     view
-- key      workspace_id, audience_id
-- reads    intercom.audiences, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the audience; then the newest read without it
-- excludes nothing

with

audiences as (

    select * from intercom.audiences

),

stg_audiences as (

    select
        -- keys
        audiences.workspace_id,
        audiences.id as audience_id,

        -- attributes
        audiences.name,
        audiences.predicates,
        audiences.role_predicates,

        -- timestamps
        audiences.created_at,
        audiences.updated_at,
        audiences.synced_at,
        stg_complete_reads.read_at as deleted_at
    from audiences
    left join stg_complete_reads
        on
            audiences.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'audiences'
            and audiences.synced_at < stg_complete_reads.read_at

)

select * from stg_audiences
