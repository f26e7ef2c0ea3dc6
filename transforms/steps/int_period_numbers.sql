-- int_period_numbers: one row per act and value of a dimension: a number in its place.
--
-- kind     table
-- key      workspace_id, kind, term
-- reads    int_conversation_dimensions, int_period_acts
-- units    kind is act or a dimension; term_number says nothing, and is another one after each run
-- nulls    none
-- excludes acts that are only counted
--
-- To sort millions of rows by numbers takes Postgres a quarter of what it takes by names.

with

acts as (

    select
        workspace_id,
        act,
        coalesce(team_id, 'none') as team_id,
        coalesce(admin_id, 'none') as admin_id
    from int_period_acts
    where seconds is not null
    group by workspace_id, act, team_id, admin_id

),

terms as (

    select
        workspace_id,
        dimension as kind,
        dimension_id as term
    from int_conversation_dimensions
    union distinct
    select
        acts.workspace_id,
        named.kind,
        named.term
    from acts
    cross join
        lateral (
            values ('act', acts.act), ('team', acts.team_id), ('teammate', acts.admin_id)
        ) as named (kind, term)

),

int_period_numbers as (

    select
        workspace_id,
        kind,
        term,
        cast(row_number() over (order by workspace_id, kind, term) as int) as term_number
    from terms

)

select * from int_period_numbers
