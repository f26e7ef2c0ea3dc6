-- int_conversation_acts: one row per opening message and per part, and what it means.
--
-- kind     view
-- key      workspace_id, event_id
-- reads    int_conversation_things, part_types, int_counted_conversations, int_actors
-- units    happened_at is UTC, local_date its day in the report time zone; body_length is
--          characters without markup, word_count words
-- nulls    word_count is null unless a customer wrote; part_id for the opening message;
--          assigned_to_* unless the thing assigned; new_state where the state stays as it was
-- excludes parts that Intercom no longer shows, conversations that do not count
--
-- A contact's message opens what was closed, also a colleague's. What a part of an unknown type
-- does is not known: it is no reply, closes nothing and assigns nobody. An opening is a message if
-- a customer wrote it, whatever is left of the words, or if it has words that no comment repeats.
-- An opening that was redacted was a message, though no words are left. Nothing happened before
-- it: what Intercom dates earlier happened with it.
-- What is given to a bot on a teammate's seat is given to a bot. Days in one zone for all cost
-- DuckDB a tenth of days in a zone for each row, which only several workspaces need.

with

shared_zone as (

    select max(report_time_zone) as zone_name
    from int_counted_conversations
    having count(distinct report_time_zone) = 1

),

dated as (

    select
        things.*,
        counted.report_time_zone,
        case
            when things.happened_at < counted.opened_at then counted.opened_at
            else things.happened_at
        end as told_at
    from int_conversation_things as things
    inner join int_counted_conversations as counted
        on
            things.workspace_id = counted.workspace_id
            and things.conversation_id = counted.conversation_id

),

described as (

    select
        things.*,
        coalesce(
            cast(
                things.told_at at time zone (select shared_zone.zone_name from shared_zone) as date
            ),
            cast(things.told_at at time zone things.report_time_zone as date)
        ) as local_date,
        coalesce(part_types.kind, 'other') as kind,
        part_types.state_after as state_set,
        coalesce(things.author_type, '') in ('user', 'lead', 'contact', 'visitor')
        and not things.is_from_ai as is_contact
    from dated as things
    left join part_types
        on things.part_type = part_types.part_type

),

known as (

    select
        described.*,
        case
            when described.is_from_ai then 'fin'
            when described.author_type = 'bot' then 'bot'
            when described.author_type = 'admin'
                then case
                    when described.is_operator then 'bot'
                    else coalesce(seats.actor_kind, apps.actor_kind, 'teammate')
                end
            when described.is_contact
                then coalesce(contacts.actor_kind, domains.actor_kind, 'customer')
            when described.author_type = 'team' then 'team'
            else 'system'
        end as author_kind,
        contacts.admin_id as colleague_id,
        coalesce(assignees.actor_kind, described.assigned_to_type) as assignee_type
    from described
    left join int_actors as seats
        on
            described.workspace_id = seats.workspace_id
            and described.author_id = seats.actor_id
            and described.author_type = 'admin'
            and seats.actor_type = 'admin'
    left join int_actors as apps
        on
            described.workspace_id = apps.workspace_id
            and described.app_package_code = apps.actor_id
            and apps.actor_type = 'app'
    left join int_actors as contacts
        on
            described.workspace_id = contacts.workspace_id
            and described.author_id = contacts.actor_id
            and described.is_contact
            and contacts.actor_type = 'contact'
    left join int_actors as domains
        on
            described.workspace_id = domains.workspace_id
            and lower(split_part(described.author_email, '@', 2)) = domains.actor_id
            and described.is_contact
            and domains.actor_type = 'domain'
    left join int_actors as assignees
        on
            described.workspace_id = assignees.workspace_id
            and described.assigned_to_id = assignees.actor_id
            and described.assigned_to_type = 'admin'
            and assignees.actor_type = 'admin'

),

judged as (

    select
        *,
        not is_repeated
        and (
            (part_type = 'opening' and author_kind = 'customer')
            or (
                kind in ('message', 'state', 'assignment')
                and (body_length > 0 or has_picture or has_files)
            )
            or (part_type = 'opening' and is_redacted)
        ) as is_reply
    from known

),

int_conversation_acts as (

    select
        -- keys
        workspace_id,
        conversation_id,
        event_id,
        part_id,

        -- attributes
        case when part_type = 'opening' and not is_reply then 'state' else kind end as kind,
        part_type,
        part_state,
        author_kind,
        coalesce(colleague_id, author_id) as author_id,
        case when kind != 'other' then assignee_type end as assigned_to_type,
        case when kind != 'other' then assigned_to_id end as assigned_to_id,
        app_package_code,
        coalesce(state_set = 'closed', false) as is_close,
        is_reply,
        is_reply and author_kind = 'customer' as is_customer_message,
        is_reply and author_kind = 'teammate' and part_id is not null as is_human_reply,
        coalesce(state_set, case when is_reply and is_contact then 'open' end) as new_state,

        -- measures
        body_length,
        case when author_kind = 'customer' then nullif(word_count, 0) end as word_count,

        -- timestamps
        told_at as happened_at,
        local_date
    from judged

)

select * from int_conversation_acts
