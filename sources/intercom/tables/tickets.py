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
