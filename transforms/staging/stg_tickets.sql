-- stg_tickets: one row per ticket.
--
-- kind     view
-- key      workspace_id, ticket_id
-- reads    intercom.tickets
-- units    *_at are UTC
-- nulls    assignees are null when nobody is assigned
-- excludes nothing

with

stg_tickets as (

    select
        -- keys
        workspace_id,
        id as ticket_id,
        ticket_id as ticket_number,
        ticket_type_id,
        ticket_state_id,
        previous_ticket_state_id,
        admin_assignee_id,
        team_assignee_id,

        -- attributes
        category,
        ticket_type_name,
        ticket_state_category,
        ticket_state_internal_label,
        ticket_state_external_label,
        open as is_open,
        is_shared,
        ticket_attributes,
        contacts,
        linked_objects,
        parts_truncated,

        -- measures
        parts_total_count,
        parts_received,

        -- timestamps
        created_at,
        updated_at,
        snoozed_until,
        synced_at
    from intercom.tickets

)

select * from stg_tickets
