-- stg_folders: one row per folder of content, gone ones included.
--
-- kind     view
-- key      workspace_id, folder_id
-- reads    intercom.folders, stg_complete_reads
-- units    *_at are UTC
-- nulls    parent_folder_id is null at the top; deleted_at is null while Intercom lists the folder;
--          then the newest read without it
-- excludes nothing

with

folders as (

    select * from intercom.folders

),

stg_folders as (

    select
        -- keys
        folders.workspace_id,
        folders.id as folder_id,
        folders.parent_folder_id,

        -- attributes
        folders.name,
        folders.description,
        folders.emoji,

        -- measures
        folders.content_count,

        -- timestamps
        folders.created_at,
        folders.updated_at,
        folders.synced_at,
        stg_complete_reads.read_at as deleted_at
    from folders
    left join stg_complete_reads
        on
            folders.workspace_id = stg_complete_reads.workspace_id
            and stg_complete_reads.resource_name = 'folders'
            and folders.synced_at < stg_complete_reads.read_at

)

select * from stg_folders
