-- states_without_gaps: the states of a conversation follow each other without gap or overlap.
--
-- kind     view
-- key      workspace_id, conversation_id, started_order
-- reads    int_states
-- units    *_at are UTC
-- nulls    next_at is null for the last state
-- excludes nothing

with

neighbours as (

    select
        *,
        lead(started_at) over conversation as next_at,
        lead(state) over conversation as next_state
    from int_states
    window conversation as (partition by workspace_id, conversation_id order by started_order)

),

states_without_gaps as (

    select * from neighbours
    where ended_at is distinct from next_at or state = next_state

)

select * from states_without_gaps
