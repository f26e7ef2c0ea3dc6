-- contact_redirects: one row per contact that was merged into another, and who is left of them.
--
-- kind     table
-- key      workspace_id, merged_contact_id
-- reads    stg_contact_activities, stg_contact_merge_history, stg_gone_objects
-- units    merged_at is UTC
-- nulls    merged_at is null where Intercom does not say when
-- excludes contacts that survive: a later merge back into a contact makes it the survivor
--
-- Conversations, tickets and calls keep the id of the contact that they began with; joined here
-- they belong to the survivor. Merges are followed in the order of time, at most 50 of them, so
-- that a circle ends.

with recursive

told as (

    select
        workspace_id,
        merged_contact_id,
        surviving_contact_id,
        happened_at as merged_at
    from stg_contact_activities
    where event_type = 'contact.merged'
    union all
    select
        workspace_id,
        merged_contact_id,
        surviving_contact_id,
        merged_at
    from stg_contact_merge_history
    union all
    select
        workspace_id,
        object_id as merged_contact_id,
        moved_to_id as surviving_contact_id,
        cast(null as timestamptz) as merged_at
    from stg_gone_objects
    where resource_name = 'contacts'

),

ranked as (

    select
        *,
        row_number() over (
            partition by workspace_id, merged_contact_id
            order by merged_at desc nulls last, surviving_contact_id asc
        ) as place
    from told
    where merged_contact_id is not null and surviving_contact_id is not null

),

next_merges as (

    select
        workspace_id,
        merged_contact_id,
        surviving_contact_id,
        merged_at
    from ranked
    where place = 1

),

chains as (

    select
        workspace_id,
        merged_contact_id,
        surviving_contact_id,
        merged_at,
        merged_at as last_merged_at,
        1 as merge_count
    from next_merges
    union all
    select
        chains.workspace_id,
        chains.merged_contact_id,
        next_merges.surviving_contact_id,
        chains.merged_at,
        coalesce(next_merges.merged_at, chains.last_merged_at) as last_merged_at,
        chains.merge_count + 1 as merge_count
    from chains
    inner join next_merges
        on
            chains.workspace_id = next_merges.workspace_id
            and chains.surviving_contact_id = next_merges.merged_contact_id
            and coalesce(chains.last_merged_at <= next_merges.merged_at, true)
    where chains.merge_count < 50

),

ends as (

    select
        *,
        row_number() over (
            partition by workspace_id, merged_contact_id
            order by merge_count desc nulls last
        ) as place
    from chains

),

contact_redirects as (

    select
        -- keys
        workspace_id,
        merged_contact_id,
        surviving_contact_id,

        -- measures
        merge_count,

        -- timestamps
        merged_at
    from ends
    where place = 1 and merged_contact_id != surviving_contact_id

)

select * from contact_redirects
