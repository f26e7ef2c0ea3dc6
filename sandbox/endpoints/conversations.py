"""Conversations: list, search, one with its parts, handling events, deleted ids."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import bad_parameter
from sandbox.fields import CONVERSATION_FIELDS, ORDERED_ID
from sandbox.listings import lookup, newest_first, numbered_page, search_page, wrap
from sandbox.paging import PageSize
from sandbox.routes import Call, Route
from sandbox.search import ALL_OPERATORS, SHORT_ORDER_WORDS_UNTIL, Dialect


def list_conversations(call: Call) -> Json:
    """GET /conversations."""
    found, pages = newest_first(call, call.workspace.conversations, PageSize(20, 150))
    rows = [shapes.conversation_row(one, call.version, call.knobs) for one in found.objects]
    return wrap("conversation.list", "conversations", rows, found.total, pages)


def search_conversations(call: Call) -> Json:
    """POST /conversations/search."""
    dialect = Dialect(
        CONVERSATION_FIELDS | (ORDERED_ID if call.knobs.ids_are_ordered else {}),
        ALL_OPERATORS,
        inclusive=call.knobs.greater_is_inclusive,
        short_order_words=call.version <= SHORT_ORDER_WORDS_UNTIL,
    )
    found, pages = search_page(call, call.workspace.conversations, dialect, PageSize(20, 150))
    rows = [shapes.conversation_row(one, call.version, call.knobs) for one in found.objects]
    return wrap("conversation.list", "conversations", rows, found.total, pages)


def get_conversation(call: Call) -> Json:
    """GET /conversations/{id}."""
    found = lookup(call.workspace.conversations, call.args[0], "Resource Not Found")
    return shapes.conversation(found, call.version, call.knobs)


def handling_events(call: Call) -> Json:
    """GET /conversations/{id}/handling_events."""
    found = lookup(call.workspace.conversations, call.args[0], "Resource Not Found")
    return {"handling_events": call.workspace.handling_events(found)}


def deleted_conversations(call: Call) -> Json:
    """GET /conversations/deleted."""
    order = call.query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise bad_parameter("order must be asc or desc")
    rows = sorted(call.workspace.deleted_conversations, key=lambda row: row["deleted_at"])
    rows = rows if order == "asc" else rows[::-1]
    page, pages = numbered_page(call, rows, PageSize(20, 60))
    return wrap("conversations.list", "conversations", page, len(rows), pages)


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _get("/conversations", list_conversations, "read_conversations"),
    _post("/conversations/search", search_conversations, "read_conversations"),
    _get("/conversations/deleted", deleted_conversations, "read_conversations", 16),
    _get("/conversations/{id}", get_conversation, "read_conversations"),
    _get("/conversations/{id}/handling_events", handling_events, "read_conversations", 15),
]
