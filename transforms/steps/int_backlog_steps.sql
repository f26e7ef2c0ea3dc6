-- int_backlog_steps: one row per stretch and day on which it comes into, leaves or ages a stock.
--
-- kind     view
-- key      workspace_id, conversation_id, started_order, age, sign
-- reads    int_backlog_spans, int_backlog_horizon
-- units    amount is 1 or -1 conversation, 0 where a stretch begins and ends on one day
-- nulls    flow is null for an age, local_date while the stretch or the age lasts
-- excludes nothing
--
-- What begins and ends on one day changes no stock, only the flows. A conversation grows into an
-- older age on a day that is known when it is opened.

with

spans as (

    select
        spans.*,
        int_backlog_horizon.last_date
    from int_backlog_spans as spans
    inner join int_backlog_horizon
        on spans.workspace_id = int_backlog_horizon.workspace_id

),

stocks as (

    select
        spans.*,
        'stock' as age,
        step.local_date,
        step.flow,
        case when spans.until_date = spans.from_date then 0 else step.amount end as amount,
        step.amount as sign
    from spans
    cross join
        lateral (
            values
            (spans.from_date, spans.came_by, 1),
            (spans.until_date, spans.left_by, -1)
        ) as step (local_date, flow, amount)

),

ages as (

    select
        spans.*,
        bracket.age,
        step.local_date,
        cast(null as text) as flow,
        step.amount,
        step.amount as sign
    from spans
    cross join
        lateral (
            values
            ('under_1d', spans.opened_date, spans.opened_date + 1),
            ('1_3d', spans.opened_date + 1, spans.opened_date + 3),
            ('3_7d', spans.opened_date + 3, spans.opened_date + 7),
            ('7_30d', spans.opened_date + 7, spans.opened_date + 30),
            ('over_30d', spans.opened_date + 30, null)
        ) as bracket (age, from_date, until_date)
    cross join
        lateral (
            values
            (greatest(spans.from_date, bracket.from_date), 1),
            (least(spans.until_date, bracket.until_date), -1)
        ) as step (local_date, amount)
    where
        spans.state = 'open'
        and greatest(spans.from_date, bracket.from_date)
        < coalesce(least(spans.until_date, bracket.until_date), date '9999-01-01')

),

int_backlog_steps as (

    select * from stocks
    union all
    select * from ages

)

select * from int_backlog_steps
