-- stg_admins: one row per teammate, those who left included.
--
-- kind     view
-- key      workspace_id, admin_id
-- reads    intercom.admins, stg_complete_reads, bot_admins
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the teammate; then the newest read without
-- excludes nothing

with

admins as (

    select * from intercom.admins

),

stg_admins as (

    select
        -- keys
        admins.workspace_id,
        admins.id as admin_id,

        -- attributes
        admins.name,
        admins.email,
        admins.job_title,
        cast(admins.role as json) ->> 'name' as role_name,
        admins.away_mode_enabled as is_away,
        admins.away_mode_reassign as is_reassigning,
        admins.away_status_reason_id,
        admins.has_inbox_seat,
        coalesce(admins.is_operator, admins.email like 'operator+%', false)
        or exists (
            select bot_admins.name from bot_admins
            where bot_admins.name in (admins.id, lower(admins.email))
        ) as is_bot,
        admins.team_ids,
        admins.primary_team_ids,

        -- timestamps
        admins.synced_at,
        stg_complete_reads.read_at as deleted_at
    from admins
    left join stg_complete_reads
        on
            admins.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'admins'
            and admins.synced_at < stg_complete_reads.read_at

)

select * from stg_admins
