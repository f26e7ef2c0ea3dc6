-- presence_without_gaps: from the first entry on, a teammate is here or away, and never both.
--
-- kind     view
-- key      workspace_id, admin_id, started_at
-- reads    int_presence_stretches
-- units    *_at are UTC
-- nulls    next_at is null for the last stretch of a teammate
-- excludes nothing

with

neighbours as (

    select
        *,
        lead(started_at) over (
            partition by workspace_id, admin_id
            order by started_at, ended_at
        ) as next_at
    from int_presence_stretches

),

presence_without_gaps as (

    select * from neighbours
    where ended_at != next_at or ended_at <= started_at

)

select * from presence_without_gaps
