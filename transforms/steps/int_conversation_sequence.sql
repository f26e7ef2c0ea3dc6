-- int_conversation_sequence: one row per opening message and part, in order, with what holds then.
--
-- kind     view
-- key      workspace_id, conversation_id, event_order
-- reads    int_conversation_acts
-- units    *_at are UTC; local_date is a day of the report time zone; customer_messages counts
--          those so far, *_before those earlier
-- nulls    admin_id and team_id are null while nobody is assigned; previous_at for the first event
-- excludes parts that Intercom no longer shows, conversations that do not count
--
-- In one second numbers give the order; the opening message comes first. What holds is what was
-- set last: the greatest text of place, 36 characters, and value.

with

placed as (

    select
        acts.*,
        lpad(
            cast(cast(extract(epoch from acts.happened_at) as bigint) + 100000000000 as text),
            12, '0'
        ) || lpad(coalesce(acts.part_id, ''), 24, '0') as place
    from int_conversation_acts as acts

),

tracked as (

    select
        *,
        row_number() over so_far - 1 as event_order,
        lag(happened_at) over so_far as previous_at,
        max(case when new_state is not null then place || new_state end) over so_far
            as state_set,
        max(case when new_state in ('open', 'closed') then place || new_state end) over so_far
            as settled_set,
        max(
            case
                when assigned_to_type in ('admin', 'bot', 'nobody_admin')
                    then place || assigned_to_type || ' ' || coalesce(assigned_to_id, '')
            end
        ) over so_far as admin_set,
        max(case when assigned_to_type = 'team' then place || coalesce(assigned_to_id, '') end)
            over so_far
            as team_set,
        count(*) filter (where is_customer_message) over so_far as customer_messages,
        count(*) filter (where is_human_reply) over so_far as human_replies
    from placed
    window so_far as (partition by workspace_id, conversation_id order by place)

),

int_conversation_sequence as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_id,
        part_id,
        cast(event_order as int) as event_order,

        -- attributes
        kind,
        part_type,
        author_kind,
        author_id,
        is_close,
        is_reply,
        is_customer_message,
        is_human_reply,
        substr(state_set, 37) as state_after,
        substr(settled_set, 37) as settled_state,
        part_state,
        nullif(split_part(substr(admin_set, 37), ' ', 2), '') as admin_id,
        nullif(substr(team_set, 37), '') as team_id,
        coalesce(substr(admin_set, 37, 3) = 'bot', false) as is_bot_assigned,
        assigned_to_type,
        assigned_to_id,
        app_package_code,

        -- measures
        body_length,
        word_count,
        customer_messages,
        customer_messages - case when is_customer_message then 1 else 0 end
            as customer_messages_before,
        human_replies - case when is_human_reply then 1 else 0 end as human_replies_before,

        -- timestamps
        happened_at,
        local_date,
        previous_at
    from tracked

)

select * from int_conversation_sequence
