"""Tickets, their types and states."""

from ..tables import tickets as tables
from .record import Child, Endpoint

ENDPOINTS = (
    Endpoint(
        name="ticket_types",
        table=tables.TicketType,
        read="list",
        path="/ticket_types",
        children=(
            Child(
                table=tables.TicketTypeAttribute,
                path="ticket_type_attributes.data | ticket_type_attributes.ticket_type_attributes",
                parent="ticket_type_id",
            ),
        ),
        complete=True,
    ),
    Endpoint(
        name="ticket_states",
        table=tables.TicketState,
        read="list",
        path="/ticket_states",
        complete=True,
    ),
    Endpoint(
        name="tickets",
        table=tables.Ticket,
        read="search",
        path="/tickets/search",
        rows="tickets",
        per_page=50,  # their parts come along: a page of 150 times out on the server
        window_rows=150,
        is_refreshed=True,  # a change of state may not move `updated_at`
        unsettled={"field": "open", "operator": "=", "value": True},
        children=(
            Child(
                table=tables.TicketPart,
                path="ticket_parts.ticket_parts",
                parent="ticket_id",
                counted=True,
            ),
        ),
        scope="Read tickets",
    ),
)
