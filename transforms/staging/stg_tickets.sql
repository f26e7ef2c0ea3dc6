-- stg_tickets: one row per ticket, those that are gone included.
--
-- kind     view
-- key      workspace_id, ticket_id
-- reads    intercom.tickets, stg_complete_reads, stg_gone_objects
-- units    *_at are UTC
-- nulls    assignees are null when nobody is assigned; deleted_at is null while a search for all
--          finds the ticket; then the newest without it, or when the ticket was asked for by its id
--          and was no more: Intercom does not tell of deletions
-- excludes nothing

with

tickets as (

    select * from intercom.tickets

),

stg_tickets as (

    select
        -- keys
        tickets.workspace_id,
        tickets.id as ticket_id,
        tickets.ticket_id as ticket_number,
        tickets.ticket_type_id,
        tickets.ticket_state_id,
        tickets.previous_ticket_state_id,
        tickets.admin_assignee_id,
        tickets.team_assignee_id,

        -- attributes
        tickets.category,
        tickets.ticket_type_name,
        tickets.ticket_state_category,
        tickets.ticket_state_internal_label,
        tickets.ticket_state_external_label,
        tickets.open as is_open,
        tickets.is_shared,
        tickets.ticket_attributes,
        tickets.contacts,
        tickets.linked_objects,
        tickets.parts_truncated,

        -- measures
        tickets.parts_total_count,
        tickets.parts_received,

        -- timestamps
        tickets.created_at,
        tickets.updated_at,
        tickets.snoozed_until,
        tickets.synced_at,
        coalesce(stg_gone_objects.found_gone_at, stg_complete_reads.read_at) as deleted_at
    from tickets
    left join stg_complete_reads
        on
            tickets.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'tickets'
            and tickets.synced_at < stg_complete_reads.read_at
    left join stg_gone_objects
        on
            tickets.workspace_id = stg_gone_objects.workspace_id
            and tickets.id = stg_gone_objects.object_id
            and stg_gone_objects.resource_name = 'tickets'
            and tickets.synced_at < stg_gone_objects.found_gone_at

)

select * from stg_tickets
