"""People and their companies: contacts, companies, and the tags that both may carry."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Number, Text, Time, col, key
from ..rows import Row


class Contact(
    Row,
    table="contacts",
    fingerprinted=True,
    implied={
        "type": "contact",
        "avatar.type": "avatar",
        "tags.type": "list",
        "notes.type": "list",
        "companies.type": "list",
        "location.type": "location",
        "social_profiles.type": "list",
    },
):
    """One row per contact (user or lead); `POST /contacts/search`.

    The lists of tags, companies and notes are completed where Intercom cuts them at ten.
    """

    id: Key = key("id", "Intercom's id.")
    external_id: Text = col("external_id", "The id that you gave the contact.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    role: Text = col("role", "user or lead.")
    email: Text = col("email", "E-mail address.")
    email_domain: Text = col("email_domain", "Domain of the address.")
    phone: Text = col("phone", "Telephone number.")
    formatted_phone: Text = col("formatted_phone", "Telephone number, formatted; Preview only.")
    name: Text = col("name", "Name.")
    owner_id: Id = col("owner_id", "Teammate that owns the contact; null when nobody does.")
    has_hard_bounced: Flag = col("has_hard_bounced", "Mail to the contact bounced for good.")
    marked_email_as_spam: Flag = col("marked_email_as_spam", "The contact called a mail spam.")
    unsubscribed_from_emails: Flag = col("unsubscribed_from_emails", "Wants no mail.")
    language_override: Text = col("language_override", "Language set for the contact.")
    browser: Text = col("browser", "Browser.")
    browser_version: Text = col("browser_version", "Version of the browser.")
    browser_language: Text = col("browser_language", "Language of the browser.")
    os: Text = col("os", "Operating system.")
    android_app_name: Text = col("android_app_name", "Android app.")
    android_app_version: Text = col("android_app_version", "Version of the Android app.")
    android_device: Text = col("android_device", "Android device.")
    android_os_version: Text = col("android_os_version", "Version of Android.")
    android_sdk_version: Text = col("android_sdk_version", "Version of the SDK in the app.")
    ios_app_name: Text = col("ios_app_name", "iOS app.")
    ios_app_version: Text = col("ios_app_version", "Version of the iOS app.")
    ios_device: Text = col("ios_device", "iOS device.")
    ios_os_version: Text = col("ios_os_version", "Version of iOS.")
    ios_sdk_version: Text = col("ios_sdk_version", "Version of the SDK in the app.")
    avatar_url: Text = col("avatar.image_url", "Picture.")
    location_country: Text = col("location.country", "Country by last address.")
    location_region: Text = col("location.region", "Region by last address.")
    location_city: Text = col("location.city", "City by last address.")
    location_country_code: Text = col("location.country_code", "Undocumented; three letters.")
    location_continent_code: Text = col("location.continent_code", "Undocumented; two letters.")
    sms_consent: Flag = col("sms_consent", "Undocumented; agreed to text messages.")
    unsubscribed_from_sms: Flag = col("unsubscribed_from_sms", "Undocumented; wants no SMS.")
    enabled_push_messaging: Flag = col("enabled_push_messaging", "Undocumented; takes pushes.")
    referrer: Text = col("referrer", "Undocumented; page the contact came from.")
    utm_campaign: Text = col("utm_campaign", "Undocumented; campaign that brought the contact.")
    utm_content: Text = col("utm_content", "Undocumented; its content.")
    utm_medium: Text = col("utm_medium", "Undocumented; its medium.")
    utm_source: Text = col("utm_source", "Undocumented; its source.")
    utm_term: Text = col("utm_term", "Undocumented; its search term.")
    opted_in_subscription_types: Json = col(
        "opted_in_subscription_types", "Undocumented; subscriptions chosen, first ten."
    )
    opted_out_subscription_types: Json = col(
        "opted_out_subscription_types", "Undocumented; subscriptions left, first ten."
    )
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    tags: Json = col("tags.data", "Tags, ids only as Intercom sends them.")
    tags_url: Text = col("tags.url", "Where Intercom lists all tags.")
    tags_total_count: Count = col("tags.total_count", "Tags that Intercom counts.")
    tags_has_more: Flag = col("tags.has_more", "True if the list is not whole even so.")
    notes: Json = col("notes.data", "Notes, ids only as Intercom sends them.")
    notes_url: Text = col("notes.url", "Where Intercom lists all notes.")
    notes_total_count: Count = col("notes.total_count", "Notes that Intercom counts.")
    notes_has_more: Flag = col("notes.has_more", "True if the list is not whole even so.")
    companies: Json = col("companies.data", "Companies, ids only as Intercom sends them.")
    companies_url: Text = col("companies.url", "Where Intercom lists all companies.")
    companies_total_count: Count = col("companies.total_count", "Companies that Intercom counts.")
    companies_has_more: Flag = col("companies.has_more", "True if the list is not whole even so.")
    social_profiles: Json = col("social_profiles.data", "Profiles in social networks.")
    merge_history: Json = col("merge_history", "Contacts merged into this one, when asked for.")
    created_at: Time = col("created_at", "When the contact was made.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts; tagging is none.")
    signed_up_at: MaybeTime = col("signed_up_at", "When the contact signed up at yours.")
    last_seen_at: MaybeTime = col("last_seen_at", "Last seen.")
    last_replied_at: MaybeTime = col("last_replied_at", "Last message from the contact.")
    last_contacted_at: MaybeTime = col("last_contacted_at", "Last message to the contact.")
    last_email_opened_at: MaybeTime = col("last_email_opened_at", "Last mail opened.")
    last_email_clicked_at: MaybeTime = col("last_email_clicked_at", "Last link clicked in a mail.")
    android_last_seen_at: MaybeTime = col("android_last_seen_at", "Last seen on Android.")
    ios_last_seen_at: MaybeTime = col("ios_last_seen_at", "Last seen on iOS.")


class Company(
    Row,
    table="companies",
    fingerprinted=True,
    implied={"type": "company", "tags.type": "tag.list", "segments.type": "segment.list"},
):
    """One row per company; `POST /companies/search`, `GET /companies/scroll`."""

    id: Key = key("id", "Intercom's id.")
    company_id: Text = col("company_id", "The id that you gave the company.")
    name: Text = col("name", "Name.")
    app_id: Text = col("app_id", "Code of the workspace.")
    plan: Json = col("plan", "Plan: id and name.")
    size: Count = col("size", "Number of employees.")
    website: Text = col("website", "Website.")
    industry: Text = col("industry", "Industry.")
    monthly_spend: Number = col("monthly_spend", "What the company spends a month, your currency.")
    session_count: Count = col("session_count", "Sessions of all its people.")
    user_count: Count = col("user_count", "People in the company.")
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    tags: Json = col("tags.tags", "Tags: id and name.")
    segments: Json = col("segments.segments", "Segments: id and name.")
    notes: Json = col("notes", "Notes as Intercom lists them; from API version 2.16 on.")
    remote_created_at: MaybeTime = col("remote_created_at", "When the company was made at yours.")
    created_at: Time = col("created_at", "When Intercom first saw the company.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts.")
    last_request_at: MaybeTime = col("last_request_at", "Last request by one of its people.")


class Tag(Row, table="tags", implied={"type": "tag"}):
    """One row per tag; `GET /tags`. Who carries it stands with the tagged objects."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    applied_at: MaybeTime = col("applied_at", "Only set where a tag is part of another object.")
    applied_by: Json = col("applied_by", "Only set where a tag is part of another object.")
