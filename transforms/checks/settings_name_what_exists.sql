-- settings_name_what_exists: every tag, teammate, app and so on that a setting names is there.
--
-- kind     view
-- key      setting, setting_value
-- reads    named_settings, stg_tags, stg_conversation_tags, stg_conversation_custom_attributes,
--          stg_office_hours_schedules, time_zones, stg_admins, stg_contacts,
--          stg_conversation_parts, bot_apps, our_domains
-- units    none
-- nulls    none
-- excludes nothing

with

known as (

    select
        'excluded_tags' as setting,
        name as setting_value
    from stg_tags
    union
    select
        'excluded_tags' as setting,
        tag_name as setting_value
    from stg_conversation_tags
    union
    select
        'bot_admins' as setting,
        admin_id as setting_value
    from stg_admins
    union
    select
        'bot_admins' as setting,
        lower(email) as setting_value
    from stg_admins
    union
    select
        'bot_apps' as setting,
        app_package_code as setting_value
    from stg_conversation_parts
    where exists (select bot_apps.name from bot_apps)
    union
    select
        'our_domains' as setting,
        lower(coalesce(email_domain, split_part(email, '@', 2))) as setting_value
    from stg_contacts
    where exists (select our_domains.name from our_domains)
    union
    select
        'our_domains' as setting,
        lower(split_part(author_email, '@', 2)) as setting_value
    from stg_conversation_parts
    where exists (select our_domains.name from our_domains)
    union
    select
        'extra_columns' as setting,
        attribute_name as setting_value
    from stg_conversation_custom_attributes
    union
    select
        'office_hours_schedule' as setting,
        schedule_id as setting_value
    from stg_office_hours_schedules
    union
    select
        'office_hours_schedule' as setting,
        name as setting_value
    from stg_office_hours_schedules
    union
    select
        'report_time_zone' as setting,
        name as setting_value
    from time_zones

),

settings_name_what_exists as (

    select
        named_settings.setting,
        named_settings.setting_value
    from named_settings
    left join known
        on
            named_settings.setting = known.setting
            and case
                when known.setting = 'excluded_tags' then lower(named_settings.setting_value)
                else named_settings.setting_value
            end
            = case
                when known.setting = 'excluded_tags' then lower(known.setting_value)
                else known.setting_value
            end
    where known.setting_value is null

)

select * from settings_name_what_exists
