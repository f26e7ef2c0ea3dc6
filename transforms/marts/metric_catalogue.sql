-- metric_catalogue: one row per column of a reporting table: what it means, and how Intercom says.
--
-- kind     table
-- key      table_name, column_name
-- reads    catalogue
-- units    column_order counts from 1
-- nulls    date_column and counts_for are null for what is no metric; numerator and denominator are
--          null for what is no rate; intercom_name is null where Intercom has no such number;
--          differs_from_intercom is null where ours is the same
-- excludes staging and steps, which nobody needs to read

with

metric_catalogue as (

    select
        -- keys
        table_name,
        column_name,

        -- attributes
        unit,
        definition,
        date_column is not null as is_metric,
        date_column,
        numerator,
        denominator,
        counts_for,
        intercom_name,
        differs_from_intercom,

        -- measures
        cast(column_order as bigint) as column_order
    from catalogue

)

select * from metric_catalogue
