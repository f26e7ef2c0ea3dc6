-- stg_company_notes: one row per note about a company, gone ones included.
--
-- kind     view
-- key      workspace_id, note_id
-- reads    intercom.company_notes, stg_companies, stg_sync_runs, stg_gone_parents
-- units    *_at are UTC
-- nulls    removed_at is null unless the company was last read without the note by a run that read
--          this list, too; deleted_at also tells that the company is gone
-- excludes nothing; the table is empty unless the loader was asked for it

with

company_notes as (

    select * from intercom.company_notes

),

own as (

    select
        -- keys
        company_notes.workspace_id,
        company_notes.id as note_id,
        company_notes.company_id,
        company_notes.author_id as author_admin_id,

        -- attributes
        company_notes.body,

        -- timestamps
        company_notes.created_at,
        company_notes.synced_at,
        case when runs.run_id is not null then stg_companies.synced_at end as removed_at
    from company_notes
    left join stg_companies
        on
            company_notes.workspace_id = stg_companies.workspace_id
            and company_notes.company_id = stg_companies.company_id
    left join stg_sync_runs as runs
        on
            company_notes.workspace_id = runs.workspace_id
            and runs.resource_name = 'company_notes'
            and runs.status = 'complete'
            and company_notes.synced_at < stg_companies.synced_at
            and stg_companies.synced_at between runs.started_at and runs.finished_at

),

stg_company_notes as (

    select
        own.*,
        least(own.removed_at, gone_companies.gone_at) as deleted_at
    from own
    left join stg_gone_parents as gone_companies
        on
            own.workspace_id = gone_companies.workspace_id
            and gone_companies.resource_name = 'companies'
            and own.company_id = gone_companies.object_id

)

select * from stg_company_notes
