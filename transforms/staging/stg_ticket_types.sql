-- stg_ticket_types: one row per ticket type, gone ones included.
--
-- kind     view
-- key      workspace_id, ticket_type_id
-- reads    intercom.ticket_types, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the type; then the newest read without it
-- excludes nothing

with

ticket_types as (

    select * from intercom.ticket_types

),

stg_ticket_types as (

    select
        -- keys
        ticket_types.workspace_id,
        ticket_types.id as ticket_type_id,

        -- attributes
        ticket_types.name,
        ticket_types.description,
        ticket_types.icon,
        ticket_types.category,
        ticket_types.is_internal,
        ticket_types.archived as is_archived,
        ticket_types.ticket_states,

        -- timestamps
        ticket_types.created_at,
        ticket_types.updated_at,
        ticket_types.synced_at,
        stg_complete_reads.read_at as deleted_at
    from ticket_types
    left join stg_complete_reads
        on
            ticket_types.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'ticket_types'
            and ticket_types.synced_at < stg_complete_reads.read_at

)

select * from stg_ticket_types
