-- teammates: one row per teammate, those who left included.
--
-- kind     view
-- key      workspace_id, admin_id
-- reads    stg_admins, stg_team_members, conversation_events
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the teammate; first_active_at and last_active_at
--          for one who did nothing in a conversation that counts
-- excludes nothing

with

memberships as (

    select
        workspace_id,
        admin_id,
        string_agg(team_id, ', ' order by team_id) as team_ids
    from stg_team_members
    where deleted_at is null
    group by workspace_id, admin_id

),

activity as (

    select
        workspace_id,
        author_id,
        min(happened_at) as first_active_at,
        max(happened_at) as last_active_at
    from conversation_events
    where author_kind = 'teammate'
    group by workspace_id, author_id

),

teammates as (

    select
        -- keys
        stg_admins.workspace_id,
        stg_admins.admin_id,

        -- attributes
        stg_admins.name,
        stg_admins.email,
        stg_admins.job_title,
        stg_admins.role_name,
        stg_admins.has_inbox_seat,
        stg_admins.is_away,
        stg_admins.is_reassigning,
        stg_admins.is_bot,
        memberships.team_ids,

        -- timestamps
        activity.first_active_at,
        activity.last_active_at,
        stg_admins.deleted_at
    from stg_admins
    left join memberships
        on
            stg_admins.workspace_id = memberships.workspace_id
            and stg_admins.admin_id = memberships.admin_id
    left join activity
        on
            stg_admins.workspace_id = activity.workspace_id
            and stg_admins.admin_id = activity.author_id

)

select * from teammates
