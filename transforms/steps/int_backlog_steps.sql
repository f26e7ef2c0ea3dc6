-- int_backlog_steps: one row per stretch and day on which it comes into, leaves or ages a stock.
--
-- kind     view
-- key      workspace_id, conversation_id, started_order, age, side
-- reads    int_backlog_spans, int_backlog_horizon
-- units    amount is 1 or -1 conversation, 0 where a stretch begins and ends on one day
-- nulls    flow is null for an age, local_date while the stretch or the age lasts
-- excludes nothing
--
-- What begins and ends on one day changes no stock, only the flows. A conversation grows into an
-- older age on a day that is known when it is opened. Lists are crossed and not joined laterally,
-- which costs DuckDB a join.

with

spans as (

    select
        spans.*,
        int_backlog_horizon.last_date
    from int_backlog_spans as spans
    inner join int_backlog_horizon
        on spans.workspace_id = int_backlog_horizon.workspace_id

),

brackets (age, first_day, end_day) as (

    values
    ('stock', null, null),
    ('under_1d', 0, 1),
    ('1_3d', 1, 3),
    ('3_7d', 3, 7),
    ('7_30d', 7, 30),
    ('over_30d', 30, null)

),

ages as (

    select
        spans.*,
        brackets.age,
        greatest(spans.from_date, spans.opened_date + brackets.first_day) as first_date,
        least(spans.until_date, spans.opened_date + brackets.end_day) as end_date
    from spans
    cross join brackets
    where spans.state = 'open' or brackets.age = 'stock'

),

int_backlog_steps as (

    select
        ages.*,
        sides.side,
        case sides.side when 1 then ages.first_date else ages.end_date end as local_date,
        case
            when ages.age != 'stock' then null
            when sides.side = 1 then ages.came_by
            else ages.left_by
        end as flow,
        case
            when ages.until_date = ages.from_date and ages.age = 'stock' then 0
            else sides.side
        end as amount
    from ages
    cross join (values (1), (-1)) as sides (side)
    where ages.age = 'stock' or ages.first_date < coalesce(ages.end_date, date '9999-01-01')

)

select * from int_backlog_steps
