-- stg_away_status_reasons: one row per reason to be away, gone ones included.
--
-- kind     view
-- key      workspace_id, away_status_reason_id
-- reads    intercom.away_status_reasons, stg_complete_reads
-- units    place is that in the list; *_at are UTC
-- nulls    is_deleted is true where nobody can choose the reason any more; deleted_at is null while
--          Intercom lists the reason; then the newest read without it
-- excludes nothing

with

away_status_reasons as (

    select * from intercom.away_status_reasons

),

stg_away_status_reasons as (

    select
        -- keys
        away_status_reasons.workspace_id,
        away_status_reasons.id as away_status_reason_id,

        -- attributes
        away_status_reasons.label,
        away_status_reasons.emoji,
        away_status_reasons.deleted as is_deleted,

        -- measures
        away_status_reasons.order as place,

        -- timestamps
        away_status_reasons.created_at,
        away_status_reasons.updated_at,
        away_status_reasons.synced_at,
        stg_complete_reads.read_at as deleted_at
    from away_status_reasons
    left join stg_complete_reads
        on
            away_status_reasons.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'away_status_reasons'
            and away_status_reasons.synced_at < stg_complete_reads.read_at

)

select * from stg_away_status_reasons
