-- conversations_with_attributes: one row per conversation, and columns that a setting chooses.
--
-- kind     view
-- key      workspace_id, conversation_id
-- reads    conversations, extra_columns
-- units    like conversations; what a setting chooses is text, whatever kind the attribute is of
-- nulls    like conversations; a chosen column is null where the conversation lacks the attribute
-- excludes nothing
--
-- The setting extra_columns names custom attributes that become columns of this view. Join by
-- `using` shows the keys once without naming the columns, which only the setting knows.

with

conversations_with_attributes as (

    select * -- noqa: RF02
    from conversations
    left join extra_columns using (workspace_id, conversation_id) -- noqa: ST07

)

select * from conversations_with_attributes
