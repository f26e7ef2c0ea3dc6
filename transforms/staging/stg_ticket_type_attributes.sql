-- stg_ticket_type_attributes: one row per attribute of a ticket type, gone ones included.
--
-- kind     view
-- key      workspace_id, attribute_id
-- reads    intercom.ticket_type_attributes, stg_complete_reads, stg_gone_parents
-- units    place is that in the form; *_at are UTC
-- nulls    removed_at is null while Intercom lists the attribute; then the newest read without it;
--          deleted_at also tells that the ticket type is gone
-- excludes nothing

with

ticket_type_attributes as (

    select * from intercom.ticket_type_attributes

),

own as (

    select
        -- keys
        ticket_type_attributes.workspace_id,
        ticket_type_attributes.id as attribute_id,
        ticket_type_attributes.ticket_type_id,

        -- attributes
        ticket_type_attributes.name,
        ticket_type_attributes.description,
        ticket_type_attributes.data_type,
        ticket_type_attributes.input_options,
        ticket_type_attributes.required_to_create as is_required,
        ticket_type_attributes.required_to_create_for_contacts as is_required_for_contacts,
        ticket_type_attributes.visible_on_create as is_visible_on_create,
        ticket_type_attributes.visible_to_contacts as is_visible_to_contacts,
        ticket_type_attributes.default as is_default,
        ticket_type_attributes.archived as is_archived,

        -- measures
        ticket_type_attributes.order as place,

        -- timestamps
        ticket_type_attributes.created_at,
        ticket_type_attributes.updated_at,
        ticket_type_attributes.synced_at,
        stg_complete_reads.read_at as removed_at
    from ticket_type_attributes
    left join stg_complete_reads
        on
            ticket_type_attributes.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'ticket_types'
            and ticket_type_attributes.synced_at < stg_complete_reads.read_at

),

stg_ticket_type_attributes as (

    select
        own.*,
        least(own.removed_at, gone_ticket_types.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_ticket_types
        on
            own.workspace_id = gone_ticket_types.workspace_id
            and gone_ticket_types.resource_name = 'ticket_types'
            and own.ticket_type_id = gone_ticket_types.object_id

)

select * from stg_ticket_type_attributes
