"""What Intercom tells only to those who name an id: see the setting `lookups`."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row


class Visitor(
    Row,
    table="visitors",
    implied={
        "type": "visitor",
        "avatar.type": "avatar",
        "companies.type": "company.list",
        "social_profiles.type": "social_profile.list",
        "tags.type": "tag.list",
        "segments.type": "segment.list",
    },
):
    """One row per visitor whose user_id is named; `GET /visitors`."""

    id: Key = key("id", "Intercom's id.")
    user_id: Text = col("user_id", "Id in the visitor's browser.")
    anonymous: Flag = col("anonymous", "Nobody knows who it is.")
    email: Text = col("email", "E-mail address.")
    phone: Text = col("phone", "Telephone number.")
    name: Text = col("name", "Name.")
    pseudonym: Text = col("pseudonym", "Name that teammates see instead.")
    avatar_url: Text = col("avatar.image_url", "Picture.")
    app_id: Text = col("app_id", "Code of the workspace, as Intercom sends it.")
    owner_id: Id = col("owner_id", "Teammate that owns the visitor.")
    unsubscribed_from_emails: Flag = col("unsubscribed_from_emails", "Wants no mail.")
    marked_email_as_spam: Flag = col("marked_email_as_spam", "Called a mail spam.")
    has_hard_bounced: Flag = col("has_hard_bounced", "Mail bounced for good.")
    do_not_track: Flag = col("do_not_track", "Asked not to be tracked.")
    session_count: Count = col("session_count", "Sessions.")
    referrer: Text = col("referrer", "Page the visitor came from.")
    utm_campaign: Text = col("utm_campaign", "Campaign that brought the visitor.")
    utm_content: Text = col("utm_content", "Its content.")
    utm_medium: Text = col("utm_medium", "Its medium.")
    utm_source: Text = col("utm_source", "Its source.")
    utm_term: Text = col("utm_term", "Its search term.")
    location: Json = col("location_data", "Where the visitor is, by address.")
    companies: Json = col("companies.companies", "Companies.")
    social_profiles: Json = col("social_profiles.social_profiles", "Profiles.")
    tags: Json = col("tags.tags", "Tags.")
    segments: Json = col("segments.segments", "Segments.")
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    created_at: Time = col("created_at", "First seen.")
    remote_created_at: MaybeTime = col("remote_created_at", "First seen at yours.")
    signed_up_at: MaybeTime = col("signed_up_at", "Signed up.")
    updated_at: Time = col("updated_at", "Last change.")
    last_request_at: MaybeTime = col("last_request_at | las_request_at", "Last seen.")


class Workflow(Row, table="workflows"):
    """One row per workflow whose id is named; `GET /export/workflows/{id}`, from 2.15."""

    id: Key = key("workflow.id", "Intercom's id.")
    title: Text = col("workflow.title", "Title.")
    description: Text = col("workflow.description", "Description.")
    trigger_type: Text = col("workflow.trigger_type", "What sets it off.")
    state: Text = col("workflow.state", "live, draft or paused.")
    target_channels: Json = col("workflow.target_channels", "Channels.")
    preferred_devices: Json = col("workflow.preferred_devices", "Devices.")
    targeting: Json = col("workflow.targeting", "Whom it is for.")
    snapshot: Json = col("workflow.snapshot", "Its steps.")
    attributes: Json = col("workflow.attributes", "Attributes that it uses.")
    embedded_rules: Json = col("workflow.embedded_rules", "Rules inside it.")
    export_version: Text = col("export_version", "Form of the export.")
    app_id: Text = col("app_id", "Number of the workspace.")
    created_at: Time = col("workflow.created_at", "When it was made.")
    updated_at: Time = col("workflow.updated_at", "Last change.")
    exported_at: Time = col("exported_at", "When it was read.")


class MessageStatus(Row, table="message_statuses"):
    """One row per WhatsApp message of a ruleset that is named; `GET /messages/status`, 2.16 on."""

    id: Key = key("id", "Intercom's id.")
    ruleset_id: Key = key("ruleset_id", "The ruleset that sent it.")
    whatsapp_message_id: Text = col("whatsapp_message_id", "WhatsApp's id of the message.")
    conversation_id: Id = col("conversation_id", "Its conversation.")
    user_id: Id = col("user_id", "Undocumented; the contact.")
    type: Text = col("type", "Kind of message.")
    status: Text = col("status", "sent, delivered, read or failed.")
    template_name: Text = col("template_name", "Template that it was made of.")
    error: Json = col("error", "Why it failed.")
    created_at: Time = col("created_at", "When it was sent.")
    updated_at: Time = col("updated_at", "Last change.")


class WhatsappMessageStatus(Row, table="whatsapp_message_statuses", keys=("message_id",)):
    """One row per WhatsApp message that is named; `GET /messages/whatsapp/status`, from 2.16."""

    message_id: Key = key("message_id", "WhatsApp's id of the message.")
    conversation_id: Id = col("conversation_id", "Its conversation.")
    type: Text = col("type", "Kind of message.")
    status: Text = col("status", "sent, delivered, read or failed.")
    template_name: Text = col("template_name", "Template that it was made of.")
    error: Json = col("error", "Why it failed.")
    created_at: Time = col("created_at", "When it was sent.")
    updated_at: Time = col("updated_at", "Last change.")
