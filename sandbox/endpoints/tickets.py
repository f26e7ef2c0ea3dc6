"""Tickets with their parts."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.fields import TICKET_FIELDS, ticket_attribute
from sandbox.listings import lookup, search_page, wrap
from sandbox.paging import PageSize
from sandbox.routes import Call, Route
from sandbox.search import ALL_OPERATORS, SHORT_ORDER_WORDS_UNTIL, Dialect


def search_tickets(call: Call) -> Json:
    """POST /tickets/search."""
    dialect = Dialect(
        TICKET_FIELDS,
        ALL_OPERATORS,
        open_ended=ticket_attribute(call.workspace.ticket_attribute_names()),
        inclusive=call.knobs.greater_is_inclusive,
        short_order_words=call.version <= SHORT_ORDER_WORDS_UNTIL,
    )
    found, pages = search_page(call, call.workspace.tickets, dialect, PageSize(20, 150))
    rows = [shapes.ticket(one, call.version, call.knobs) for one in found.objects]
    return wrap("ticket.list", "tickets", rows, found.total, pages)


def get_ticket(call: Call) -> Json:
    """GET /tickets/{id}."""
    found = lookup(call.workspace.tickets, call.args[0], "Resource Not Found")
    return shapes.ticket(found, call.version, call.knobs)


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _post("/tickets/search", search_tickets, "read_tickets", 10),
    _get("/tickets/{id}", get_ticket, "read_tickets", 9),
]
