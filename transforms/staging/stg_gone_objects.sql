-- stg_gone_objects: one row per object that was asked for by its id and was no more.
--
-- kind     view
-- key      workspace_id, resource_name, object_id
-- reads    intercom.gone_objects
-- units    found_gone_at is UTC
-- nulls    moved_to_id is null but for a merged contact, which it tells where to find
-- excludes nothing; an object whose own row has a later synced_at came back

with

stg_gone_objects as (

    select
        workspace_id,
        resource as resource_name,
        id as object_id,
        moved_to as moved_to_id,
        status as status_code,
        seen_at as found_gone_at
    from intercom.gone_objects

)

select * from stg_gone_objects
