-- settings_name_what_exists: every tag, schedule, zone and attribute that a setting names is there.
--
-- kind     view
-- key      setting, setting_value
-- reads    named_settings, stg_tags, stg_conversation_tags, stg_conversation_custom_attributes,
--          stg_office_hours_schedules, time_zones
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
            and named_settings.setting_value = known.setting_value
    where known.setting_value is null

)

select * from settings_name_what_exists
