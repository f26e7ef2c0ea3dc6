-- stg_emails: one row per address that the workspace sends from, gone ones included.
--
-- kind     view
-- key      workspace_id, email_id
-- reads    intercom.emails, stg_complete_reads
-- units    *_at are UTC
-- nulls    deleted_at is null while Intercom lists the address; then the newest read without it
-- excludes nothing

with

emails as (

    select * from intercom.emails

),

stg_emails as (

    select
        -- keys
        emails.workspace_id,
        emails.id as email_id,
        emails.brand_id,

        -- attributes
        emails.email,
        emails.domain,
        emails.verified as is_verified,
        emails.forwarding_enabled as is_forwarding,

        -- timestamps
        emails.created_at,
        emails.updated_at,
        emails.forwarded_email_last_received_at as last_forwarded_at,
        emails.synced_at,
        stg_complete_reads.read_at as deleted_at
    from emails
    left join stg_complete_reads
        on
            emails.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'emails'
            and emails.synced_at < stg_complete_reads.read_at

)

select * from stg_emails
