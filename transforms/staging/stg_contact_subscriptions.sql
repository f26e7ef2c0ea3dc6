-- stg_contact_subscriptions: one row per choice that a contact made of what to get.
--
-- kind     view
-- key      workspace_id, contact_id, subscription_type_id
-- reads    intercom.contact_subscriptions, stg_contacts, stg_sync_runs, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null unless the contact was last read without the choice by a run that
--          read this list, too; deleted_at also tells that the contact or the subscription type is
--          gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

contact_subscriptions as (

    select * from intercom.contact_subscriptions

),

own as (

    select
        -- keys
        contact_subscriptions.workspace_id,
        contact_subscriptions.contact_id,
        contact_subscriptions.subscription_type_id,

        -- timestamps
        contact_subscriptions.synced_at,
        case when runs.run_id is not null then stg_contacts.synced_at end as removed_at
    from contact_subscriptions
    left join stg_contacts
        on
            contact_subscriptions.workspace_id = stg_contacts.workspace_id
            and contact_subscriptions.contact_id = stg_contacts.contact_id
    left join stg_sync_runs as runs
        on
            contact_subscriptions.workspace_id = runs.workspace_id
            and runs.resource_name = 'contact_subscriptions'
            and runs.status = 'complete'
            and contact_subscriptions.synced_at < stg_contacts.synced_at
            and stg_contacts.synced_at between runs.started_at and runs.finished_at

),

stg_contact_subscriptions as (

    select
        own.*,
        least(own.removed_at, gone_contacts.gone_at, gone_subscription_types.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_contacts
        on
            own.workspace_id = gone_contacts.workspace_id
            and gone_contacts.resource_name = 'contacts'
            and own.contact_id = gone_contacts.object_id
    left join stg_gone_parents as gone_subscription_types
        on
            own.workspace_id = gone_subscription_types.workspace_id
            and gone_subscription_types.resource_name = 'subscription_types'
            and own.subscription_type_id = gone_subscription_types.object_id

)

select * from stg_contact_subscriptions
