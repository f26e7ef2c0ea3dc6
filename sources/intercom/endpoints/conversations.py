"""Conversations and what hangs on each of them."""

from ..tables import conversations as tables
from ..tables import side_conversations
from .record import Child, Endpoint

ENDPOINTS = (
    Endpoint(
        name="conversations",
        table=tables.Conversation,
        read="threads",
        path="/conversations/search",
        rows="conversations",
        per_page=150,
        is_refreshed=True,  # statistics, ratings and tags come late
        unsettled={"field": "state", "operator": "!=", "value": "closed"},
        children=(
            Child(
                table=tables.ConversationPart,
                path="conversation_parts.conversation_parts",
                parent="conversation_id",
                counted=True,
            ),
            Child(
                table=tables.ConversationCustomAttribute,
                path="custom_attributes",
                parent="conversation_id",
            ),
        ),
        scope="Read conversations",
    ),
    Endpoint(
        name="deleted_conversations",
        table=tables.DeletedConversation,
        read="list",
        path="/conversations/deleted",
        rows="conversations",
        # Newest first: what is deleted meanwhile moves rows to later pages, so none is missed.
        params={"order": "desc"},
        newest_first="deleted_at",
        per_page=60,
        since="2.16",
    ),
    Endpoint(
        name="conversation_handling_events",
        table=tables.ConversationHandlingEvent,
        read="companion",
        parent="conversations",
        parent_key="conversation_id",
        path="/conversations/{id}/handling_events",
        rows="handling_events",
        since="2.15",
        scope="Read conversations",
        opt_in=True,
    ),
    Endpoint(
        name="side_conversations",
        table=side_conversations.SideConversation,
        read="companion",
        parent="conversations",
        parent_key="conversation_id",
        path="/conversations/{id}/side_conversations",
        rows="side_conversations",
        per_page=50,
        children=(
            Child(
                table=side_conversations.SideConversationPart,
                path="conversation_parts",
                parent="side_conversation_id",
                parent_id="side_conversation_id",
            ),
        ),
        since="2.16",
        scope="Read conversations",
        opt_in=True,
    ),
)
