-- stg_conversation_attributes: one row per attribute of conversations, gone ones included.
--
-- kind     view
-- key      workspace_id, attribute_id
-- reads    intercom.conversation_attributes, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the attribute; then the newest read without it
-- excludes nothing

with

conversation_attributes as (

    select * from intercom.conversation_attributes

),

stg_conversation_attributes as (

    select
        -- keys
        conversation_attributes.workspace_id,
        conversation_attributes.id as attribute_id,
        conversation_attributes.reference_object_type_id,
        conversation_attributes.admin_id as created_by_admin_id,

        -- attributes
        conversation_attributes.name,
        conversation_attributes.description,
        conversation_attributes.data_type,
        conversation_attributes.options,
        conversation_attributes.reference_type,
        conversation_attributes.required as is_required,
        conversation_attributes.multiline as is_multiline,
        conversation_attributes.archived as is_archived,
        conversation_attributes.visible_to_team_ids,

        -- timestamps
        conversation_attributes.created_at,
        conversation_attributes.updated_at,
        conversation_attributes.synced_at,
        stg_complete_reads.read_at as deleted_at
    from conversation_attributes
    left join stg_complete_reads
        on
            conversation_attributes.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'conversation_attributes'
            and conversation_attributes.synced_at < stg_complete_reads.read_at

)

select * from stg_conversation_attributes
