-- stg_macros: one row per saved reply, gone ones included.
--
-- kind     view
-- key      workspace_id, macro_id
-- reads    intercom.macros, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the macro; then the newest read without it
-- excludes nothing

with

macros as (

    select * from intercom.macros

),

stg_macros as (

    select
        -- keys
        macros.workspace_id,
        macros.id as macro_id,

        -- attributes
        macros.name,
        macros.body,
        macros.body_text,
        macros.visible_to,
        macros.visible_to_team_ids,
        macros.available_on,

        -- timestamps
        macros.created_at,
        macros.updated_at,
        macros.synced_at,
        stg_complete_reads.read_at as deleted_at
    from macros
    left join stg_complete_reads
        on
            macros.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'macros'
            and macros.synced_at < stg_complete_reads.read_at

)

select * from stg_macros
