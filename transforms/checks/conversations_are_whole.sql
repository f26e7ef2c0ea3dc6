-- conversations_are_whole: what counts in reports has exactly one row in conversations.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    int_counted_conversations, conversations
-- units    none
-- nulls    none
-- excludes nothing

with

rows_found as (

    select
        workspace_id,
        conversation_id,
        count(*) as rows_found
    from conversations
    group by workspace_id, conversation_id

),

conversations_are_whole as (

    select
        counted.workspace_id,
        counted.conversation_id,
        rows_found.rows_found
    from int_counted_conversations as counted
    left join rows_found
        on
            counted.workspace_id = rows_found.workspace_id
            and counted.conversation_id = rows_found.conversation_id
    where rows_found.rows_found is distinct from 1

)

select * from conversations_are_whole
