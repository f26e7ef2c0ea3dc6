-- stg_admin_activity_logs: one row per thing that a teammate did to the workspace.
--
-- kind     view
-- key      workspace_id, activity_log_id
-- reads    intercom.admin_activity_logs
-- units    *_at are UTC
-- nulls    admin_id is null where Intercom does not say who it was
-- excludes nothing
--
-- A history: a row stays when what it happened to is gone.

with

stg_admin_activity_logs as (

    select
        -- keys
        workspace_id,
        id as activity_log_id,
        admin_id,

        -- attributes
        activity_type,
        activity_description,
        admin_email,
        admin_ip,
        metadata,

        -- timestamps
        created_at as happened_at,
        synced_at
    from intercom.admin_activity_logs

)

select * from stg_admin_activity_logs
