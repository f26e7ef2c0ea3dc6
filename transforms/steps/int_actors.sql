-- int_actors: one row per author of whom settings know better than Intercom who it is.
--
-- kind     table
-- key      workspace_id, actor_type, actor_id
-- reads    stg_contact_addresses, stg_workspaces, stg_admins, our_domains, bot_admins, bot_apps
-- units    actor_type says whose id it is: admin, contact, app or domain
-- nulls    admin_id is null unless a contact has the address of a teammate
-- excludes authors who are what Intercom says; all of them while no setting names any
--
-- A domain stands for authors who are no contact in the warehouse. Addresses are compared without
-- case; those of settings are small letters already.

with

named as (

    select
        'admin' as actor_type,
        name as actor_id,
        'bot' as actor_kind
    from bot_admins
    union distinct
    select
        'app' as actor_type,
        name as actor_id,
        'bot' as actor_kind
    from bot_apps
    union distinct
    select
        'domain' as actor_type,
        name as actor_id,
        'teammate' as actor_kind
    from our_domains

),

actors as (

    select
        stg_workspaces.workspace_id,
        named.actor_type,
        named.actor_id,
        named.actor_kind,
        cast(null as text) as admin_id
    from stg_workspaces
    cross join named
    union all
    select
        stg_admins.workspace_id,
        'admin' as actor_type,
        stg_admins.admin_id as actor_id,
        'bot' as actor_kind,
        null as admin_id
    from stg_admins
    inner join bot_admins
        on lower(stg_admins.email) = bot_admins.name
    union all
    select
        contacts.workspace_id,
        'contact' as actor_type,
        contacts.contact_id as actor_id,
        'teammate' as actor_kind,
        stg_admins.admin_id
    from stg_contact_addresses as contacts
    inner join our_domains
        on lower(contacts.email_domain) = our_domains.name
    left join stg_admins
        on
            contacts.workspace_id = stg_admins.workspace_id
            and lower(contacts.email) = lower(stg_admins.email)

),

int_actors as (

    select
        workspace_id,
        actor_type,
        actor_id,
        min(actor_kind) as actor_kind,
        min(admin_id) as admin_id
    from actors
    group by workspace_id, actor_type, actor_id

)

select * from int_actors
