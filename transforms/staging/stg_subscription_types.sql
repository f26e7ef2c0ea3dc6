-- stg_subscription_types: one row per kind of message to leave or join, gone ones included.
--
-- kind     view
-- key      workspace_id, subscription_type_id
-- reads    intercom.subscription_types, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the type; then the newest read without it
-- excludes nothing

with

subscription_types as (

    select * from intercom.subscription_types

),

stg_subscription_types as (

    select
        -- keys
        subscription_types.workspace_id,
        subscription_types.id as subscription_type_id,

        -- attributes
        subscription_types.name,
        subscription_types.description,
        subscription_types.default_locale,
        subscription_types.state,
        subscription_types.consent_type,
        subscription_types.content_types,
        subscription_types.translations,

        -- timestamps
        subscription_types.synced_at,
        stg_complete_reads.read_at as deleted_at
    from subscription_types
    left join stg_complete_reads
        on
            subscription_types.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'subscription_types'
            and subscription_types.synced_at < stg_complete_reads.read_at

)

select * from stg_subscription_types
