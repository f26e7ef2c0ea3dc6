-- stg_ticket_states: one row per state that tickets may be in, gone ones included.
--
-- kind     view
-- key      workspace_id, ticket_state_id
-- reads    intercom.ticket_states, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the state; then the newest read without it
-- excludes nothing

with

ticket_states as (

    select * from intercom.ticket_states

),

stg_ticket_states as (

    select
        -- keys
        ticket_states.workspace_id,
        ticket_states.id as ticket_state_id,

        -- attributes
        ticket_states.category,
        ticket_states.internal_label,
        ticket_states.external_label,
        ticket_states.archived as is_archived,
        ticket_states.ticket_types,

        -- timestamps
        ticket_states.synced_at,
        stg_complete_reads.read_at as deleted_at
    from ticket_states
    left join stg_complete_reads
        on
            ticket_states.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'ticket_states'
            and ticket_states.synced_at < stg_complete_reads.read_at

)

select * from stg_ticket_states
