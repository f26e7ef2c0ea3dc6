"""Fields and groups that a workspace defines for itself, and objects of its own making."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row


class DataAttribute(
    Row, table="data_attributes", keys=("model", "full_name"), implied={"type": "data_attribute"}
):
    """One row per attribute of contacts or companies, archived ones included.

    `GET /data_attributes`; up to 2.15 those of conversations, too. Names repeat, full names do not.
    """

    model: Key = key("model", "contact, company or conversation.")
    full_name: Key = key("full_name", "Name with the path to it.")
    id: Id = col("id", "Intercom's id; null for what every workspace has.")
    name: Text = col("name", "Name.")
    label: Text = col("label", "Name that teammates see.")
    description: Text = col("description", "Description.")
    data_type: Text = col("data_type", "string, integer, float, boolean, date or datetime.")
    options: Json = col("options", "Values to choose from.")
    api_writable: Flag = col("api_writable", "The API may write it.")
    messenger_writable: Flag = col("messenger_writable", "The Messenger may write it.")
    ui_writable: Flag = col("ui_writable", "Teammates may write it.")
    custom: Flag = col("custom", "Made by this workspace.")
    archived: Flag = col("archived", "Archived.")
    admin_id: Id = col("admin_id", "Teammate that made it.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class ConversationAttribute(
    Row, table="conversation_attributes", implied={"type": "conversation_attribute"}
):
    """One row per attribute of conversations, archived ones included.

    `GET /conversations/attributes`, from 2.16; before that see `data_attributes`.
    """

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    description: Text = col("description", "Description.")
    data_type: Text = col("data_type", "string, list, integer, relationship, files, ...")
    required: Flag = col("required", "Teammates must fill it in.")
    multiline: Flag = col("multiline", "Text of several lines.")
    options: Json = col("options", "Values to choose from: id, label, archived.")
    reference_type: Text = col("reference.type", "one or many, for relationships.")
    reference_object_type_id: Text = col("reference.object_type_id", "Custom object related to.")
    visible_to_team_ids: Json = col("visible_to_team_ids", "Teams that see it; empty: all.")
    archived: Flag = col("archived", "Archived.")
    admin_id: Id = col("admin_id", "Teammate that made it.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Segment(Row, table="segments", implied={"type": "segment"}):
    """One row per segment of contacts; `GET /segments`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    person_type: Text = col("person_type", "user, or contact for leads.")
    count: Count = col("count", "People in it now.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Audience(Row, table="audiences", implied={"type": "audience"}):
    """One row per group that content is meant for; `GET /audiences`, from 2.16."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    predicates: Json = col("predicates", "Who belongs to it.")
    role_predicates: Json = col("role_predicates", "Which roles belong to it.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class SubscriptionType(Row, table="subscription_types", implied={"type": "subscription"}):
    """One row per kind of message that people may leave or join; `GET /subscription_types`."""

    id: Key = key("id", "Intercom's id.")
    state: Text = col("state", "live, draft or archived.")
    name: Text = col("default_translation.name", "Name in the default language.")
    description: Text = col("default_translation.description", "Description in that language.")
    default_locale: Text = col("default_translation.locale", "That language.")
    translations: Json = col("translations", "Name and description in every language.")
    consent_type: Text = col("consent_type", "opt_out or opt_in.")
    content_types: Json = col("content_types", "email, sms_message.")


class CustomObjectInstance(Row, table="custom_object_instances", keys=("type", "id")):
    """One row per object of a type named in `custom_object_types`.

    `GET /custom_object_instances/{type}`, listed from 2.16 on.
    """

    type: Key = key("type", "Type, as its identifier says.")
    id: Key = key("id", "Intercom's id, unique within the type.")
    external_id: Text = col("external_id", "The id that you gave it.")
    custom_attributes: Json = col("custom_attributes", "Attributes by name.")
    external_created_at: MaybeTime = col("external_created_at", "When it was made at yours.")
    external_updated_at: MaybeTime = col("external_updated_at", "Last change at yours.")
    created_at: Time = col("created_at", "When Intercom first saw it.")
    updated_at: Time = col("updated_at", "Last change.")
