-- stg_rejected_rows: one row per object that did not fit its table and was put aside.
--
-- kind     view
-- key      workspace_id, rejected_row_id
-- reads    intercom.rejected_rows
-- units    synced_at is UTC
-- nulls    object_id is null if the object had none
-- excludes nothing

with

stg_rejected_rows as (

    select
        workspace_id,
        id as rejected_row_id,
        table_name,
        object_id,
        error,
        raw,
        synced_at
    from intercom.rejected_rows

)

select * from stg_rejected_rows
