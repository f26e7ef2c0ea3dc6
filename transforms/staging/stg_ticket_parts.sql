-- stg_ticket_parts: one row per thing that happened in a ticket.
--
-- kind     view
-- key      workspace_id, part_id
-- reads    intercom.ticket_parts, intercom.tickets, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null while Intercom shows the part; an older part of a thread that is cut
--          at 500 parts counts as shown; deleted_at also tells that the ticket is gone
-- excludes nothing

with

parts as (

    select * from intercom.ticket_parts

),

tickets as (

    select * from intercom.tickets

),

own as (

    select
        -- keys
        parts.workspace_id,
        parts.id as part_id,
        parts.ticket_id,

        -- attributes
        parts.part_type,
        parts.body,
        parts.ticket_state,
        parts.previous_ticket_state,
        parts.redacted as is_redacted,
        parts.author_type,
        parts.author_id,
        parts.author_email,
        parts.assigned_to_type,
        parts.assigned_to_id,
        parts.updated_attribute_data,
        parts.app_package_code,

        -- timestamps
        parts.created_at,
        parts.updated_at,
        parts.synced_at,
        case
            when
                parts.synced_at < tickets.synced_at
                and tickets.parts_received is not null
                and tickets.parts_truncated is not true
                then tickets.synced_at
        end as removed_at
    from parts
    left join tickets
        on
            parts.workspace_id = tickets.workspace_id
            and parts.ticket_id = tickets.id

),

stg_ticket_parts as (

    select
        own.*,
        least(own.removed_at, gone_tickets.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_tickets
        on
            own.workspace_id = gone_tickets.workspace_id
            and gone_tickets.resource_name = 'tickets'
            and own.ticket_id = gone_tickets.object_id

)

select * from stg_ticket_parts
