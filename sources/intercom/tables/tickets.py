"""Tickets and what happened in them."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row


class Ticket(
    Row,
    table="tickets",
    fingerprinted=True,
    nested=("ticket_parts.ticket_parts",),
    implied={
        "type": "ticket",
        "ticket_state.type": "ticket_state",
        "contacts.type": "contact.list",
        "linked_objects.type": "list",
        "ticket_parts.type": "ticket_part.list",
    },
):
    """One row per ticket; `POST /tickets/search`."""

    id: Key = key("id", "Intercom's id.")
    ticket_id: Text = col("ticket_id", "The number that the inbox shows.")
    category: Text = col("category", "Customer, Back-office or Tracker.")
    open: Flag = col("open", "Open.")
    channel: Text = col("channel", "Undocumented; where the ticket came from.")
    is_shared: Flag = col("is_shared", "Shared with the customer.")
    ticket_state_id: Id = col("ticket_state.id", "State; from 2.12.")
    ticket_state_category: Text = col("ticket_state.category", "submitted to resolved.")
    ticket_state_internal_label: Text = col("ticket_state.internal_label", "Teammates read this.")
    ticket_state_external_label: Text = col("ticket_state.external_label", "Customers read this.")
    previous_ticket_state_id: Id = col("previous_ticket_state_id", "State before; from 2.16.")
    ticket_type_id: Id = col("ticket_type.id", "Type.")
    ticket_type_name: Text = col("ticket_type.name", "Name of the type.")
    ticket_type: Json = col("ticket_type", "The type as the ticket carries it.")
    ticket_attributes: Json = col("ticket_attributes", "Attributes by name, title and text too.")
    admin_assignee_id: Id = col("admin_assignee_id", "Assigned teammate; null when nobody is.")
    team_assignee_id: Id = col("team_assignee_id", "Assigned team; null when none is.")
    contacts: Json = col("contacts.contacts", "Contacts of the ticket.")
    linked_objects: Json = col("linked_objects.data", "Linked tickets and conversations.")
    linked_objects_total_count: Count = col("linked_objects.total_count", "How many are linked.")
    linked_objects_has_more: Flag = col("linked_objects.has_more", "True if the list was cut.")
    parts_total_count: Count = col("ticket_parts.total_count", "Parts that Intercom claims.")
    parts_received: Count = col("parts_received", "Parts that the last read received.")
    parts_truncated: Flag = col(
        "parts_truncated", "True if Intercom sent only the newest 500 parts; older ones stay."
    )
    created_at: Time = col("created_at", "When the ticket was made.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts; may lag its parts.")
    snoozed_until: MaybeTime = col("snoozed_until", "Snoozed until then.")


class TicketPart(Row, table="ticket_parts", implied={"type": "ticket_part"}):
    """One row per thing that happened in a ticket; part of `POST /tickets/search`."""

    id: Key = key("id", "Intercom's id.")
    ticket_id: Key = key("ticket_id", "Ticket that the part belongs to.")
    part_type: Text = col("part_type", "What happened.")
    body: Text = col("body", "Text, HTML; null for pure events.")
    ticket_state: Text = col("ticket_state", "Category of the state after the part.")
    previous_ticket_state: Text = col("previous_ticket_state", "Category of the state before.")
    redacted: Flag = col("redacted", "The part was redacted.")
    author_type: Text = col("author.type", "Author: admin, bot, team or user.")
    author_id: Id = col("author.id", "Author's id.")
    author_name: Text = col("author.name", "Author's name.")
    author_email: Text = col("author.email", "Author's address.")
    assigned_to_type: Text = col("assigned_to.type", "admin, team, bot or nobody_admin.")
    assigned_to_id: Id = col("assigned_to.id", "New assignee; null with nobody_admin.")
    attachments: Json = col("attachments", "Files sent along; addresses live 30 minutes.")
    external_id: Text = col("external_id", "Your id of the part.")
    app_package_code: Text = col("app_package_code", "App that made the part.")
    translations: Json = col("translations", "Translations.")
    updated_attribute_data: Json = col("updated_attribute_data", "Attribute that changed.")
    created_at: Time = col("created_at", "When it happened.")
    updated_at: Time = col("updated_at", "Last change of the part.")


class TicketType(
    Row,
    table="ticket_types",
    nested=("ticket_type_attributes.data", "ticket_type_attributes.ticket_type_attributes"),
    implied={
        "type": "ticket_type",
        "ticket_type_attributes.type": "list",
        "ticket_states.type": "list",
    },
):
    """One row per ticket type, archived ones included; `GET /ticket_types`."""

    id: Key = key("id", "Intercom's id.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    name: Text = col("name", "Name.")
    description: Text = col("description", "Description.")
    icon: Text = col("icon", "Emoji.")
    category: Text = col("category", "Customer, Back-office or Tracker.")
    is_internal: Flag = col("is_internal", "Undocumented; customers do not see its tickets.")
    ticket_states: Json = col("ticket_states.data", "States that its tickets may take.")
    archived: Flag = col("archived", "Archived.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class TicketTypeAttribute(
    Row, table="ticket_type_attributes", implied={"type": "ticket_type_attribute"}
):
    """One row per attribute of a ticket type; part of `GET /ticket_types`."""

    id: Key = key("id", "Intercom's id.")
    ticket_type_id: Key = key("ticket_type_id", "The ticket type.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    name: Text = col("name", "Name; `_default_title_` and `_default_description_` in every type.")
    description: Text = col("description", "Description.")
    data_type: Text = col("data_type", "string, list, integer, decimal, boolean, datetime, files.")
    input_options: Json = col("input_options", "Values to choose from, several lines, ...")
    order: Count = col("order", "Place in the form.")
    required_to_create: Flag = col("required_to_create", "Teammates must fill it in.")
    required_to_create_for_contacts: Flag = col(
        "required_to_create_for_contacts", "Contacts must fill it in."
    )
    visible_on_create: Flag = col("visible_on_create", "Teammates see it in the form.")
    visible_to_contacts: Flag = col("visible_to_contacts", "Contacts see it.")
    default: Flag = col("default", "In every ticket type.")
    archived: Flag = col("archived", "Archived.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class TicketState(
    Row,
    table="ticket_states",
    implied={"type": "ticket_state", "ticket_types.type": "list"},
):
    """One row per state of tickets, archived ones included; `GET /ticket_states`."""

    id: Key = key("id", "Intercom's id.")
    category: Text = col("category", "submitted, in_progress, waiting_on_customer or resolved.")
    internal_label: Text = col("internal_label", "What teammates read.")
    external_label: Text = col("external_label", "What customers read.")
    archived: Flag = col("archived", "Archived.")
    ticket_types: Json = col("ticket_types.data", "Ticket types with this state.")
