-- int_known_teammates: one row per person among those whom Intercom lists as teammates.
--
-- kind     table
-- key      workspace_id, admin_id
-- reads    stg_admins
-- units    none
-- nulls    none
-- excludes bots; those who left stay

with

int_known_teammates as (

    select
        workspace_id,
        admin_id
    from stg_admins
    where not is_bot

)

select * from int_known_teammates
